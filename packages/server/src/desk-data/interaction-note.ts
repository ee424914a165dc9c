// The row of an interaction's note.

import type { InteractionNote } from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import { ProblemError } from "../http/problem-error.ts";

/** The note, an empty one of version 0 where there is none. */
export async function readNote(tx: TenantTransaction, interactionId: string): Promise<InteractionNote> {
  const row = await tx
    .selectFrom("interaction_note")
    .selectAll()
    .where("interaction_id", "=", interactionId)
    .executeTakeFirst();
  if (row === undefined) return { interactionId, text: "", version: 0, by: null, at: null };
  return { interactionId, text: row.text, version: row.version, by: row.author_name, at: row.at };
}

interface NoteRow {
  tenant_id: string;
  interaction_id: string;
  text: string;
  author_id: string;
  author_name: string;
  at: Date;
}

/** Throws `changedMeanwhile` when somebody else wrote since `version` was read. */
export async function writeNote(tx: TenantTransaction, row: NoteRow, version: number): Promise<void> {
  const { tenant_id: _tenant, interaction_id: interactionId, ...written } = row;
  const changed =
    version === 0
      ? (
          await tx
            .insertInto("interaction_note")
            .values({ ...row, version: 1 })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
        ).numInsertedOrUpdatedRows
      : (
          await tx
            .updateTable("interaction_note")
            .set({ ...written, version: version + 1 })
            .where("interaction_id", "=", interactionId)
            .where("version", "=", version)
            .executeTakeFirst()
        ).numUpdatedRows;
  if (changed !== 1n) throw new ProblemError("changedMeanwhile", "Somebody else wrote in this note meanwhile.");
}
