// A call as monitors show it.

import type { LiveInteraction, SupervisorView } from "@tellerline/api";
import type { InteractionState, Party, Supervisor } from "./interaction-state.ts";
import { maskNumber } from "./mask-number.ts";

const stages = {
  starting: "flow",
  flow: "flow",
  queue: "queue",
  dialling: "offered",
  talk: "connected",
  parked: "connected",
  left: "wrapUp",
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
    agentName: rungOrTalking(parties) ?? state.parked?.label ?? null,
    agentId: parties[0]?.agentId ?? state.parked?.agentId ?? null,
    since: state.stageSince,
    ...(state.supervisors.size === 0 ? {} : { supervisors: [...state.supervisors.values()].map(supervisorView) }),
  };
}

/** Whom a broadcast rings besides the first is told as a number. */
function rungOrTalking(parties: readonly Party[]): string | undefined {
  const others = parties.filter(({ why, state }) => why === "offer" && state === "ringing").length - 1;
  return others > 0 ? `${parties[0]?.label} +${others}` : parties[0]?.label;
}

/** One who supervises a call, as the API shows him. */
export function supervisorView({ agentId, label, mode, state }: Supervisor): SupervisorView {
  return { agentId, name: label, mode, state };
}
