// The softphone bar: what each operation does to an interaction (docs/operations.md lists preconditions and results).
// Whether it is allowed now was decided by the table in allowed-operations.ts before it comes here.

import type { OperateRequest } from "@tellerline/api";
import type { ResolvedTarget } from "./interaction-output.ts";
import { type Party, partyOf } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { becomeMain, partyFailed } from "./party-events.ts";
import { startRecording, stopRecording } from "./recording-control.ts";
import { endSupervision, supervisorOf } from "./supervision.ts";
import { sendToQueue } from "./waiting.ts";

const directRingMs = 30_000;

/** Obeys one operation of the agent `agentId`. */
export function operate(
  work: InteractionWork,
  agentId: string,
  request: OperateRequest,
  target: ResolvedTarget | undefined,
): void {
  const party = partyOf(work.state, agentId);
  if (work.state.stage === "ended") return;
  if (party === undefined) {
    const supervisor = supervisorOf(work.state, agentId);
    if (supervisor !== undefined) {
      endSupervision(work, supervisor, "left");
      return;
    }
    if (work.state.callee?.agentId === agentId)
      work.endCall(request.operation === "reject" ? "rejected" : "customerHungUp");
    return;
  }
  switch (request.operation) {
    case "reject":
      work.call({ type: "cancelParty", partyId: party.partyId, reason: "rejected" });
      partyFailed(work, party, "rejected");
      return;
    case "hangUp":
      hangUp(work, party);
      return;
    case "hold":
    case "retrieve":
      // The call says whether it is so: a phone may hold by itself.
      work.call({ type: request.operation, by: party.partyId });
      return;
    case "mute":
    case "unmute":
      party.muted = request.operation === "mute";
      work.call({ type: request.operation, partyId: party.partyId });
      work.journal({ type: "muted", agentName: party.label, on: party.muted });
      return;
    case "sendDigits":
      work.call({ type: "sendDigits", by: party.partyId, digits: request.digits });
      work.journal({ type: "digitsSent", agentName: party.label, count: request.digits.length });
      return;
    case "startRecording":
      if (work.state.recording === undefined) startRecording(work);
      return;
    case "stopRecording":
      stopRecording(work);
      return;
    case "consult":
      if (target !== undefined) consult(work, party, target);
      return;
    case "transfer":
      if (target !== undefined) transfer(work, party, target);
      return;
    default:
      consultOperation(work, party, request.operation);
  }
}

/** The customer is on hold by this agent, from the page or from the phone's own button. */
export function held(work: InteractionWork, party: Party): void {
  // A consultation holds the customer as well: that is no hold of its own.
  if (work.state.mode !== "talk") return;
  work.state.mode = "hold";
  work.journal({ type: "held", agentName: party.label });
}

export function retrieved(work: InteractionWork, party: Party): void {
  if (work.state.mode !== "hold") return;
  work.state.mode = "talk";
  work.journal({ type: "retrieved", agentName: party.label });
}

function hangUp(work: InteractionWork, party: Party): void {
  const { state } = work;
  const other = state.parties.get(
    (party.partyId === state.mainPartyId ? state.consultPartyId : state.mainPartyId) ?? "",
  );
  const alone = other === undefined || other.state !== "connected";
  if (state.stage === "dialling" || (party.partyId === state.mainPartyId && alone)) {
    work.endCall("agentHungUp");
    return;
  }
  // Others stay; what follows comes with the call's `partyEnded`.
  work.call({ type: "dropParty", partyId: party.partyId, reason: "agentHungUp" });
}

function consult(work: InteractionWork, party: Party, target: ResolvedTarget): void {
  if (target.kind === "queue") return;
  const { state } = work;
  state.mode = "consult";
  work.call({ type: "hold", by: party.partyId });
  const called = callDirectly(work, target, "consult");
  state.consultPartyId = called.partyId;
  work.journal({ type: "consultStarted", agentName: party.label, target: called.label });
}

/** RT-12 does not apply here: whoever is called directly is engaged from the first ring, so that nobody else is offered to him. */
function callDirectly(
  work: InteractionWork,
  target: Exclude<ResolvedTarget, { kind: "queue" }>,
  why: "consult" | "transfer",
): Party {
  const ringTimeoutMs = directRingMs;
  if (target.kind === "number") {
    return work.ringParty({ label: target.number, target: target.target }, why, { ringTimeoutMs });
  }
  const { agentId, name } = target.agent;
  work.place.engage(agentId, work.state.queue?.wrapUpMs ?? 0);
  return work.ringParty({ agentId, label: name, target: target.agent.target }, why, { ringTimeoutMs });
}

function transfer(work: InteractionWork, party: Party, target: ResolvedTarget): void {
  const { state } = work;
  const label =
    target.kind === "agent" ? target.agent.name : target.kind === "queue" ? target.queue.name : target.number;
  work.call({ type: "park" });
  state.mode = "talk";
  work.journal({ type: "transferred", from: party.label, target: label, how: "release" });
  work.forget(party);
  if (target.kind === "queue") {
    sendToQueue(work, target.queue);
    return;
  }
  work.enter("transfer");
  work.playMusic();
  callDirectly(work, target, "transfer");
  work.releaseAgent(party);
}

function consultOperation(work: InteractionWork, party: Party, operation: OperateRequest["operation"]): void {
  const { state } = work;
  const other = state.parties.get(state.consultPartyId ?? "");
  if (other === undefined) return;
  switch (operation) {
    case "alternate":
      state.consultFocus = state.consultFocus === "customer" ? "consulted" : "customer";
      work.call({ type: "alternate", by: party.partyId });
      work.changed();
      return;
    case "threeWay":
      state.mode = "threeWay";
      work.call({ type: "threeWay", by: party.partyId });
      work.journal({ type: "threeWay", agentName: party.label, target: other.label });
      return;
    case "completeTransfer":
      state.consultPartyId = undefined;
      work.call({ type: "completeTransfer", by: party.partyId });
      work.journal({
        type: "transferred",
        from: party.label,
        target: other.label,
        how: state.mode === "threeWay" ? "threeWay" : "consult",
      });
      work.forget(party);
      work.releaseAgent(party);
      becomeMain(work, other);
      return;
    case "cancelConsult":
      cancelConsult(work, party, other);
      return;
  }
}

function cancelConsult(work: InteractionWork, party: Party, other: Party): void {
  const ringing = other.state === "ringing";
  work.forget(other);
  work.releaseAgent(other);
  // Of one who still rings the customer is on hold: retrieving him is the call's to do, or to refuse.
  work.state.mode = ringing ? "hold" : "talk";
  const reason = ringing ? "givenUp" : "cancelled";
  work.journal({ type: "consultEnded", agentName: party.label, target: other.label, reason });
  if (ringing) {
    work.hangUp(other, "cancelled");
    work.call({ type: "retrieve", by: party.partyId });
  } else work.call({ type: "cancelConsult", by: party.partyId });
}
