// Today's figures of each queue, skill and team. Formulas: docs/figures.md and service-level.ts of acd.

import type { LiveQueue } from "@tellerline/api";
import type { Tables, TenantTransaction } from "@tellerline/store";
import { type Selectable, sql } from "kysely";
import { dayOf } from "./day.ts";

export type Today = LiveQueue["today"];

/** Today's figures by what they are of; those of another day are gone. */
export class DayFigures {
  readonly #days = new Map<string, Today>();
  #day = "";

  restore(day: string, rows: ReadonlyMap<string, Today>): void {
    this.#day = day;
    for (const [key, today] of rows) this.#days.set(key, today);
  }

  of(key: string, now: number): Today {
    const day = dayOf(now);
    if (day !== this.#day) {
      this.#day = day;
      this.#days.clear();
    }
    let today = this.#days.get(key);
    if (today === undefined) {
      today = {
        ...{ offered: 0, answered: 0, abandoned: 0, waitMs: 0, longestWaitMs: 0 },
        ...{ answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0 },
      };
      this.#days.set(key, today);
    }
    return today;
  }

  add(key: string, now: number, { waitMs, ...counts }: Judged & { waitMs: number }): void {
    const today = this.of(key, now);
    today.offered++;
    today.waitMs += waitMs;
    today.longestWaitMs = Math.max(today.longestWaitMs, waitMs);
    for (const name of judgements) if (counts[name]) today[name]++;
  }
}

/** What the last run left of today, of queues by their ids and of groups by their keys. */
export async function loadToday(
  tx: TenantTransaction,
  now: number,
): Promise<{ queues: Map<string, Today>; groups: Map<string, Today> }> {
  const day = dayOf(now);
  const queues = await tx.selectFrom("queue_day").selectAll().where("day", "=", day).execute();
  const groups = await tx.selectFrom("group_day").selectAll().where("day", "=", day).execute();
  return {
    queues: new Map(queues.map((row) => [row.queue_id, todayOf(row)])),
    groups: new Map(groups.map((row) => [row.group_key, todayOf(row)])),
  };
}

function todayOf(row: Omit<Selectable<Tables["queue_day"]>, "tenant_id" | "queue_id">): Today {
  return {
    ...{ offered: row.offered, answered: row.answered, abandoned: row.abandoned },
    answeredInTime: row.answered_in_time,
    abandonedInTime: row.abandoned_in_time,
    abandonedShort: row.abandoned_short,
    waitMs: Number(row.wait_ms),
    longestWaitMs: Number(row.longest_wait_ms),
  };
}

const judgements = ["answered", "abandoned", "answeredInTime", "abandonedInTime", "abandonedShort"] as const;

/** As which of the counts of its queue a wait counts. */
export type Judged = Record<(typeof judgements)[number], boolean>;

export interface QueueOutcome extends Judged {
  queueId: string;
  /** The skills it asked for and the team that served it, as keys of `group_day`. */
  groups: readonly string[];
  waitMs: number;
  talkMs: number;
}

/** What a wait counts as in its queue; without a queue that is still known, nothing was in time. */
export function judgeWait(
  end: { answered: boolean; abandoned: boolean; waitMs: number },
  queue: { serviceLevelMs: number; shortAbandonMs: number } | undefined,
): Judged {
  const { answered, abandoned, waitMs } = end;
  const inTime = queue !== undefined && waitMs <= queue.serviceLevelMs;
  const short = queue !== undefined && waitMs <= queue.shortAbandonMs;
  return {
    ...{ answered, abandoned },
    ...{ answeredInTime: answered && inTime, abandonedInTime: abandoned && inTime, abandonedShort: abandoned && short },
  };
}

/** Adds one ended interaction to its day; in the transaction that writes its record, so that it is counted once. */
export async function addToDay(
  tx: TenantTransaction,
  tenantId: string,
  at: number,
  outcome: QueueOutcome,
): Promise<void> {
  await add(tx, { table: "queue_day", column: "queue_id", key: outcome.queueId, tenantId, at }, outcome);
  for (const key of outcome.groups)
    await add(tx, { table: "group_day", column: "group_key", key, tenantId, at }, outcome);
}

interface DayRow {
  table: "queue_day" | "group_day";
  column: "queue_id" | "group_key";
  key: string;
  tenantId: string;
  at: number;
}

async function add(
  tx: TenantTransaction,
  { table, column, key, tenantId, at }: DayRow,
  { answered, abandoned, answeredInTime, abandonedInTime, abandonedShort, waitMs, talkMs }: QueueOutcome,
): Promise<void> {
  const keyed = sql.ref(column);
  await sql`
    insert into ${sql.table(table)} as d (tenant_id, ${keyed}, day, offered, answered, abandoned, answered_in_time, abandoned_in_time, abandoned_short, wait_ms, talk_ms, longest_wait_ms)
    values (${tenantId}, ${key}, ${dayOf(at)}, 1, ${Number(answered)}, ${Number(abandoned)}, ${Number(answeredInTime)}, ${Number(abandonedInTime)}, ${Number(abandonedShort)}, ${waitMs}, ${talkMs}, ${waitMs})
    on conflict (tenant_id, ${keyed}, day) do update set
      offered = d.offered + 1, answered = d.answered + excluded.answered, abandoned = d.abandoned + excluded.abandoned,
      answered_in_time = d.answered_in_time + excluded.answered_in_time,
      abandoned_in_time = d.abandoned_in_time + excluded.abandoned_in_time,
      abandoned_short = d.abandoned_short + excluded.abandoned_short,
      wait_ms = d.wait_ms + excluded.wait_ms, talk_ms = d.talk_ms + excluded.talk_ms,
      longest_wait_ms = greatest(d.longest_wait_ms, excluded.longest_wait_ms)`.execute(tx);
}
