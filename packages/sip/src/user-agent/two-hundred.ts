// A 2xx to an INVITE waits for its ACK (RFC 3261 §13.3.1.4): repeated with T1 doubling up to T2 on any transport, given up
// after 64·T1.

import type { Instant } from "@tellerline/base";
import type { SipResponse } from "../message/message.ts";
import type { ServerHandle } from "../transaction/transaction-layer.ts";
import type { Alarm } from "./alarms.ts";
import type { EndpointCore } from "./endpoint-core.ts";

export class TwoHundred {
  readonly cseq: number;
  readonly #core: EndpointCore;
  readonly #server: ServerHandle;
  readonly #response: SipResponse;
  readonly #givenUp: (now: Instant) => void;
  readonly #givesUpAt: Instant;
  #retryMs: number;
  #alarm: Alarm | undefined;

  constructor(
    core: EndpointCore,
    server: ServerHandle,
    response: SipResponse,
    now: Instant,
    givenUp: (now: Instant) => void,
  ) {
    this.cseq = server.essentials.cseq;
    this.#core = core;
    this.#server = server;
    this.#response = response;
    this.#givenUp = givenUp;
    this.#givesUpAt = now + 64 * core.timers.t1Ms;
    this.#retryMs = core.timers.t1Ms;
    this.#arm(now);
  }

  /** The ACK is there, or nobody waits for it any more. */
  stop(): void {
    this.#core.alarms.clear(this.#alarm);
    this.#alarm = undefined;
  }

  #arm(now: Instant): void {
    this.#alarm = this.#core.alarms.set(Math.min(now + this.#retryMs, this.#givesUpAt), (at) => this.#due(at));
  }

  #due(now: Instant): void {
    if (now >= this.#givesUpAt) {
      this.#alarm = undefined;
      this.#givenUp(now);
      return;
    }
    this.#server.respond(this.#response, now);
    this.#retryMs = Math.min(2 * this.#retryMs, this.#core.timers.t2Ms);
    this.#arm(now);
  }
}
