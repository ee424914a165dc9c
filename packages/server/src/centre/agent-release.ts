// The customer has hung up and his agent releases the call himself (SW-05; SPEC.md, IN-31): his leg is up, nobody else's.
//
//   talk ──customer gone──▶ left ──agent hangs up──▶ ended

import { cancelInvites } from "./conference.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { stopRecording } from "./recording-control.ts";

export function customerLeft(work: InteractionWork): void {
  const { state } = work;
  cancelInvites(work);
  stopRecording(work);
  // Whatever ends it now, it was the customer who hung up.
  work.endReason ??= "customerHungUp";
  state.mode = "talk";
  work.journal({ type: "customerLeft" });
  work.enter("left");
}
