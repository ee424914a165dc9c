// How fast a queue is served, for the expected wait (SPEC.md, EW). Part of the state: overflow by expected wait decides
// by it, and a restored router must decide the same.

import type { Instant } from "@tellerline/base";
import type { QueuePace } from "./router-records.ts";

/** The weight of the newest observation; the first ones count the same, as in a plain mean. */
const smoothing = 0.1;
/** The same for how far estimates were off: a slower mean, of about the last hundred waits. */
const errorSmoothing = 0.02;

export class QueuePaces {
  readonly #paces = new Map<string, QueuePace>();

  restore(paces: readonly QueuePace[]): void {
    for (const pace of paces) this.#paces.set(pace.queueId, { ...pace, unserved: pace.unserved ?? pace.waiting });
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

  /** So many more (or, negative, fewer) wait, and wait or are rung for. */
  count(queueIds: readonly string[], waiting: number, unserved: number): void {
    for (const queueId of queueIds) {
      const pace = this.#pace(queueId);
      pace.waiting += waiting;
      pace.unserved += unserved;
      // Nobody is left: the next start of service says nothing about the pace. Who is rung for still counts: without him
      // only those intervals would be seen in which somebody else came, and those are the long ones.
      if (pace.unserved <= 0) pace.lastStartAt = undefined;
    }
  }

  /** What somebody who enters now will probably wait, from the pace alone; undefined before one was seen. */
  estimate(queueId: string): number | undefined {
    const pace = this.#paces.get(queueId);
    return pace?.intervalMs === undefined ? undefined : Math.round((pace.waiting + 1) * pace.intervalMs);
  }

  /**
   * Somebody of the unserved is served; he is counted out afterwards.
   * @param waited what he waited and what was estimated when he came, where that can be compared (EW-3).
   */
  started(queueId: string, at: Instant, waited?: { waitedMs: number; expectedMs: number }): void {
    const pace = this.#pace(queueId);
    if (waited !== undefined) {
      const off = waited.waitedMs - waited.expectedMs;
      pace.compared = (pace.compared ?? 0) + 1;
      pace.biasMs = smooth(pace.biasMs, off, pace.compared, errorSmoothing);
      pace.errorMs = smooth(pace.errorMs, Math.abs(off), pace.compared, errorSmoothing);
    }
    if (pace.lastStartAt !== undefined) {
      pace.intervalMs = smooth(pace.intervalMs, at - pace.lastStartAt, ++pace.intervals);
    }
    pace.lastStartAt = at;
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
        unserved: 0,
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
function smooth(before: number | undefined, value: number, count: number, least = smoothing): number {
  return before === undefined ? value : before + Math.max(least, 1 / count) * (value - before);
}
