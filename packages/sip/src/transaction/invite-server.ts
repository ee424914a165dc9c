// INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §8.5). The 2xx itself is repeated by the user agent until the ACK
// comes (§13.3.1.4); here it only opens `accepted`, in which a repeated INVITE is swallowed.
//
//   proceeding ──2xx──▶ accepted ──L──▶ terminated
//       │ ──3-6xx──▶ completed ──ACK──▶ confirmed ──I──▶ terminated
//       │               │ G: again (T1 doubling to T2), H: time-out

import { Deadlines, type Instant } from "@tellerline/base";
import type { SipResponse } from "../message/message.ts";
import type { TransactionTimers } from "./timers.ts";

export type ServerOutput =
  | { type: "send"; message: SipResponse }
  /** The refusal was never acknowledged. */
  | { type: "timedOut" }
  | { type: "terminated" };

type Timer = "G" | "H" | "I" | "L";

export class InviteServerTransaction {
  readonly #timers: TransactionTimers;
  readonly #reliable: boolean;
  readonly #deadlines = new Deadlines<Timer>();
  #state: "proceeding" | "completed" | "confirmed" | "accepted" | "terminated" = "proceeding";
  #last: SipResponse | undefined;
  #retryMs: number;

  constructor(timers: TransactionTimers, reliable: boolean) {
    this.#timers = timers;
    this.#reliable = reliable;
    this.#retryMs = timers.t1Ms;
  }

  get state(): string {
    return this.#state;
  }

  nextTimeout(): Instant | undefined {
    return this.#deadlines.next();
  }

  respond(response: SipResponse, now: Instant): ServerOutput[] {
    // A 2xx is repeated by the user agent while accepted.
    if (this.#state === "accepted" && isSuccess(response)) return [{ type: "send", message: response }];
    if (this.#state !== "proceeding") return [];
    this.#last = response;
    if (response.status >= 300) {
      this.#state = "completed";
      if (!this.#reliable) this.#deadlines.set("G", now + this.#retryMs);
      this.#deadlines.set("H", now + 64 * this.#timers.t1Ms);
    } else if (response.status >= 200) {
      this.#state = "accepted";
      this.#deadlines.set("L", now + 64 * this.#timers.t1Ms);
    }
    return [{ type: "send", message: response }];
  }

  /** The INVITE came again. */
  retransmitted(): ServerOutput[] {
    const again = this.#state === "proceeding" || this.#state === "completed";
    return again && this.#last !== undefined ? [{ type: "send", message: this.#last }] : [];
  }

  /** An ACK with the branch of the INVITE: it acknowledges a refusal. */
  acknowledged(now: Instant): ServerOutput[] {
    if (this.#state !== "completed") return [];
    this.#state = "confirmed";
    this.#deadlines.clear("G");
    this.#deadlines.clear("H");
    if (this.#reliable) return this.terminate();
    this.#deadlines.set("I", now + this.#timers.t4Ms);
    return [];
  }

  timeout(now: Instant): ServerOutput[] {
    const out: ServerOutput[] = [];
    for (let timer = this.#deadlines.takeDue(now); timer !== undefined; timer = this.#deadlines.takeDue(now)) {
      if (timer === "G") {
        this.#retryMs = Math.min(2 * this.#retryMs, this.#timers.t2Ms);
        this.#deadlines.set("G", now + this.#retryMs);
        if (this.#last !== undefined) out.push({ type: "send", message: this.#last });
      } else {
        if (timer === "H") out.push({ type: "timedOut" });
        out.push(...this.terminate());
      }
    }
    return out;
  }

  terminate(): ServerOutput[] {
    if (this.#state === "terminated") return [];
    this.#state = "terminated";
    for (const timer of ["G", "H", "I", "L"] as const) this.#deadlines.clear(timer);
    return [{ type: "terminated" }];
  }
}

function isSuccess(response: SipResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
