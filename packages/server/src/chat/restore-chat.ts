// Chats that were open when the product ended: their state as the fold of their journal, and what was said of what is
// stored. Waiting ones keep their place, open talks their agent (SPEC.md, CH-6).

import type { ConversationPast, Entry, Side } from "@tellerline/channels";
import type { TenantTransaction } from "@tellerline/store";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { InteractionEntry } from "../records/project-record.ts";
import type { ChatParty } from "./chat-state.ts";

export interface FoldedChat {
  stage: "queue" | "talk";
  stageSince: number;
  queueId: string;
  priority: number;
  queuedAt: number;
  main: ChatParty | undefined;
}

/** What the journal says of an open chat; undefined if it never waited. */
export function foldChat(entries: readonly InteractionEntry[]): FoldedChat | undefined {
  let folded: FoldedChat | undefined;
  const answered = new Map<string, number>();
  for (const { at, event } of entries) folded = step(folded, at, event, answered);
  return folded;
}

function step(
  folded: FoldedChat | undefined,
  at: number,
  event: InteractionEvent,
  answered: Map<string, number>,
): FoldedChat | undefined {
  if (event.type === "queued") {
    const { queueId, priority, since } = event;
    return { stage: "queue", stageSince: at, queueId, priority, queuedAt: since ?? at, main: undefined };
  }
  if (folded === undefined) return undefined;
  if (event.type === "connected" && event.agentId !== undefined) {
    const { agentId, agentName: name } = event;
    const answeredAt = answered.get(agentId) ?? at;
    answered.set(agentId, answeredAt);
    const main: ChatParty = { agentId, name, state: "connected", why: "offer", offeredAt: answeredAt, answeredAt };
    return { ...folded, stage: "talk", stageSince: at, main };
  }
  if (event.type === "partyLeft" && event.agentId === folded.main?.agentId) return { ...folded, main: undefined };
  return folded;
}

/** Stored entries of a conversation after `since`, in order. */
export async function readEntries(tx: TenantTransaction, conversationId: string, since = 0): Promise<Entry[]> {
  const rows = await tx
    .selectFrom("chat_message")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .where("sequence", ">", since)
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    at: row.at,
    author: { side: row.author_side as Side, id: row.author_id, name: row.author_name },
    clientId: row.client_id,
    audience: row.audience as Entry["audience"],
    content: row.content as Entry["content"],
  }));
}

export interface ConversationRow {
  visitorName: string;
  visitorNumber: string;
  language: string;
  page: string;
  startedAt: number;
  entryId: string;
  past: ConversationPast;
  lastSaidAt: number;
}

/** The conversation as the database has it. */
export async function readConversation(
  tx: TenantTransaction,
  conversationId: string,
): Promise<ConversationRow | undefined> {
  const row = await tx.selectFrom("conversation").selectAll().where("id", "=", conversationId).executeTakeFirst();
  if (row === undefined) return undefined;
  const entries = await readEntries(tx, conversationId);
  return {
    ...{ visitorName: row.visitor_name, visitorNumber: row.visitor_number, language: row.language, page: row.page },
    ...{ startedAt: row.started_at, entryId: row.entry_id },
    past: { entries, read: { customer: row.customer_read, staff: row.staff_read } },
    lastSaidAt: entries.at(-1)?.at ?? row.started_at,
  };
}
