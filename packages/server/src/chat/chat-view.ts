// A chat as one agent's desk, as monitors and as the visitor see it.

import type { DeskInteraction, LiveInteraction, Operation } from "@tellerline/api";
import type { ConversationState } from "@tellerline/channels";
import type { Viewer } from "../centre/interaction-machine.ts";
import { maskNumber } from "../centre/mask-number.ts";
import type { ChatState } from "./chat-state.ts";

/** Which operations of the desk an agent may use now: one table for the buttons and for the checks. */
export function allowedInChat(state: ChatState, agentId: string): Operation[] {
  const party = state.parties.get(agentId);
  if (party === undefined || state.stage === "ended") return [];
  if (party.state === "ringing") return ["answer", "reject"];
  return party.state === "connected" && agentId === state.mainAgentId ? ["transfer", "hangUp"] : [];
}

/** What `viewer` sees of a chat he takes part in; undefined if he does not. */
export function chatDeskView(
  state: ChatState,
  viewer: Viewer,
  previous: DeskInteraction["previous"],
): DeskInteraction | undefined {
  const own = state.parties.get(viewer.agentId);
  const supervisor = state.supervisors.get(viewer.agentId);
  if ((own === undefined || own.state === "asked") && supervisor === undefined) return undefined;
  const number = viewer.mayUnmask ? state.customerNumber : maskNumber(state.customerNumber);
  const customer = { legId: "customer", role: "customer" as const, label: state.customerName, agentId: null };
  return {
    ...{ interactionId: state.interactionId, channel: "chat", kind: own === undefined ? "supervision" : "inbound" },
    ...(supervisor === undefined ? {} : { supervision: supervisor.mode }),
    state: own?.state === "ringing" ? "offered" : own?.state === "away" ? "held" : "connected",
    ...{ customerNumber: number, customerName: state.customerName || null, dialledNumber: state.entryName },
    ...{ queueName: state.queue.name, language: state.language, startedAt: state.startedAt },
    ...{ offeredAt: own?.offeredAt ?? null, answeredAt: own?.answeredAt ?? null },
    waitedMs: own === undefined ? null : Math.max(0, own.offeredAt - state.queuedAt),
    ...{ wrapUpEndsAt: null, recording: "off", muted: false },
    attributes: { ...state.attributes, ...(state.page === "" ? {} : { page: state.page }) },
    ...{ path: [], previous },
    parties: [
      { ...customer, state: state.absentSince === undefined ? "connected" : "ended", muted: false },
      ...[...state.parties.values()].map((party) => ({
        ...{ legId: party.agentId, role: "agent" as const, label: party.name, agentId: party.agentId, muted: false },
        state: party.state === "connected" ? ("connected" as const) : ("ringing" as const),
      })),
    ],
    allowed: allowedInChat(state, viewer.agentId),
  };
}

export function chatLiveView(state: ChatState): LiveInteraction {
  const [party] = state.parties.values();
  const stages = { queue: party === undefined ? "queue" : "offered", talk: "connected", ended: "wrapUp" } as const;
  const supervisors = [...state.supervisors.values()].map((one) => ({ ...one, state: "on" as const }));
  return {
    ...{ interactionId: state.interactionId, channel: "chat", stage: stages[state.stage] },
    ...(supervisors.length === 0 ? {} : { supervisors }),
    customerNumber: maskNumber(state.customerNumber) || state.customerName,
    ...{ queueName: state.queue.name, agentName: party?.name ?? null, agentId: party?.agentId ?? null },
    since: state.stageSince,
  };
}

export function visitorView(state: ChatState, read: ConversationState["read"]): ConversationState {
  const main = state.parties.get(state.mainAgentId ?? "");
  return {
    stage: state.stage,
    position: state.stage === "queue" ? (state.position ?? null) : null,
    staffed: state.staffed,
    agentName: main?.name ?? null,
    agentAway: main?.state === "away",
    endReason: state.endReason ?? null,
    read: { ...read },
  };
}
