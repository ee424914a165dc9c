// What becomes of an interaction when somebody rings, answers, fails to, or leaves (SPEC.md, IN).

import type { PartyFailure } from "@tellerline/voice";
import { joins, nextMember } from "./conference.ts";
import { forwarded } from "./direct-call.ts";
import type { TransferKind } from "./interaction-event.ts";
import type { AgentRef, Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { loseParty, reconnected } from "./reconnection.ts";
import { startRecording } from "./recording-control.ts";
import { giveBack } from "./waiting.ts";

/** The router's offer: rings the agent. The router itself says when the ringing is over. */
export function offer(work: InteractionWork, agent: AgentRef, ringTimeoutMs: number): void {
  const autoAnswer = work.state.queue?.autoAnswer ?? false;
  const who = { agentId: agent.agentId, label: agent.name, target: agent.target };
  work.ringParty(who, "offer", { ringTimeoutMs: ringTimeoutMs + 10_000, autoAnswer });
  work.journal({ type: "offered", agentId: agent.agentId, agentName: agent.name });
}

/** The router takes an offer back, or the answer came too late. */
export function cancelOffer(work: InteractionWork, party: Party, reason: string): void {
  if (party.agentId !== undefined) {
    work.journal({ type: "offerEnded", agentId: party.agentId, agentName: party.label, reason });
  }
  // RFC 3326: with this reason his phone counts no missed call.
  work.hangUp(party, reason === "takenByOther" ? "answeredElsewhere" : reason);
  work.forget(party);
}

export function partyAnswered(work: InteractionWork, party: Party): void {
  party.state = "connected";
  party.answeredAt ??= work.now;
  work.changed();
  const { state } = work;
  // Whoever answers is there, whatever became of his registration while he was called directly.
  if (party.why !== "offer" && party.agentId !== undefined)
    work.router({ type: "terminalBack", agentId: party.agentId });
  switch (party.why) {
    case "offer":
      // IN-3: connected only when the router says `assigned`: it may have given the interaction away meanwhile.
      work.router({ type: "offerAccepted", interactionId: state.interactionId, agentId: party.agentId ?? "" });
      return;
    case "transfer":
      connectMain(work, party);
      return;
    case "consult":
      consultAnswered(work, party);
      return;
    case "reconnect":
      reconnected(work, party);
      return;
    case "dial":
      // The agent is there: now the other side (interaction.ts).
      return;
    case "invite":
      joins(work, party);
      return;
    case "intercept":
    case "suspended":
      // He had answered before.
      return;
  }
}

/** Joins this party with the customer; from now on it is he who serves him. */
export function connectMain(work: InteractionWork, party: Party): void {
  work.call({ type: "connect", partyId: party.partyId });
  becomeMain(work, party);
}

/** The same where the call has joined them already. */
export function becomeMain(work: InteractionWork, party: Party): void {
  const { state } = work;
  state.mainPartyId = party.partyId;
  state.mode = "talk";
  work.enter("talk");
  work.journal({
    type: "connected",
    partyId: party.partyId,
    ...(party.agentId === undefined ? {} : { agentId: party.agentId }),
    agentName: party.label,
  });
  if (state.queue?.releasedByAgent === true) work.call({ type: "releaseByAgent" });
  if (state.recording === undefined && state.queue?.recording === "all") startRecording(work);
}

/** `party` leaves, the one he consulted, or the next of a conference, serves the customer. */
export function complete(work: InteractionWork, party: Party, other: Party, how: TransferKind): void {
  work.call({ type: "completeTransfer", by: party.partyId });
  work.journal({ type: "transferred", from: party.label, target: other.label, how });
  work.forget(party);
  work.releaseAgent(party);
  promote(work, other);
}

/** He is the agent now; of a conference the others stay. */
function promote(work: InteractionWork, other: Party): void {
  work.state.consultPartyId = undefined;
  becomeMain(work, other);
  if (work.state.conference.length > 0) nextMember(work);
}

function consultAnswered(work: InteractionWork, party: Party): void {
  const main = work.state.parties.get(work.state.mainPartyId ?? "");
  if (main === undefined || work.state.consultPartyId !== party.partyId) {
    work.hangUp(party, "tooLate");
    work.releaseAgent(party);
    work.forget(party);
    return;
  }
  work.state.consultFocus = "consulted";
  work.call({ type: "consult", by: main.partyId, partyId: party.partyId });
  work.journal({
    type: "consultConnected",
    agentName: main.label,
    target: party.label,
    ...(party.agentId === undefined ? {} : { agentId: party.agentId }),
  });
  if (party.completes === undefined) return;
  complete(work, main, party, party.completes === "pickUp" ? "pickUp" : "success");
}

/** Somebody who was rung did not come. */
export function partyFailed(work: InteractionWork, party: Party, reason: PartyFailure): void {
  const { state } = work;
  if (party.why === "reconnect") {
    // IN-9: he is waited for until his time is over; his phone may be there again in a moment.
    party.state = "away";
    work.changed();
    return;
  }
  if (forwarded(work, party, reason)) return;
  work.forget(party);
  switch (party.why) {
    case "offer":
      offerFailed(work, party, reason);
      return;
    case "consult": {
      const main = state.parties.get(state.mainPartyId ?? "");
      work.releaseAgent(party);
      state.mode = "hold";
      // "cancelled" is said of the agent's own change of mind, after which he is back with the customer.
      const why = reason === "cancelled" ? "error" : reason;
      work.journal({ type: "consultEnded", agentName: main?.label ?? "", target: party.label, reason: why });
      // Of a success transfer the agent gets his customer back; one whom a colleague wanted to pick up stays on hold.
      if (party.completes === "handOver" && main !== undefined) work.call({ type: "retrieve", by: main.partyId });
      return;
    }
    case "invite":
      work.releaseAgent(party);
      work.journal({ type: "inviteFailed", target: party.label, reason });
      return;
    case "transfer":
      work.journal({ type: "transferFailed", target: party.label, reason });
      giveBack(work, party);
      return;
    case "intercept":
    case "suspended":
    case "dial":
      work.releaseAgent(party);
      work.endCall(reason === "busy" || reason === "rejected" ? "rejected" : "failed");
      return;
  }
}

function offerFailed(work: InteractionWork, party: Party, reason: PartyFailure): void {
  const { interactionId } = work.state;
  const agentId = party.agentId ?? "";
  work.journal({ type: "offerEnded", agentId, agentName: party.label, reason });
  if (reason === "rejected") work.router({ type: "offerRefused", interactionId, agentId });
  else {
    const failure = reason === "cancelled" ? "error" : reason;
    work.router({ type: "offerFailed", interactionId, agentId, reason: failure });
  }
}

/** An answered party is gone. */
export function partyLeft(work: InteractionWork, party: Party, by: "remote" | "local" | "lost"): void {
  const { state } = work;
  const wasMain = state.mainPartyId === party.partyId;
  work.journal({
    type: "partyLeft",
    ...(party.agentId === undefined ? {} : { agentId: party.agentId }),
    agentName: party.label,
    reason: by === "lost" ? "lost" : "hungUp",
  });
  if (wasMain) {
    mainLeft(work, party, by);
    return;
  }
  const main = state.parties.get(state.mainPartyId ?? "");
  const second = state.consultPartyId === party.partyId;
  work.forget(party);
  if (party.why === "offer" && state.stage === "queue") {
    // Answered and gone before the router could assign him.
    const { interactionId } = state;
    work.router({ type: "offerFailed", interactionId, agentId: party.agentId ?? "", reason: "error" });
    return;
  }
  work.releaseAgent(party);
  if (main === undefined || !second || (state.mode !== "consult" && state.mode !== "threeWay")) return;
  if (state.mode === "consult" || !nextMember(work)) backToCustomer(work, main, party, "hungUp");
}

/** Whoever served the customer is gone: the one he consulted takes over, or he is waited for, or it is the end. */
function mainLeft(work: InteractionWork, party: Party, by: "remote" | "local" | "lost"): void {
  const { state } = work;
  const other = state.parties.get(state.consultPartyId ?? "");
  if (other?.state === "connected") {
    takeOver(work, other, party);
    return;
  }
  if (other !== undefined) {
    work.hangUp(other, "agentLeft");
    work.releaseAgent(other);
    work.forget(other);
    work.journal({ type: "consultEnded", agentName: party.label, target: other.label, reason: "agentLeft" });
  }
  if (by === "lost" && party.agentId !== undefined && state.stage === "talk") {
    loseParty(work, party);
    return;
  }
  work.forget(party);
  if (other !== undefined && state.queue !== undefined) {
    giveBack(work, party);
    return;
  }
  work.releaseAgent(party);
  work.endCall("agentHungUp");
}

/** The consulted party left: the agent is back with his customer. */
export function backToCustomer(work: InteractionWork, main: Party, gone: Party, reason: string): void {
  if (work.state.mode === "consult") work.call({ type: "cancelConsult", by: main.partyId });
  work.state.mode = "talk";
  work.journal({ type: "consultEnded", agentName: main.label, target: gone.label, reason });
}

/** The agent left in the middle of a consultation or a three-way talk: the customer stays with the other one. */
function takeOver(work: InteractionWork, other: Party, gone: Party): void {
  const how = work.state.mode === "threeWay" ? "threeWay" : "consult";
  work.forget(gone);
  work.releaseAgent(gone);
  work.journal({ type: "transferred", from: gone.label, target: other.label, how });
  // Of a conference those who are left talk already: the call has seen to it.
  if (work.state.conference.length === 0) work.call({ type: "connect", partyId: other.partyId });
  promote(work, other);
}
