// Non-INVITE client transaction (RFC 3261 §17.1.2).
//
//   trying ──1xx──▶ proceeding ──final──▶ completed ──K──▶ terminated
//      │ E: again (T1 doubling to T2; T2 once proceeding), F: time-out
//      └──final──▶ completed

import { Deadlines, type Instant } from "@tellerline/base";
import type { SipRequest, SipResponse } from "../message/message.ts";
import type { ClientOutput } from "./invite-client.ts";
import type { TransactionTimers } from "./timers.ts";

type Timer = "E" | "F" | "K";

export class NonInviteClientTransaction {
  readonly request: SipRequest;
  readonly #timers: TransactionTimers;
  readonly #reliable: boolean;
  readonly #deadlines = new Deadlines<Timer>();
  #state: "trying" | "proceeding" | "completed" | "terminated" = "trying";
  #retryMs: number;

  constructor(request: SipRequest, timers: TransactionTimers, reliable: boolean) {
    this.request = request;
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

  start(now: Instant): ClientOutput[] {
    if (!this.#reliable) this.#deadlines.set("E", now + this.#retryMs);
    this.#deadlines.set("F", now + 64 * this.#timers.t1Ms);
    return [{ type: "send", message: this.request }];
  }

  receive(response: SipResponse, now: Instant): ClientOutput[] {
    if (this.#state !== "trying" && this.#state !== "proceeding") return [];
    if (response.status < 200) {
      this.#state = "proceeding";
      return [{ type: "response", response }];
    }
    this.#state = "completed";
    this.#deadlines.clear("E");
    this.#deadlines.clear("F");
    if (this.#reliable) return [{ type: "response", response }, ...this.terminate()];
    this.#deadlines.set("K", now + this.#timers.t4Ms);
    return [{ type: "response", response }];
  }

  timeout(now: Instant): ClientOutput[] {
    const out: ClientOutput[] = [];
    for (let timer = this.#deadlines.takeDue(now); timer !== undefined; timer = this.#deadlines.takeDue(now)) {
      if (timer === "E") {
        const { t2Ms } = this.#timers;
        this.#retryMs = this.#state === "proceeding" ? t2Ms : Math.min(2 * this.#retryMs, t2Ms);
        this.#deadlines.set("E", now + this.#retryMs);
        out.push({ type: "send", message: this.request });
      } else {
        if (timer === "F") out.push({ type: "timedOut" });
        out.push(...this.terminate());
      }
    }
    return out;
  }

  terminate(): ClientOutput[] {
    if (this.#state === "terminated") return [];
    this.#state = "terminated";
    for (const timer of ["E", "F", "K"] as const) this.#deadlines.clear(timer);
    return [{ type: "terminated" }];
  }
}
