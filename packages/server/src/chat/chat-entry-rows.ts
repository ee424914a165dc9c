// Chat entries and quick replies as rows.

import type { ChatEntry, chatEntryInputSchema, quickReplyInputSchema, quickReplySchema } from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import type { z } from "zod";
import type { Rows } from "../configuration/collection.ts";
import { changeRow, removeRow } from "../configuration/versioned-row.ts";
import { ProblemError } from "../http/problem-error.ts";

type EntryInput = z.output<typeof chatEntryInputSchema>;

export async function readChatEntries(tx: TenantTransaction): Promise<ChatEntry[]> {
  const rows = await tx.selectFrom("chat_entry").selectAll().orderBy("name").execute();
  return rows.map((row) => ({
    ...{ id: row.id, version: row.version, name: row.name, queueId: row.queue_id, colour: row.colour },
    ...{ origins: row.origins, languages: row.languages as ChatEntry["languages"] },
    greeting: row.greeting as ChatEntry["greeting"],
    offlineText: row.offline_text as ChatEntry["offlineText"],
    hours: row.hours as ChatEntry["hours"],
    ...{
      askContact: row.ask_contact,
      requiredSkills: row.required_skills,
      preferredSkills: row.preferred_skills,
      callBackQueueId: row.call_back_queue_id,
      idleMs: row.idle_ms,
      active: row.active,
    },
  }));
}

export const chatEntryRows: Rows<EntryInput, ChatEntry> = {
  subject: "chatEntry",
  list: readChatEntries,
  insert: async (tx, tenantId, id, input) => {
    await checkSkills(tx, input);
    await tx
      .insertInto("chat_entry")
      .values({ tenant_id: tenantId, id, ...columns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => {
    await checkSkills(tx, input);
    return changeRow(tx, "chat_entry", id, version, columns(input));
  },
  remove: (tx, id) => removeRow(tx, "chat_entry", id),
  describe: (input) => ({ ...input }),
};

/** What stands inside documents has no foreign key. */
async function checkSkills(tx: TenantTransaction, input: EntryInput): Promise<void> {
  const known = new Set((await tx.selectFrom("skill").select("id").execute()).map(({ id }) => id));
  const wrong = (["requiredSkills", "preferredSkills"] as const).filter(
    (field) => !input[field].every(({ skillId }) => known.has(skillId)),
  );
  if (wrong.length === 0) return;
  const errors = wrong.map((field) => ({ field, message: "names something that does not exist" }));
  throw new ProblemError("invalidRequest", undefined, errors);
}

export function columns(input: EntryInput) {
  return {
    ...{ name: input.name, queue_id: input.queueId, colour: input.colour, origins: JSON.stringify(input.origins) },
    ...{ languages: JSON.stringify(input.languages), greeting: JSON.stringify(input.greeting) },
    offline_text: JSON.stringify(input.offlineText),
    hours: input.hours === null ? null : JSON.stringify(input.hours),
    ...{ ask_contact: input.askContact, call_back_queue_id: input.callBackQueueId },
    required_skills: JSON.stringify(input.requiredSkills),
    preferred_skills: JSON.stringify(input.preferredSkills),
    ...{ idle_ms: input.idleMs, active: input.active },
  };
}

export const quickReplyRows: Rows<z.output<typeof quickReplyInputSchema>, z.output<typeof quickReplySchema>> = {
  subject: "quickReply",
  list: (tx) => tx.selectFrom("quick_reply").select(["id", "name", "text", "version"]).orderBy("name").execute(),
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("quick_reply")
      .values({ tenant_id: tenantId, id, ...input })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => changeRow(tx, "quick_reply", id, version, { ...input }),
  remove: (tx, id) => removeRow(tx, "quick_reply", id),
  describe: (input) => ({ ...input }),
};
