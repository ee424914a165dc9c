// A flow gets the customer in the middle of a talk: for good (transfer), or while the agent waits for him (SPEC.md, IN-21).
//
//   talk ──suspend──▶ flow, the agent's leg silent ──flow over, retrieve──▶ talk with the same agent
//                          └──agent leaves──▶ flow alone

import type { FlowStart } from "./flow-start.ts";
import type { Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";

/** The agent waits, engaged, until the flow is over. */
export function suspend(work: InteractionWork, party: Party, label: string, flow: FlowStart): void {
  const { state } = work;
  work.call({ type: "suspend", by: party.partyId });
  work.journal({ type: "suspended", agentName: party.label, target: label });
  state.mode = "talk";
  state.mainPartyId = undefined;
  state.suspendedPartyId = party.partyId;
  party.why = "suspended";
  work.replaceFlow(flow);
}

/**
 * The flow is over, or wants the customer to go elsewhere, or the agent takes him back.
 *
 * @returns whether there is an agent who has him again.
 */
export function giveBackToSuspended(work: InteractionWork): boolean {
  const { state } = work;
  const party = state.parties.get(state.suspendedPartyId ?? "");
  if (party?.state !== "connected") return false;
  state.suspendedPartyId = undefined;
  state.mainPartyId = party.partyId;
  work.replaceFlow(undefined);
  work.enter("talk");
  work.call({ type: "connect", partyId: party.partyId });
  work.journal({ type: "returned", agentName: party.label });
  return true;
}
