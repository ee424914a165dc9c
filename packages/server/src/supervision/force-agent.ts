// What a team leader may do to an agent against his will (SV-03): which action is possible when, and what it does. The
// agent's desk shows who did it and why.
//
//   ready ◀──ready, endRest── notReady(reason) ──lock──▶ notReady(locked) ──unlock──▶ notReady(forced)
//     └──notReady──▶ notReady(forced)      any ──signOut──▶ signedOut      engaged ──release──▶ wrapUp

import type { ForceAction, Forced } from "@tellerline/api";
import type { Centre } from "../centre/centre.ts";
import type { Seat } from "../centre/seat.ts";
import type { FloorRefusal } from "../floor/floor-refusal.ts";

/** Why the action is not possible now; undefined if it is. */
export function forceRefusal(seat: Seat, action: ForceAction): FloorRefusal | undefined {
  if (action === "unlock") return seat.locked ? undefined : "notLocked";
  if (seat.state === "signedOut") return "agentSignedOut";
  switch (action) {
    case "ready":
    case "endRest":
      if (action === "endRest" && seat.state !== "notReady") return "notResting";
      if (seat.locked) return "locked";
      return seat.terminalOnline ? undefined : "agentTerminalAway";
    case "lock":
      return seat.locked ? "lockedAlready" : undefined;
    case "release":
      return seat.interactionIds.size > 0 ? undefined : "nothingToRelease";
    default:
      return undefined;
  }
}

/** Does it. What has to wait for the end of his present interaction happens then. */
export function forceAgent(centre: Centre, seat: Seat, forced: Forced): void {
  const { agentId } = seat;
  seat.forced = forced;
  switch (forced.action) {
    case "ready":
    case "endRest":
      centre.route({ type: "setReady", agentId });
      if (seat.state === "wrapUp") centre.route({ type: "wrapUpEnded", agentId });
      break;
    case "notReady":
      rest(centre, seat, "forced");
      break;
    case "lock":
      seat.locked = true;
      rest(centre, seat, "locked");
      break;
    case "unlock":
      seat.locked = false;
      if (seat.state !== "signedOut") rest(centre, seat, "forced");
      break;
    case "signOut":
      seat.locked = false;
      centre.route({ type: "signOut", agentId });
      if (seat.interactionIds.size > 0) seat.nextState = "signedOut";
      break;
    case "release":
      for (const interactionId of [...seat.interactionIds]) centre.interactions.get(interactionId)?.release(agentId);
      break;
  }
  centre.views.agentTouched(agentId);
}

function rest(centre: Centre, seat: Seat, reason: string): void {
  const { agentId } = seat;
  centre.route({ type: "setNotReady", agentId, reason });
  if (seat.interactionIds.size > 0) seat.nextState = "notReady";
}
