// We as a phone: one registration with a registrar elsewhere (RFC 3261 §10.2; SPEC.md, UA-37), kept until it is taken away.
//
//   asking ──2xx──▶ registered ──4/5 of its time──▶ asking          challenged: once more with the answer
//      └──refused, unheard──▶ waiting 30 s ──▶ asking
//   any ──remove──▶ asking with expires=0 ──▶ gone

import { type Instant, randomHex } from "@tellerline/base";
import { DigestClient } from "../auth/digest-client.ts";
import { Headers } from "../message/headers.ts";
import { noBody, type SipRequest, type SipResponse } from "../message/message.ts";
import { parseNameAddrs } from "../message/name-addr.ts";
import { formatHost } from "../message/uri.ts";
import type { Alarm } from "./alarms.ts";
import { type EndpointCore, finish, newTag } from "./endpoint-core.ts";
import { transportOf } from "./flow.ts";
import type { SipCommand } from "./protocol.ts";

const retryMs = 30_000;
const defaultExpiresSeconds = 600;

export class Registration {
  readonly #core: EndpointCore;
  readonly #command: SipCommand & { type: "register" };
  readonly #digest: DigestClient;
  readonly #callId: string;
  readonly #tag: string;
  #cseq = 0;
  #next: Alarm | undefined;
  #removing = false;

  constructor(core: EndpointCore, command: SipCommand & { type: "register" }) {
    this.#core = core;
    this.#command = command;
    this.#digest = new DigestClient(command.credentials, core.random);
    this.#callId = randomHex(core.random, 32);
    this.#tag = newTag(core);
  }

  start(now: Instant): void {
    this.#ask(now, false);
  }

  remove(now: Instant): void {
    this.#core.alarms.clear(this.#next);
    this.#removing = true;
    this.#ask(now, false);
  }

  #ask(now: Instant, tried: boolean, challenge?: SipResponse): void {
    const request = this.#request();
    if (challenge !== undefined && !this.#digest.answer(challenge, request, tried)) {
      this.#failed(challenge.status, now);
      return;
    }
    const removing = this.#removing;
    const user = {
      onResponse: (response: SipResponse, _flow: unknown, at: Instant) => {
        if (response.status < 200 || removing !== this.#removing) return;
        if (response.status === 401 || response.status === 407) this.#ask(at, challenge !== undefined, response);
        else if (response.status < 300) this.#accepted(response, at);
        else this.#failed(response.status, at);
      },
      onFailure: (_why: unknown, at: Instant) => {
        if (removing === this.#removing) this.#failed(408, at);
      },
    };
    this.#core.transactions.request(request, { target: this.#command.target }, user, now);
  }

  #accepted(response: SipResponse, now: Instant): void {
    const { registrationId } = this.#command;
    if (this.#removing) {
      this.#core.emit({ type: "registration", registrationId, state: "ended", status: response.status });
      return;
    }
    const own = parseNameAddrs(response.headers.all("contact"))?.find((one) => one.uri === this.#contact());
    const seconds = Number(own?.params.get("expires") ?? this.#command.expiresSeconds ?? defaultExpiresSeconds);
    this.#next = this.#core.alarms.set(now + Math.max(1, seconds) * 800, (at) => this.#ask(at, false));
    this.#core.emit({ type: "registration", registrationId, state: "registered", status: response.status });
  }

  #failed(status: number, now: Instant): void {
    const state = this.#removing ? "ended" : "refused";
    this.#core.emit({ type: "registration", registrationId: this.#command.registrationId, state, status });
    if (!this.#removing) this.#next = this.#core.alarms.set(now + retryMs, (at) => this.#ask(at, false));
  }

  #contact(): string {
    const destination = { target: this.#command.target };
    const { host, port } = this.#core.localAddress(destination);
    const transport = transportOf(destination);
    const suffix = transport === "udp" ? "" : `;transport=${transport}`;
    return `sip:${this.#command.contactUser}@${formatHost(host)}:${port}${suffix}`;
  }

  #request(): SipRequest {
    const { aor, target, expiresSeconds = defaultExpiresSeconds } = this.#command;
    const expires = this.#removing ? 0 : expiresSeconds;
    this.#cseq += 1;
    const headers = new Headers()
      .add("max-forwards", "70")
      .add("from", `<${aor}>;tag=${this.#tag}`)
      .add("to", `<${aor}>`)
      .add("call-id", this.#callId)
      .add("cseq", `${this.#cseq} REGISTER`)
      .add("contact", `<${this.#contact()}>;expires=${expires}`);
    finish(this.#core, headers, {});
    return { kind: "request", method: "REGISTER", uri: `sip:${formatHost(target.host)}`, headers, body: noBody };
  }
}
