// An agent's phone is lost in the middle of a talk: a browser reloads, a network breaks. The interaction is not lost:
// the customer hears music, and the agent is called again, to answer by itself, when his phone is there (SPEC.md, IN-9).
//
//   connected ──lost──▶ away ──terminalBack──▶ ringing ──answered──▶ connected
//                        ▲ └──20 s──▶ back to the queue   └──failed──▶ away

import { cancelInvites } from "./conference.ts";
import type { AgentRef, Party } from "./interaction-state.ts";
import { partyOf } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { giveBack, waitsAgain } from "./waiting.ts";

/** As long as the router waits for a terminal. */
const awayMs = 20_000;

export function loseParty(work: InteractionWork, party: Party): void {
  party.state = "away";
  party.awayUntil = work.now + awayMs;
  work.state.mode = "talk";
  cancelInvites(work);
  work.journal({ type: "reconnecting", agentName: party.label });
  work.playMusic();
  work.emit({ type: "findTerminal", agentId: party.agentId ?? "" });
}

/** His terminal can be reached: he is called into the same call again. */
export function terminalBack(work: InteractionWork, agent: AgentRef): void {
  const { state } = work;
  const old = partyOf(state, agent.agentId);
  if (old?.awayUntil === undefined || old.state === "connected") return;
  // What rang until now rang where he is no more.
  work.hangUp(old, "terminalChanged");
  work.forget(old);
  const who = { agentId: agent.agentId, label: agent.name, target: agent.target };
  const party = work.ringParty(who, "reconnect", { ringTimeoutMs: old.awayUntil - work.now, autoAnswer: true });
  party.awayUntil = old.awayUntil;
  party.offeredAt = old.offeredAt;
  if (old.answeredAt !== undefined) party.answeredAt = old.answeredAt;
  state.mainPartyId = party.partyId;
}

export function reconnected(work: InteractionWork, party: Party): void {
  delete party.awayUntil;
  work.call({ type: "connect", partyId: party.partyId });
  work.journal({ type: "reconnected", agentName: party.label });
}

/** When somebody who is away has been waited for long enough. */
export function awayEnds(work: InteractionWork): { party: Party; at: number } | undefined {
  for (const party of work.state.parties.values())
    if (party.awayUntil !== undefined && party.state !== "connected") return { party, at: party.awayUntil };
  return undefined;
}

export function giveUpWaiting(work: InteractionWork, party: Party): void {
  work.hangUp(party, "noAnswer");
  work.forget(party);
  // Whoever cannot be reached is offered nothing until he says that he is there.
  if (party.agentId !== undefined) work.router({ type: "setNotReady", agentId: party.agentId, reason: "unreachable" });
  giveBack(work, party);
}

/** The router signed the agent out: his terminal did not come back. With `requeued` the interaction waits again. */
export function agentLost(work: InteractionWork, agentId: string, requeued: boolean): void {
  const { state, place } = work;
  place.lost(agentId, requeued);
  const party = partyOf(state, agentId);
  if (party?.state === "connected") {
    // The world wins: he is not registered any more, but he talks.
    place.withdraw("stillTalking");
    return;
  }
  if (party !== undefined) {
    work.hangUp(party, "terminalLost");
    work.forget(party);
    if (party.why === "dial") {
      work.endCall("failed");
      return;
    }
    if (party.why === "consult") {
      state.mode = "hold";
      const agentName = state.parties.get(state.mainPartyId ?? "")?.label ?? "";
      work.journal({ type: "consultEnded", agentName, target: party.label, reason: "unreachable" });
    }
    if (party.why === "invite") work.journal({ type: "inviteFailed", target: party.label, reason: "unreachable" });
    if (party.why === "transfer") work.journal({ type: "transferFailed", target: party.label, reason: "unreachable" });
  }
  if (state.mainPartyId !== undefined) place.withdraw("stillTalking");
  else if (requeued) waitsAgain(work);
  else if (state.stage === "talk" || state.stage === "transfer") giveBack(work);
}
