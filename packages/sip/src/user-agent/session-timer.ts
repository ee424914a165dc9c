// Session timers (RFC 4028; SPEC.md, UA-35): a peer that asks for them refreshes the session, and one that stops doing so
// is gone. We ask nobody for them and refresh nothing ourselves.

import type { Instant } from "@tellerline/base";
import type { Headers } from "../message/headers.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import type { ExtraHeader } from "./protocol.ts";

/** §4: shorter intervals are refused with 422. */
export const minSessionSeconds = 90;

/** The interval a message asks for, undefined if it asks for none. */
export function sessionSeconds(headers: Headers): number | undefined {
  const match = /^\s*(\d{1,9})\s*(;|$)/.exec(headers.get("session-expires") ?? "");
  return match === null ? undefined : Number(match[1]);
}

export class SessionTimer {
  readonly #alarms: Alarms;
  readonly #expired: (now: Instant) => void;
  #alarm: Alarm | undefined;

  constructor(alarms: Alarms, expired: (now: Instant) => void) {
    this.#alarms = alarms;
    this.#expired = expired;
  }

  /** Takes over what an INVITE or UPDATE of the peer says. @returns what our 2xx says to it. */
  refresh(headers: Headers, now: Instant): ExtraHeader[] {
    this.stop();
    const seconds = sessionSeconds(headers);
    const supported = headers.all("supported").some((value) => /(^|,)\s*timer\s*(,|$)/i.test(value));
    if (seconds === undefined || seconds < minSessionSeconds || !supported) return [];
    // §10: not at the very end, so that a late refresh finds the session still there.
    const graceSeconds = Math.min(32, seconds / 3);
    this.#alarm = this.#alarms.set(now + (seconds - graceSeconds) * 1_000, (at) => {
      this.#alarm = undefined;
      this.#expired(at);
    });
    return [
      { name: "session-expires", value: `${seconds};refresher=uac` },
      { name: "require", value: "timer" },
    ];
  }

  stop(): void {
    this.#alarms.clear(this.#alarm);
    this.#alarm = undefined;
  }
}
