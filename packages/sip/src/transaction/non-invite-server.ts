// Non-INVITE server transaction (RFC 3261 §17.2.2).
//
//   trying ──1xx──▶ proceeding ──final──▶ completed ──J──▶ terminated
//      └───────────────final──────────────▶

import type { Instant } from "@tellerline/base";
import type { SipResponse } from "../message/message.ts";
import type { ServerOutput } from "./invite-server.ts";
import type { TransactionTimers } from "./timers.ts";

export class NonInviteServerTransaction {
  readonly #timers: TransactionTimers;
  readonly #reliable: boolean;
  #state: "trying" | "proceeding" | "completed" | "terminated" = "trying";
  #last: SipResponse | undefined;
  #endsAt: Instant | undefined;

  constructor(timers: TransactionTimers, reliable: boolean) {
    this.#timers = timers;
    this.#reliable = reliable;
  }

  get state(): string {
    return this.#state;
  }

  nextTimeout(): Instant | undefined {
    return this.#endsAt;
  }

  respond(response: SipResponse, now: Instant): ServerOutput[] {
    if (this.#state === "completed" || this.#state === "terminated") return [];
    this.#last = response;
    if (response.status < 200) {
      this.#state = "proceeding";
      return [{ type: "send", message: response }];
    }
    this.#state = "completed";
    // Timer J is zero on a reliable transport: nothing is sent twice there.
    if (this.#reliable) return [{ type: "send", message: response }, ...this.terminate()];
    this.#endsAt = now + 64 * this.#timers.t1Ms;
    return [{ type: "send", message: response }];
  }

  /** The request came again. */
  retransmitted(): ServerOutput[] {
    return this.#last === undefined ? [] : [{ type: "send", message: this.#last }];
  }

  acknowledged(_now: Instant): ServerOutput[] {
    return [];
  }

  timeout(now: Instant): ServerOutput[] {
    return this.#endsAt !== undefined && this.#endsAt <= now ? this.terminate() : [];
  }

  terminate(): ServerOutput[] {
    if (this.#state === "terminated") return [];
    this.#state = "terminated";
    this.#endsAt = undefined;
    return [{ type: "terminated" }];
  }
}
