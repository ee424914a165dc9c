// The public routes of visitors: what a page shows before a chat, beginning one, leaving a message, satisfaction,
// transcript. Which pages may ask is the entry's list of origins.

import type { ChatEntry } from "@tellerline/api";
import { type Entry, isFor, limits } from "@tellerline/channels";
import type { Call, Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { maxFileBytes, mediaTypes } from "./chat-files.ts";
import type { ChatRoom } from "./chat-room.ts";
import type { ChatRooms, Visitor } from "./chat-rooms.ts";
import { readEntries } from "./restore-chat.ts";

type Names = "getChatWelcome" | "openChat" | "leaveChatMessage" | "rateChat" | "getChatTranscript";

/** What is looked at of a request to decide whether its page may embed us. */
export type Embedding = Pick<Call<"getChatWelcome">, "origin" | "ownOrigin" | "allowOrigin">;

export function visitorHandlers(rooms: ChatRooms): Handlers<Names> {
  const at = (call: Embedding & { params: Record<string, string> }): { room: ChatRoom; entry: ChatEntry } => {
    const found = rooms.entry(call.params.entryId as string);
    checkOrigin(call, found.entry);
    return found;
  };
  return {
    getChatWelcome: (call) => {
      const { room, entry } = at(call);
      const closedBecause = room.closedBecause(entry) ?? null;
      const { colour, languages, greeting, offlineText, askContact } = entry;
      const callBack = entry.callBackQueueId !== null;
      return {
        ...{ colour, languages, greeting, offlineText, askContact, callBack },
        ...{ open: closedBecause === null, closedBecause },
        limits: { textLength: limits.textLength, fileBytes: maxFileBytes, mediaTypes },
      };
    },
    openChat: async (call) => {
      const { room, entry } = at(call);
      if (room.closedBecause(entry) !== undefined)
        throw new ProblemError("notPossibleNow", "Nobody is there now; leave a message.");
      rooms.countOpening(call.address);
      refuseBlocked(room, call.body.visitorKey);
      return room.begin(entry, call.body);
    },
    leaveChatMessage: async (call) => {
      const { room, entry } = at(call);
      rooms.countOpening(call.address);
      refuseBlocked(room, call.body.visitorKey);
      await room.leaveMessage(entry, call.body);
      return {};
    },
    rateChat: async (call) => {
      const { tenantId, conversationId } = await visitorOf(rooms, call);
      const { score, comment } = call.body;
      const row = { tenant_id: tenantId, conversation_id: conversationId, score, comment };
      const inserted = await rooms.options.store.inTenant(tenantId, (tx) =>
        tx
          .insertInto("chat_rating")
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst(),
      );
      if (inserted.numInsertedOrUpdatedRows === 0n)
        throw new ProblemError("alreadyExists", "This chat has been rated already.");
      return {};
    },
    getChatTranscript: async (call) => {
      const { tenantId, conversationId } = await visitorOf(rooms, call);
      const entries = await rooms.options.store.inTenant(tenantId, (tx) => readEntries(tx, conversationId));
      return Buffer.from(transcript(entries), "utf8");
    },
  };
}

/** RT-04. He is not told why: who blocks somebody does not want to discuss it with him. */
function refuseBlocked(room: ChatRoom, visitorKey: string): void {
  if (room.refuses(visitorKey)) throw new ProblemError("notPossibleNow", "This chat cannot be opened now.");
}

/** The visitor who asks, by his token. */
export async function visitorOf(
  rooms: ChatRooms,
  call: Embedding & { params: Record<string, string>; bearer: string | undefined },
): Promise<Visitor> {
  const visitor =
    call.bearer === undefined ? undefined : await rooms.visitor(call.params.conversationId as string, call.bearer);
  // The token is proof enough: whoever has it may read the answer.
  call.allowOrigin();
  if (visitor === undefined) throw new ProblemError("notSignedIn", "This token opens no conversation.");
  return visitor;
}

/** Throws where the page of the request is not one of those that may embed the entry. */
export function checkOrigin(call: Embedding, entry: ChatEntry): void {
  const { origin } = call;
  if (origin === undefined || call.ownOrigin) return;
  if (!entry.origins.includes(origin))
    throw new ProblemError("foreignOrigin", `The origin ${origin} is not in the list of this chat entry.`);
  call.allowOrigin();
}

/** What was said, as plain text; whispers are not the visitor's. */
export function transcript(entries: readonly Entry[]): string {
  const lines = entries.flatMap((entry) => {
    const { content, author } = entry;
    if (!isFor(entry, "customer") || content.type === "notice") return [];
    const time = new Date(entry.at).toISOString().replace("T", " ").slice(0, 19);
    const name = author.name === "" ? "—" : author.name;
    return [`[${time} UTC] ${name}: ${content.type === "text" ? content.text : `[${content.name}]`}`];
  });
  return `${lines.join("\r\n")}\r\n`;
}
