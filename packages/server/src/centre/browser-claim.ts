// Which browser is an agent's phone: one at a time, and the others know which (AG-13). A browser is a profile on a computer;
// among its tabs the SDK decides.
//
//   nobody ── asks ──▶ A ── A asks again (reload, restart) ──▶ A
//                      A ── B asks ── A there ──▶ phoneElsewhere      A gone ──▶ B
//                      A ── B takes over ── A talks ──▶ phoneBusy     else ──▶ B

import type { BrowserPhoneRequest, Desk } from "@tellerline/api";
import type { Seat } from "./seat.ts";

/** How long a browser has to register after it was given the phone, before another may have it without asking. */
const registerMs = 10_000;

export interface BrowserWorld {
  now: number;
  /** The browser phone is registered. */
  registered: boolean;
  /** The agent is in a call, or listens to one. */
  talks: boolean;
}

/**
 * A browser wants to be the phone of the agent at this seat (IN-26).
 * @returns why not; or whether another one was it, whose password and registration must go
 */
export function claimBrowser(
  seat: Pick<Seat, "browser">,
  { browserId, label, takeOver }: BrowserPhoneRequest,
  { now, registered, talks }: BrowserWorld,
): "phoneElsewhere" | "phoneBusy" | { replaced: boolean; since: number } {
  const owner = seat.browser;
  if (owner?.browserId === browserId) {
    seat.browser = { ...owner, label };
    return { replaced: false, since: owner.since };
  }
  if (owner !== null) {
    const there = registered || now - owner.since < registerMs;
    if (there && !takeOver) return "phoneElsewhere";
    // Taken away in a talk, the sound of the talk would be cut; a browser that is gone has no sound to cut.
    if (registered && talks) return "phoneBusy";
  }
  seat.browser = { browserId, label, since: now } satisfies Desk["browserPhone"];
  return { replaced: owner !== null, since: now };
}
