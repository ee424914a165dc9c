// A talk of more than two: whoever is added joins as soon as he answers; whoever leaves, the others stay (SPEC.md, IN-22).
//
//   talk ──addParty, answered──▶ threeWay ──addParty, answered──▶ threeWay with more ──one leaves──▶ … ──▶ talk

import { callDirectly } from "./direct-call.ts";
import type { ResolvedTarget } from "./interaction-output.ts";
import type { Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

/** With customer and agent; a conference of banks is hardly larger, and a mistake cannot ring up a whole house. */
const maxParties = 30;

/** Whether one more can be added. */
export function hasRoom(parties: ReadonlyMap<string, Party>): boolean {
  return parties.size + 1 < maxParties;
}

export function addParty(work: InteractionWork, by: Party, target: ResolvedTarget): void {
  if ((target.kind !== "agent" && target.kind !== "number") || !hasRoom(work.state.parties)) return;
  const party = callDirectly(work, target, "invite");
  work.journal({ type: "partyInvited", agentName: by.label, target: party.label });
}

/** He answered: he joins whoever talks with the customer now, or comes too late. */
export function joins(work: InteractionWork, party: Party): void {
  const { state } = work;
  const main = state.parties.get(state.mainPartyId ?? "");
  const talks = state.stage === "talk" && main?.state === "connected" && state.mode !== "consult";
  if (main === undefined || !talks) {
    work.hangUp(party, "tooLate");
    if (party.agentId !== undefined) work.place.release(party.agentId, false);
    work.forget(party);
    return;
  }
  work.call({ type: "join", by: main.partyId, partyId: party.partyId });
  if (state.mode === "threeWay") state.conference.push(party.partyId);
  else state.consultPartyId = party.partyId;
  state.mode = "threeWay";
  const agentId = party.agentId === undefined ? {} : { agentId: party.agentId };
  work.journal({ type: "partyJoined", partyId: party.partyId, ...agentId, agentName: party.label });
}

/** The agent removes one of them; what follows comes with the call's own word. */
export function dropParty(work: InteractionWork, by: Party, partyId: string): void {
  const party = work.state.parties.get(partyId);
  if (party !== undefined && party !== by) work.hangUp(party, "dropped");
}

/** Nobody is added any more: who still rings is called off. */
export function cancelInvites(work: InteractionWork): void {
  for (const party of [...work.state.parties.values()]) {
    if (party.why !== "invite" || party.state !== "ringing") continue;
    work.hangUp(party, "talkOver");
    work.forget(party);
    work.releaseAgent(party);
    work.journal({ type: "inviteFailed", target: party.label, reason: "talkOver" });
  }
}

/** Of a conference the next one stands where the consulted party stood. @returns false: the agent is alone with his customer. */
export function nextMember(work: InteractionWork): boolean {
  const { state } = work;
  state.consultPartyId = state.conference.shift();
  state.mode = state.consultPartyId === undefined ? "talk" : "threeWay";
  return state.consultPartyId !== undefined;
}
