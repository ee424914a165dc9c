// How many members of each queue are in which state, kept by difference: a change of one agent costs his own queues, never
// a look at everybody.

import type { AgentState } from "@tellerline/api";

/** The members of a queue by state; who is signed out is in none. */
export interface Staff {
  ready: number;
  reserved: number;
  engaged: number;
  wrapUp: number;
  notReady: number;
}

type Counted = keyof Staff;

const nobody: Readonly<Staff> = { ready: 0, reserved: 0, engaged: 0, wrapUp: 0, notReady: 0 };

/** Everybody of a queue who is not signed out. */
export function signedIn({ ready, reserved, engaged, wrapUp, notReady }: Readonly<Staff>): number {
  return ready + reserved + engaged + wrapUp + notReady;
}

export class QueueStaff {
  readonly #queues = new Map<string, Staff>();
  /** As what each agent is counted, and where. */
  readonly #counted = new Map<string, { state: AgentState; queueIds: readonly string[] }>();

  /**
   * An agent is in this state, a member of these queues.
   * @returns the queues whose counts changed
   */
  put(agentId: string, state: AgentState, queueIds: readonly string[]): readonly string[] {
    const before = this.#counted.get(agentId);
    if (before?.state === state && before.queueIds === queueIds) return [];
    const changed = new Set<string>();
    if (before !== undefined) this.#add(before, -1, changed);
    const now = { state, queueIds };
    this.#counted.set(agentId, now);
    this.#add(now, 1, changed);
    return [...changed];
  }

  /** An agent is no longer known. */
  remove(agentId: string): readonly string[] {
    const before = this.#counted.get(agentId);
    const changed = new Set<string>();
    if (before !== undefined) this.#add(before, -1, changed);
    this.#counted.delete(agentId);
    return [...changed];
  }

  of(queueId: string): Readonly<Staff> {
    return this.#queues.get(queueId) ?? nobody;
  }

  #add(
    { state, queueIds }: { state: AgentState; queueIds: readonly string[] },
    by: 1 | -1,
    changed: Set<string>,
  ): void {
    if (state === "signedOut") return;
    for (const queueId of queueIds) {
      const staff = this.#queues.get(queueId) ?? { ...nobody };
      staff[state satisfies Counted] += by;
      if (signedIn(staff) === 0) this.#queues.delete(queueId);
      else this.#queues.set(queueId, staff);
      changed.add(queueId);
    }
  }
}
