// An agent takes a call that is at nobody's or another's phone: one that rings elsewhere, one that is held publicly, one
// that was parked (SW-05; SPEC.md, IN-23, IN-30).

import type { AgentRef, InteractionState, Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

const ringMs = 20_000;

interface PickUpOf {
  kind: "ringing" | "held" | "parked";
  /** Whose it is. */
  agentId: string | undefined;
  label: string;
  since: number;
}

/** What `agentId` may pick up here. */
export function pickUpOf(state: Readonly<InteractionState>, agentId: string): PickUpOf | undefined {
  const { parked, stageSince: since } = state;
  if (state.queue === undefined) return undefined;
  if (state.stage === "parked" && parked !== undefined)
    return parked.publicly || parked.agentId === agentId ? { kind: "parked", ...parked, since } : undefined;
  const at = whereFrom(state);
  // Whose own phone rings answers that.
  if (at === undefined || at.party.agentId === agentId) return undefined;
  if (at.kind === "ringing" && ringing(state).some((party) => party.agentId === agentId)) return undefined;
  const { party, kind } = at;
  return { kind, agentId: party.agentId, label: party.label, since: kind === "ringing" ? party.offeredAt : since };
}

function ringing(state: Readonly<InteractionState>): Party[] {
  return [...state.parties.values()].filter((one) => one.why === "offer" && one.state === "ringing");
}

function whereFrom(state: Readonly<InteractionState>): { kind: "ringing" | "held"; party: Party } | undefined {
  const main = state.parties.get(state.mainPartyId ?? "");
  if (state.stage === "talk" && state.mode === "hold" && state.heldPublicly === true && main?.state === "connected")
    return { kind: "held", party: main };
  if (state.stage !== "queue") return undefined;
  const party = ringing(state)[0];
  return party === undefined ? undefined : { kind: "ringing", party };
}

/** His own phone is called; with his answer the customer is his. */
export function pickUp(work: InteractionWork, agent: AgentRef, queueLeft: () => void): void {
  const found = pickUpOf(work.state, agent.agentId);
  if (found === undefined) return;
  const { state } = work;
  const who = { agentId: agent.agentId, label: agent.name, target: agent.target };
  const { name } = agent;
  work.journal({ type: "pickedUp", agentName: name, from: found.label });
  const wrapUpMs = state.queue?.wrapUpMs ?? 0;
  const options = { ringTimeoutMs: ringMs, autoAnswer: true };
  if (found.kind === "held") {
    state.mode = "consult";
    const party = work.ringParty(who, "consult", options);
    party.completes = "pickUp";
    state.consultPartyId = party.partyId;
    work.journal({ type: "consultStarted", agentName: found.label, target: agent.name });
    work.place.engage(agent.agentId, wrapUpMs);
    return;
  }
  if (found.kind === "ringing") queueLeft();
  state.parked = undefined;
  work.enter("transfer");
  work.ringParty(who, "transfer", options);
  // The router takes the offer back from whom it rings at.
  work.place.takeFromQueue(agent.agentId, wrapUpMs);
}
