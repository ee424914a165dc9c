// What was said in a chat, as its record shows it.

import type { AnswerOf } from "@tellerline/api";
import type { Store } from "@tellerline/store";
import type { Handlers } from "../http/handlers.ts";
import { requireRecord } from "../records/record-handlers.ts";
import { readEntries } from "./restore-chat.ts";

export function chatLogHandlers(store: Pick<Store, "inTenant">): Handlers<"getChatLog"> {
  return {
    getChatLog: ({ session, params }) =>
      store.inTenant(session.tenantId, async (tx) => {
        const id = params.interactionId as string;
        await requireRecord(tx, session, id);
        const row = await tx
          .selectFrom("conversation")
          .select(["language", "page"])
          .where("id", "=", id)
          .executeTakeFirst();
        const rating = await tx
          .selectFrom("chat_rating")
          .select(["score", "comment"])
          .where("conversation_id", "=", id)
          .executeTakeFirst();
        const lines = (await readEntries(tx, id)) as AnswerOf<"getChatLog">["lines"];
        return { lines, rating: rating ?? null, language: row?.language ?? "", page: row?.page ?? "" };
      }),
  };
}
