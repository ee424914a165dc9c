// A hold that frees the agent (SW-05; SPEC.md, IN-30): his leg ends, he is ready for the next call, and the customer waits
// with music until somebody takes him back, at the latest until he has waited as long as his queue lets anybody wait.
//
//   talk ──hold, holdPublicly──▶ parked ──picked up by the same agent, or (public) one of the queue──▶ transfer ─▶ talk
//                                   └──longest wait over──▶ queue, at his old place

import type { Instant } from "@tellerline/base";
import type { InteractionState, Party } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { giveBack } from "./waiting.ts";

/** @param publicly whether colleagues may take him. */
export function park(work: InteractionWork, party: Party, publicly: boolean): void {
  const { state } = work;
  if (party.agentId === undefined) return;
  state.parked = { agentId: party.agentId, label: party.label, publicly };
  work.call({ type: "park" });
  work.journal({ type: "held", agentName: party.label, freed: true, ...(publicly ? { publicly } : {}) });
  work.forget(party);
  work.enter("parked");
  work.playMusic();
  // The talk is not over for him: its wrap-up comes with its end.
  work.place.release(party.agentId, false);
}

/** When he has been parked for long enough. */
export function parkingEnds({ stage, stageSince, queue }: InteractionState): Instant | undefined {
  return stage === "parked" && queue !== undefined ? stageSince + queue.maxWaitMs : undefined;
}

export function parkedTooLong(work: InteractionWork): void {
  work.state.parked = undefined;
  giveBack(work);
}
