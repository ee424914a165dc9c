// INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §8.4).
//
//   calling ──1xx──▶ proceeding ──2xx──▶ accepted ──M──▶ terminated
//      │  A: again, B: time-out  └─3-6xx─▶ completed ──D──▶ terminated
//      └──2xx / 3-6xx as above

import { Deadlines, type Instant } from "@tellerline/base";
import { Headers } from "../message/headers.ts";
import { noBody, type SipRequest, type SipResponse } from "../message/message.ts";
import type { TransactionTimers } from "./timers.ts";

export type ClientOutput =
  | { type: "send"; message: SipRequest }
  | { type: "response"; response: SipResponse }
  /** No answer at all: to be taken as 408 (§8.1.3.1). */
  | { type: "timedOut" }
  | { type: "terminated" };

type Timer = "A" | "B" | "D" | "M";

export class InviteClientTransaction {
  readonly request: SipRequest;
  readonly #timers: TransactionTimers;
  readonly #reliable: boolean;
  readonly #deadlines = new Deadlines<Timer>();
  #state: "calling" | "proceeding" | "completed" | "accepted" | "terminated" = "calling";
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
    if (!this.#reliable) this.#deadlines.set("A", now + this.#retryMs);
    this.#deadlines.set("B", now + 64 * this.#timers.t1Ms);
    return [{ type: "send", message: this.request }];
  }

  receive(response: SipResponse, now: Instant): ClientOutput[] {
    const kind = response.status < 200 ? "provisional" : response.status < 300 ? "success" : "failure";
    switch (this.#state) {
      case "calling":
      case "proceeding":
        this.#deadlines.clear("A");
        this.#deadlines.clear("B");
        if (kind === "provisional") {
          this.#state = "proceeding";
          return [{ type: "response", response }];
        }
        if (kind === "success") {
          this.#state = "accepted";
          this.#deadlines.set("M", now + 64 * this.#timers.t1Ms);
          return [{ type: "response", response }];
        }
        return this.#refused(response, now);
      case "completed":
        return kind === "failure" ? [{ type: "send", message: ackOfRefusal(this.request, response) }] : [];
      case "accepted":
        // Retransmissions, and 2xx of other forks: the user acknowledges each.
        return kind === "success" ? [{ type: "response", response }] : [];
      case "terminated":
        return [];
    }
  }

  timeout(now: Instant): ClientOutput[] {
    const out: ClientOutput[] = [];
    for (let timer = this.#deadlines.takeDue(now); timer !== undefined; timer = this.#deadlines.takeDue(now)) {
      if (timer === "A") {
        this.#retryMs *= 2;
        this.#deadlines.set("A", now + this.#retryMs);
        out.push({ type: "send", message: this.request });
      } else {
        if (timer === "B") out.push({ type: "timedOut" });
        out.push(...this.terminate());
      }
    }
    return out;
  }

  terminate(): ClientOutput[] {
    if (this.#state === "terminated") return [];
    this.#state = "terminated";
    for (const timer of ["A", "B", "D", "M"] as const) this.#deadlines.clear(timer);
    return [{ type: "terminated" }];
  }

  #refused(response: SipResponse, now: Instant): ClientOutput[] {
    this.#state = "completed";
    const out: ClientOutput[] = [
      { type: "send", message: ackOfRefusal(this.request, response) },
      { type: "response", response },
    ];
    if (this.#reliable) return [...out, ...this.terminate()];
    this.#deadlines.set("D", now + this.#timers.dMs);
    return out;
  }
}

/** §17.1.1.3: same branch, To of the response. */
function ackOfRefusal(invite: SipRequest, response: SipResponse): SipRequest {
  const headers = new Headers();
  const via = invite.headers.get("via");
  if (via !== undefined) headers.add("via", via);
  for (const name of ["max-forwards", "from"]) for (const value of invite.headers.all(name)) headers.add(name, value);
  headers.add("to", response.headers.get("to") ?? invite.headers.get("to") ?? "");
  headers.add("call-id", invite.headers.get("call-id") ?? "");
  headers.add("cseq", (invite.headers.get("cseq") ?? "").replace(/\S+$/, "ACK"));
  for (const value of invite.headers.all("route")) headers.add("route", value);
  return { kind: "request", method: "ACK", uri: invite.uri, headers, body: noBody };
}
