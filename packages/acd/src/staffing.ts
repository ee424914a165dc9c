// How many members of each queue are signed in, how many of those are at work, and how many are ready for it. Kept as
// states change, never counted.

import type { AgentState } from "./router-event.ts";
import type { AgentRecord } from "./router-records.ts";

interface QueueCount {
  readonly queueId: string;
  signedIn: number;
  busy: number;
  ready: number;
}

export class Staffing {
  readonly #counts = new Map<string, QueueCount>();
  /** Queue to how many were signed in when the step began, for those where it changed. */
  readonly changed = new Map<string, number>();

  /** The agent counts from now on in all his queues, or (−1) no longer. */
  count(agent: AgentRecord, by: 1 | -1): void {
    if (by === 1) agent.counts = [...agent.queues].map((queueId) => this.#count(queueId));
    const { state } = agent;
    if (state !== "signedOut") this.#add(agent, by, isBusy(state) ? by : 0, state === "ready" ? by : 0);
  }

  /** The agent's state was `from`. */
  moved(agent: AgentRecord, from: AgentState): void {
    const signedIn = Number(agent.state !== "signedOut") - Number(from !== "signedOut");
    const busy = Number(isBusy(agent.state)) - Number(isBusy(from));
    const ready = Number(agent.state === "ready") - Number(from === "ready");
    if (signedIn !== 0 || busy !== 0 || ready !== 0) this.#add(agent, signedIn, busy, ready);
  }

  signedIn(queueId: string): number {
    return this.#counts.get(queueId)?.signedIn ?? 0;
  }

  /** Members who are ready and have nothing to do. */
  ready(queueId: string): number {
    return this.#counts.get(queueId)?.ready ?? 0;
  }

  /** Busy ÷ signed-in members, 0–1; 1 when nobody is signed in. */
  occupancy(queueId: string): number {
    const count = this.#counts.get(queueId);
    return count === undefined || count.signedIn === 0 ? 1 : count.busy / count.signedIn;
  }

  #add(agent: AgentRecord, signedIn: number, busy: number, ready: number): void {
    for (const count of (agent.counts as QueueCount[] | undefined) ?? []) {
      if (signedIn !== 0 && !this.changed.has(count.queueId)) this.changed.set(count.queueId, count.signedIn);
      count.signedIn += signedIn;
      count.busy += busy;
      count.ready += ready;
    }
  }

  #count(queueId: string): QueueCount {
    let count = this.#counts.get(queueId);
    if (count === undefined) {
      count = { queueId, signedIn: 0, busy: 0, ready: 0 };
      this.#counts.set(queueId, count);
    }
    return count;
  }
}

/** Occupied by work: rung, talking or after it. */
function isBusy(state: AgentState): boolean {
  return state === "reserved" || state === "engaged" || state === "wrapUp";
}
