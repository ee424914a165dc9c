// The softphone bar: what each operation does to an interaction (docs/operations.md lists preconditions and results).
// Whether it is allowed now was decided by the table in allowed-operations.ts before it comes here.

import type { OperateRequest } from "@tellerline/api";
import { addParty, dropParty } from "./conference.ts";
import { callDirectly } from "./direct-call.ts";
import type { ResolvedTarget } from "./interaction-output.ts";
import { type Party, partyOf } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { park } from "./parking.ts";
import { complete, partyFailed } from "./party-events.ts";
import { playFile, stopFile } from "./played-file.ts";
import { startRecording, stopRecording } from "./recording-control.ts";
import { endSupervision, supervisorOf } from "./supervision.ts";
import { giveBackToSuspended, suspend } from "./suspension.ts";
import { sendToQueue } from "./waiting.ts";

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
    case "retrieve":
      if (work.state.suspendedPartyId === party.partyId) giveBackToSuspended(work);
      else work.call({ type: "retrieve", by: party.partyId });
      return;
    case "hold":
    case "holdPublicly":
      hold(work, party, request.operation === "holdPublicly");
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
    case "playFile":
    case "stopFile":
    case "startRecording":
    case "stopRecording":
      soundOperation(work, party, request);
      return;
    case "consult":
      if (target !== undefined) consult(work, party, target);
      return;
    case "transfer":
      if (target !== undefined) transfer(work, party, target);
      return;
    case "transferOnAnswer":
      if (target !== undefined) consult(work, party, target, "handOver");
      return;
    case "suspend":
      if (target?.kind === "flow") suspend(work, party, target.label, target.start);
      return;
    case "addParty":
      if (target !== undefined) addParty(work, party, target);
      return;
    case "dropParty":
      dropParty(work, party, request.legId);
      return;
    default:
      consultOperation(work, party, request.operation);
  }
}

type SoundRequest = Extract<
  OperateRequest,
  { operation: "playFile" | "stopFile" | "startRecording" | "stopRecording" }
>;

function soundOperation(work: InteractionWork, party: Party, request: SoundRequest): void {
  if (request.operation === "playFile") playFile(work, party, request.fileId);
  else if (request.operation === "stopFile") stopFile(work);
  else if (request.operation === "stopRecording") stopRecording(work);
  else if (work.state.recording === undefined) startRecording(work);
}

function hold(work: InteractionWork, party: Party, publicly: boolean): void {
  if (work.state.queue?.holdFreesAgent === true) {
    park(work, party, publicly);
    return;
  }
  work.state.heldPublicly = publicly;
  // The call says whether it is so: a phone may hold by itself.
  work.call({ type: "hold", by: party.partyId });
}

/** The customer is on hold by this agent, from the page or from the phone's own button. */
export function held(work: InteractionWork, party: Party): void {
  // A consultation holds the customer as well: that is no hold of its own.
  if (work.state.mode !== "talk") return;
  work.state.mode = "hold";
  const publicly = work.state.heldPublicly === true ? { publicly: true } : {};
  work.journal({ type: "held", agentName: party.label, ...publicly });
  work.changed();
}

export function retrieved(work: InteractionWork, party: Party): void {
  if (work.state.mode !== "hold") return;
  work.state.mode = "talk";
  work.state.heldPublicly = false;
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

/** @param completes the agent leaves with the answer. */
function consult(work: InteractionWork, party: Party, target: ResolvedTarget, completes?: "handOver"): void {
  if (target.kind === "queue" || target.kind === "flow") return;
  const { state } = work;
  state.mode = "consult";
  work.call({ type: "hold", by: party.partyId });
  const called = callDirectly(work, target, "consult");
  if (completes !== undefined) called.completes = completes;
  state.heldPublicly = false;
  state.consultPartyId = called.partyId;
  work.journal({ type: "consultStarted", agentName: party.label, target: called.label });
}

function transfer(work: InteractionWork, party: Party, target: ResolvedTarget): void {
  const { state } = work;
  const how = target.kind === "flow" ? "flow" : "release";
  work.call({ type: "park" });
  state.mode = "talk";
  work.journal({ type: "transferred", from: party.label, target: labelOf(target), how });
  work.forget(party);
  if (target.kind === "flow") {
    // The router must have forgotten the talk before the flow asks it for anything.
    work.enter("flow");
    work.releaseAgent(party);
    work.replaceFlow(target.start);
    return;
  }
  if (target.kind === "queue") {
    sendToQueue(work, target.queue);
    return;
  }
  work.enter("transfer");
  work.playMusic();
  callDirectly(work, target, "transfer");
  work.releaseAgent(party);
}

function labelOf(target: ResolvedTarget): string {
  switch (target.kind) {
    case "agent":
      return target.agent.name;
    case "queue":
      return target.queue.name;
    case "number":
      return target.number;
    case "flow":
      return target.label;
  }
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
      complete(work, party, other, state.mode === "threeWay" ? "threeWay" : "consult");
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
  work.state.heldPublicly = false;
  // Of one who still rings the customer is on hold: retrieving him is the call's to do, or to refuse.
  work.state.mode = ringing ? "hold" : "talk";
  const reason = ringing ? "givenUp" : "cancelled";
  work.journal({ type: "consultEnded", agentName: party.label, target: other.label, reason });
  if (ringing) {
    work.hangUp(other, "cancelled");
    work.call({ type: "retrieve", by: party.partyId });
  } else work.call({ type: "cancelConsult", by: party.partyId });
}
