// A call as monitors show it.

import type { LiveInteraction } from "@tellerline/api";
import type { InteractionState } from "./interaction-state.ts";
import { maskNumber } from "./mask-number.ts";

const stages = {
  starting: "flow",
  flow: "flow",
  queue: "queue",
  dialling: "offered",
  talk: "connected",
  transfer: "offered",
  ended: "wrapUp",
} as const;

export function callLiveView(state: Readonly<InteractionState>): LiveInteraction {
  const parties = [...state.parties.values()];
  const offered = state.stage === "queue" && parties.length > 0;
  return {
    interactionId: state.interactionId,
    channel: "voice",
    stage: offered ? "offered" : stages[state.stage],
    customerNumber: maskNumber(state.customerNumber),
    queueName: state.queue?.name ?? null,
    agentName: parties[0]?.label ?? null,
    since: state.stageSince,
  };
}
