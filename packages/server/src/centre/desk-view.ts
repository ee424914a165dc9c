// An interaction as one agent's desk shows it.

import type { DeskInteraction } from "@tellerline/api";
import { allowedOperations } from "./allowed-operations.ts";
import type { Viewer } from "./interaction-machine.ts";
import { type InteractionState, type Party, partyOf } from "./interaction-state.ts";
import { maskNumber } from "./mask-number.ts";
import { supervisorOf } from "./supervision.ts";

/** What `viewer` sees of an interaction he takes part in; undefined if he does not. */
export function deskView(
  state: Readonly<InteractionState>,
  viewer: Viewer,
  previous: DeskInteraction["previous"],
): DeskInteraction | undefined {
  const own = partyOf(state, viewer.agentId);
  if (own === undefined) return supervisorView(state, viewer) ?? calleeView(state, viewer);
  const asked = own.why === "consult" || own.why === "invite";
  const consulted = asked && own.partyId !== state.mainPartyId;
  const shown = (number: string) => (viewer.mayUnmask ? number : maskNumber(number));
  return {
    interactionId: state.interactionId,
    channel: "voice",
    kind: consulted ? "consultation" : state.kind,
    state: deskState(state, own, consulted),
    customerNumber: shown(state.customerNumber),
    customerName: null,
    dialledNumber: state.dialledNumber,
    queueName: state.queue?.name ?? null,
    language: state.language ?? null,
    startedAt: state.startedAt,
    offeredAt: own.offeredAt,
    answeredAt: own.answeredAt ?? null,
    waitedMs: state.queuedAt === undefined ? null : Math.max(0, own.offeredAt - state.queuedAt),
    wrapUpEndsAt: null,
    recording: state.recording?.state ?? "off",
    muted: own.muted,
    attributes: { ...state.attributes },
    path: [...state.path],
    previous,
    parties: [
      customerParty(state, shown(state.customerNumber)),
      ...[...state.parties.values()].map((party) => partyView(state, party)),
    ],
    allowed: allowedOperations(state, viewer.agentId, viewer.browser),
  };
}

/** A talk as its supervisor sees it. */
function supervisorView(state: Readonly<InteractionState>, viewer: Viewer): DeskInteraction | undefined {
  const own = supervisorOf(state, viewer.agentId);
  if (own === undefined) return undefined;
  const number = viewer.mayUnmask ? state.customerNumber : maskNumber(state.customerNumber);
  return {
    ...{ interactionId: state.interactionId, channel: "voice", kind: "supervision", supervision: own.mode },
    ...{ state: own.state === "on" ? "connected" : "offered", customerNumber: number, customerName: null },
    ...{ dialledNumber: state.dialledNumber, queueName: state.queue?.name ?? null, language: state.language ?? null },
    ...{ startedAt: state.startedAt, offeredAt: own.since, answeredAt: null, waitedMs: null, wrapUpEndsAt: null },
    ...{ recording: state.recording?.state ?? "off", muted: false },
    ...{ attributes: { ...state.attributes }, path: [...state.path], previous: [] },
    parties: [customerParty(state, number), ...[...state.parties.values()].map((party) => partyView(state, party))],
    allowed: allowedOperations(state, viewer.agentId, viewer.browser),
  };
}

/** The call of a colleague as the called one sees it. */
function calleeView(state: Readonly<InteractionState>, viewer: Viewer): DeskInteraction | undefined {
  const { callee } = state;
  if (callee?.agentId !== viewer.agentId) return undefined;
  return {
    ...{ interactionId: state.interactionId, channel: "voice", kind: "internal" },
    state: state.customerUp ? "connected" : "offered",
    ...{ customerNumber: callee.callerName, customerName: callee.callerName, dialledNumber: state.dialledNumber },
    ...{ queueName: null, language: null, startedAt: state.startedAt },
    ...{ offeredAt: callee.offeredAt, answeredAt: callee.answeredAt ?? null, waitedMs: null, wrapUpEndsAt: null },
    ...{ recording: state.recording?.state ?? "off", muted: false, attributes: {}, path: [], previous: [] },
    parties: [...state.parties.values()].map((party) => partyView(state, party)),
    allowed: allowedOperations(state, viewer.agentId, viewer.browser),
  };
}

function deskState(state: InteractionState, own: Party, consulted: boolean): DeskInteraction["state"] {
  if (own.awayUntil !== undefined) return "held";
  if (own.state === "ringing") return own.why === "dial" ? "dialling" : "offered";
  if (own.partyId === state.suspendedPartyId) return "held";
  if (consulted) return state.mode === "threeWay" ? "conference" : "connected";
  if (state.stage === "dialling") return "dialling";
  if (state.stage === "left") return "customerLeft";
  const states = { talk: "connected", hold: "held", consult: "consulting", threeWay: "conference" } as const;
  return states[state.mode];
}

function customerParty(state: InteractionState, label: string): DeskInteraction["parties"][number] {
  const away = state.mode === "hold" || (state.mode === "consult" && state.consultFocus === "consulted");
  if (state.stage === "left")
    return { legId: "customer", role: "customer", label, agentId: null, state: "ended", muted: false };
  const customerState = !state.customerUp ? "ringing" : state.stage === "talk" && away ? "held" : "connected";
  return { legId: "customer", role: "customer", label, agentId: null, state: customerState, muted: false };
}

function partyView(state: InteractionState, party: Party): DeskInteraction["parties"][number] {
  const consulted = party.partyId === state.consultPartyId;
  const away = consulted && state.mode === "consult" && state.consultFocus === "customer";
  return {
    legId: party.partyId,
    role: consulted ? "consulted" : "agent",
    label: party.label,
    agentId: party.agentId ?? null,
    state:
      party.awayUntil !== undefined ? "ended" : party.state === "ringing" ? "ringing" : away ? "held" : "connected",
    muted: party.muted,
  };
}
