// Chat entries and quick replies as rows.

import type { ChatEntry, chatEntryInputSchema, quickReplyInputSchema, quickReplySchema } from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import type { z } from "zod";
import type { Rows } from "../configuration/collection.ts";
import { changeRow, removeRow } from "../configuration/versioned-row.ts";

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
    await tx
      .insertInto("chat_entry")
      .values({ tenant_id: tenantId, id, ...columns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => changeRow(tx, "chat_entry", id, version, columns(input)),
  remove: (tx, id) => removeRow(tx, "chat_entry", id),
  describe: (input) => ({ ...input }),
};

export function columns(input: EntryInput) {
  return {
    ...{ name: input.name, queue_id: input.queueId, colour: input.colour, origins: JSON.stringify(input.origins) },
    ...{ languages: JSON.stringify(input.languages), greeting: JSON.stringify(input.greeting) },
    offline_text: JSON.stringify(input.offlineText),
    hours: input.hours === null ? null : JSON.stringify(input.hours),
    ...{ ask_contact: input.askContact, call_back_queue_id: input.callBackQueueId },
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
