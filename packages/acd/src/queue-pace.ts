// How fast a queue is served, for the expected wait (SPEC.md, EW). Part of the state: overflow by expected wait decides
// by it, and a restored router must decide the same.

import type { Instant } from "@tellerline/base";
import type { QueuePace } from "./router-records.ts";

/** The weight of the newest observation; the first ones count the same, as in a plain mean. */
const smoothing = 0.1;

export class QueuePaces {
  readonly #paces = new Map<string, QueuePace>();

  restore(paces: readonly QueuePace[]): void {
    for (const pace of paces) this.#paces.set(pace.queueId, { ...pace });
  }

  snapshot(): QueuePace[] {
    return [...this.#paces.values()].map((pace) => ({ ...pace }));
  }

  remove(queueId: string): void {
    this.#paces.delete(queueId);
  }

  get(queueId: string): QueuePace | undefined {
    return this.#paces.get(queueId);
  }

  waitingMore(queueIds: readonly string[]): void {
    for (const queueId of queueIds) this.#pace(queueId).waiting++;
  }

  /** Nobody waits any more: the next start of service says nothing about the pace. */
  waitingLess(queueIds: readonly string[]): void {
    for (const queueId of queueIds) {
      const pace = this.#pace(queueId);
      if (--pace.waiting === 0) pace.lastStartAt = undefined;
    }
  }

  /** Somebody who waited is served. */
  started(queueId: string, at: Instant): void {
    const pace = this.#pace(queueId);
    if (pace.lastStartAt !== undefined) {
      pace.intervalMs = smooth(pace.intervalMs, at - pace.lastStartAt, ++pace.intervals);
    }
    pace.lastStartAt = pace.waiting > 0 ? at : undefined;
  }

  /** An agent's part in an interaction is over, wrap-up counted as planned. */
  handled(queueId: string, ms: number): void {
    const pace = this.#pace(queueId);
    pace.handleMs = smooth(pace.handleMs, ms, ++pace.handles);
  }

  #pace(queueId: string): QueuePace {
    let pace = this.#paces.get(queueId);
    if (pace === undefined) {
      pace = {
        queueId,
        waiting: 0,
        lastStartAt: undefined,
        intervalMs: undefined,
        intervals: 0,
        handleMs: undefined,
        handles: 0,
      };
      this.#paces.set(queueId, pace);
    }
    return pace;
  }
}

/**
 * The wait of somebody before whom `ahead` are served, in ms: each start of service brings him one place nearer. Without
 * an observed interval: the mean handling time over the signed-in members. Undefined when neither is known.
 */
export function expectedWaitMs(pace: QueuePace | undefined, ahead: number, signedIn: number): number | undefined {
  if (pace === undefined) return undefined;
  const fallback = pace.handleMs !== undefined && signedIn > 0 ? pace.handleMs / signedIn : undefined;
  const interval = pace.intervalMs ?? fallback;
  return interval === undefined ? undefined : Math.round((ahead + 1) * interval);
}

/** The mean after its `count`-th observation. */
function smooth(before: number | undefined, value: number, count: number): number {
  return before === undefined ? value : before + Math.max(smoothing, 1 / count) * (value - before);
}
