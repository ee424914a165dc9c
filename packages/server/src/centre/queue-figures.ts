// Today's figures of each queue. Formulas: docs/figures.md and service-level.ts of acd.

import type { LiveQueue } from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";
import { dayOf } from "./day.ts";

type Today = LiveQueue["today"];

export class QueueFigures {
  readonly #days = new Map<string, Today>();
  #day = "";

  async load(tx: TenantTransaction, now: number): Promise<void> {
    this.#day = dayOf(now);
    const rows = await tx.selectFrom("queue_day").selectAll().where("day", "=", this.#day).execute();
    for (const row of rows) {
      this.#days.set(row.queue_id, {
        offered: row.offered,
        answered: row.answered,
        abandoned: row.abandoned,
        answeredInTime: row.answered_in_time,
        abandonedInTime: row.abandoned_in_time,
        abandonedShort: row.abandoned_short,
        waitMs: Number(row.wait_ms),
        longestWaitMs: Number(row.longest_wait_ms),
      });
    }
  }

  of(queueId: string, now: number): Today {
    const day = dayOf(now);
    if (day !== this.#day) {
      this.#day = day;
      this.#days.clear();
    }
    let today = this.#days.get(queueId);
    if (today === undefined) {
      today = {
        ...{ offered: 0, answered: 0, abandoned: 0, waitMs: 0, longestWaitMs: 0 },
        ...{ answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0 },
      };
      this.#days.set(queueId, today);
    }
    return today;
  }
}

export interface QueueOutcome {
  queueId: string;
  answered: boolean;
  abandoned: boolean;
  /** It counts among those. */
  answeredInTime: boolean;
  abandonedInTime: boolean;
  abandonedShort: boolean;
  waitMs: number;
  talkMs: number;
}

/** What a wait counts as in its queue; without a queue that is still known, nothing was in time. */
export function judgeWait(
  end: { answered: boolean; abandoned: boolean; waitMs: number },
  queue: { serviceLevelMs: number; shortAbandonMs: number } | undefined,
): Pick<QueueOutcome, "answered" | "abandoned" | "answeredInTime" | "abandonedInTime" | "abandonedShort"> {
  const { answered, abandoned, waitMs } = end;
  const inTime = queue !== undefined && waitMs <= queue.serviceLevelMs;
  const short = queue !== undefined && waitMs <= queue.shortAbandonMs;
  return {
    ...{ answered, abandoned },
    ...{ answeredInTime: answered && inTime, abandonedInTime: abandoned && inTime, abandonedShort: abandoned && short },
  };
}

/** Adds one ended interaction to its day; in the transaction that writes its record, so that it is counted once. */
export async function addToQueueDay(
  tx: TenantTransaction,
  tenantId: string,
  at: number,
  outcome: QueueOutcome,
): Promise<void> {
  const { queueId, answered, abandoned, answeredInTime, abandonedInTime, abandonedShort, waitMs, talkMs } = outcome;
  await sql`
    insert into queue_day as d (tenant_id, queue_id, day, offered, answered, abandoned, answered_in_time, abandoned_in_time, abandoned_short, wait_ms, talk_ms, longest_wait_ms)
    values (${tenantId}, ${queueId}, ${dayOf(at)}, 1, ${Number(answered)}, ${Number(abandoned)}, ${Number(answeredInTime)}, ${Number(abandonedInTime)}, ${Number(abandonedShort)}, ${waitMs}, ${talkMs}, ${waitMs})
    on conflict (tenant_id, queue_id, day) do update set
      offered = d.offered + 1, answered = d.answered + excluded.answered, abandoned = d.abandoned + excluded.abandoned,
      answered_in_time = d.answered_in_time + excluded.answered_in_time,
      abandoned_in_time = d.abandoned_in_time + excluded.abandoned_in_time,
      abandoned_short = d.abandoned_short + excluded.abandoned_short,
      wait_ms = d.wait_ms + excluded.wait_ms, talk_ms = d.talk_ms + excluded.talk_ms,
      longest_wait_ms = greatest(d.longest_wait_ms, excluded.longest_wait_ms)`.execute(tx);
}
