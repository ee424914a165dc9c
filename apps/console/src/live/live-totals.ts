// Sums over the live view.

import type { LiveAgent, LiveQueue } from "@tellerline/sdk";
import { type QueueLimits, queueLevels, type StateLimits, stateLevel, worst } from "./limits.ts";

export interface LiveTotals {
  waiting: number;
  talking: number;
  ready: number;
  wrapUp: number;
  notReady: number;
  signedIn: number;
}

/** waiting: over the queues; the others: over the agents. */
export function liveTotals(queues: readonly LiveQueue[], agents: readonly LiveAgent[]): LiveTotals {
  const totals = { waiting: 0, talking: 0, ready: 0, wrapUp: 0, notReady: 0, signedIn: 0 };
  for (const queue of queues) totals.waiting += queue.waiting;
  for (const { state } of agents) {
    if (state !== "signedOut") totals.signedIn++;
    if (state === "engaged") totals.talking++;
    else if (state === "ready" || state === "wrapUp" || state === "notReady") totals[state]++;
  }
  return totals;
}

/** The ids of the queues and agents over a red limit now, each once. */
export function alarms(
  { queues, agents }: { queues: readonly LiveQueue[]; agents: readonly LiveAgent[] },
  limits: { of(queueId: string): QueueLimits; states: StateLimits },
  now: number,
): string[] {
  const over: string[] = [];
  for (const queue of queues)
    if (worst(Object.values(queueLevels(queue, limits.of(queue.queueId), now))) === "alarm") over.push(queue.queueId);
  for (const agent of agents) if (stateLevel(agent, limits.states, now) === "alarm") over.push(agent.agentId);
  return over;
}
