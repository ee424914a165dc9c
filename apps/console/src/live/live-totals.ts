// Sums over the live view.

import type { Live } from "@tellerline/sdk";

export interface LiveTotals {
  waiting: number;
  talking: number;
  ready: number;
  notReady: number;
  signedIn: number;
}

/** waiting: over the queues; the others: over the agents. */
export function liveTotals({ queues, agents }: Live): LiveTotals {
  const inState = (state: Live["agents"][number]["state"]) => agents.filter((agent) => agent.state === state).length;
  return {
    waiting: queues.reduce((sum, queue) => sum + queue.waiting, 0),
    talking: inState("engaged"),
    ready: inState("ready"),
    notReady: inState("notReady"),
    signedIn: agents.length - inState("signedOut"),
  };
}
