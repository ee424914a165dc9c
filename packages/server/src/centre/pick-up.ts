// A colleague takes a call that is not his: one that rings elsewhere, or one that is held publicly (SW-05; SPEC.md, IN-23).

import type { AgentRef, InteractionState, Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

const ringMs = 20_000;

/** Whose call can be picked up, and in which way; undefined: nobody's. */
export function pickUpOf(state: Readonly<InteractionState>): { kind: "ringing" | "held"; party: Party } | undefined {
  if (state.queue === undefined) return undefined;
  const main = state.parties.get(state.mainPartyId ?? "");
  if (state.stage === "talk" && state.mode === "hold" && state.heldPublicly === true && main?.state === "connected")
    return { kind: "held", party: main };
  if (state.stage !== "queue") return undefined;
  const party = [...state.parties.values()].find((one) => one.why === "offer" && one.state === "ringing");
  return party === undefined ? undefined : { kind: "ringing", party };
}

/** His own phone is called; with his answer the customer is his. */
export function pickUp(work: InteractionWork, agent: AgentRef, queueLeft: () => void): void {
  const found = pickUpOf(work.state);
  if (found === undefined || agent.agentId === found.party.agentId) return;
  const { state } = work;
  const who = { agentId: agent.agentId, label: agent.name, target: agent.target };
  const { name } = agent;
  work.journal({ type: "pickedUp", agentName: name, from: found.party.label });
  const wrapUpMs = state.queue?.wrapUpMs ?? 0;
  const options = { ringTimeoutMs: ringMs, autoAnswer: true };
  if (found.kind === "held") {
    state.mode = "consult";
    const party = work.ringParty(who, "consult", options);
    party.completes = "pickUp";
    state.consultPartyId = party.partyId;
    work.journal({ type: "consultStarted", agentName: found.party.label, target: agent.name });
    work.place.engage(agent.agentId, wrapUpMs);
    return;
  }
  queueLeft();
  work.enter("transfer");
  work.ringParty(who, "transfer", options);
  // The router takes the offer back from whom it rings at.
  work.place.takeFromQueue(agent.agentId, wrapUpMs);
}
