// Messages between colleagues in the database: threads, what is in them, how far each has read.

import type { ColleagueMessage, MessageTarget } from "@tellerline/api";
import type { Tables, TenantTransaction } from "@tellerline/store";
import type { Selectable } from "kysely";
import { ProblemError } from "../http/problem-error.ts";

type Row = Selectable<Tables["colleague_message"]>;

/** Threads and what is unread are told of the newest so many messages. */
const looked = 2000;

export interface Reader {
  agentId: string;
  /** Empty: none. */
  team: string;
}

export interface Thread {
  with: MessageTarget;
  unread: number;
  last: ColleagueMessage;
}

/** "agent <id>" or "team <name>". */
export function threadKey(target: MessageTarget): string {
  return target.kind === "agent" ? `agent ${target.agentId}` : `team ${target.team}`;
}

/** The reader's threads, the newest first. */
export async function readThreads(tx: TenantTransaction, me: Reader): Promise<Thread[]> {
  const rows = await tx
    .selectFrom("colleague_message")
    .selectAll()
    .where((e) =>
      e.or([
        e("from_agent", "=", me.agentId),
        e("to_agent", "=", me.agentId),
        ...(me.team === "" ? [] : [e("to_team", "=", me.team)]),
      ]),
    )
    .orderBy("id", "desc")
    .limit(looked)
    .execute();
  const marks = await tx
    .selectFrom("message_read")
    .select(["thread", "up_to"])
    .where("agent_id", "=", me.agentId)
    .execute();
  const readUpTo = new Map(marks.map(({ thread, up_to }) => [thread, up_to]));
  const threads = new Map<string, Thread>();
  for (const row of rows) {
    const target = otherSide(row, me.agentId);
    const key = threadKey(target);
    let thread = threads.get(key);
    if (thread === undefined) {
      thread = { with: target, unread: 0, last: messageOf(row) };
      threads.set(key, thread);
    }
    if (row.from_agent !== me.agentId && row.id > (readUpTo.get(key) ?? "")) thread.unread++;
  }
  return [...threads.values()];
}

function otherSide(row: Row, agentId: string): MessageTarget {
  if (row.to_team !== null) return { kind: "team", team: row.to_team };
  return { kind: "agent", agentId: row.from_agent === agentId ? (row.to_agent ?? "") : row.from_agent };
}

/** A piece of one thread, in the order it was said; `more` lies before it. */
export async function readThread(
  tx: TenantTransaction,
  me: Reader,
  target: MessageTarget,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<{ items: ColleagueMessage[]; more: boolean }> {
  let rows = tx.selectFrom("colleague_message").selectAll();
  if (target.kind === "team") rows = rows.where("to_team", "=", target.team);
  else
    rows = rows.where((e) =>
      e.or([
        e.and([e("from_agent", "=", me.agentId), e("to_agent", "=", target.agentId)]),
        e.and([e("from_agent", "=", target.agentId), e("to_agent", "=", me.agentId)]),
      ]),
    );
  if (before !== undefined) rows = rows.where("id", "<", before);
  const found = await rows
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return { items: found.slice(0, limit).map(messageOf).reverse(), more: found.length > limit };
}

/** Never back: what was read stays read. */
export async function markRead(
  tx: TenantTransaction,
  tenantId: string,
  agentId: string,
  { thread, upTo }: { thread: string; upTo: string },
): Promise<void> {
  const there = await tx.selectFrom("colleague_message").select("id").where("id", "=", upTo).executeTakeFirst();
  if (there === undefined) throw new ProblemError("notFound", "There is no such message.");
  await tx
    .insertInto("message_read")
    .values({ tenant_id: tenantId, agent_id: agentId, thread, up_to: upTo })
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "agent_id", "thread"])
        .doUpdateSet({ up_to: upTo })
        .where("message_read.up_to", "<", upTo),
    )
    .execute();
}

export function messageOf(row: Row): ColleagueMessage {
  const to: MessageTarget =
    row.to_team === null ? { kind: "agent", agentId: row.to_agent ?? "" } : { kind: "team", team: row.to_team };
  return { id: row.id, at: row.at, fromAgentId: row.from_agent, fromName: row.from_name, to, text: row.text };
}
