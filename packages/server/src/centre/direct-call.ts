// Somebody is called by name or number beside the queues: consulted, sent the customer to, invited (SPEC.md, IN-32).

import type { PartyFailure } from "@tellerline/voice";
import type { Callable, Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

const ringMs = 30_000;
/** Where somebody else is called when he does not answer. */
const forwardedRingMs = 15_000;

/** RT-12 does not apply here: whoever is called directly is engaged from the first ring, so that nobody else is offered to him. */
export function callDirectly(work: InteractionWork, to: Callable, why: "consult" | "transfer" | "invite"): Party {
  const ringTimeoutMs = to.otherwise?.noAnswer === undefined ? ringMs : forwardedRingMs;
  if (to.kind === "number") return work.ringParty({ label: to.number, target: to.target }, why, { ringTimeoutMs });
  const { agentId, name, target } = to.agent;
  work.place.engage(agentId, work.state.queue?.wrapUpMs ?? 0);
  const party = work.ringParty({ agentId, label: name, target }, why, { ringTimeoutMs });
  if (to.otherwise !== undefined) party.otherwise = to.otherwise;
  return party;
}

/** Whom he had his calls forwarded to, where that is why he did not come. */
export function forwardOf(otherwise: Callable["otherwise"], reason: PartyFailure): Callable | undefined {
  if (reason === "busy") return otherwise?.busy;
  return reason === "noAnswer" || reason === "unreachable" ? otherwise?.noAnswer : undefined;
}

/** @returns whether somebody else is called in his place. */
export function forwarded(work: InteractionWork, party: Party, reason: PartyFailure): boolean {
  const { why } = party;
  const next = forwardOf(party.otherwise, reason);
  if (next === undefined || (why !== "consult" && why !== "transfer" && why !== "invite")) return false;
  work.forget(party);
  work.releaseAgent(party);
  const called = callDirectly(work, next, why);
  if (party.completes !== undefined) called.completes = party.completes;
  if (why === "consult") work.state.consultPartyId = called.partyId;
  work.journal({ type: "forwarded", from: party.label, target: called.label, reason });
  return true;
}
