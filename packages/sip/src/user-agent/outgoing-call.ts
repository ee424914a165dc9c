// A call of ours, up to its answer (RFC 3261 §13.2, §9.1).
//
//   calling ──1xx──▶ ringing ──2xx──▶ session
//      │                │ ──3-6xx, nothing──▶ over (rejected)
//      └──── hangup, ring time-out ──▶ over (ended); CANCEL goes out once a 1xx is there, a late 2xx gets ACK and BYE

import { type Instant, randomHex } from "@tellerline/base";
import { DigestClient } from "../auth/digest-client.ts";
import { Dialog } from "../dialog/dialog.ts";
import { Headers } from "../message/headers.ts";
import { noBody, type SipRequest, type SipResponse } from "../message/message.ts";
import { formatNameAddr, parseNameAddr } from "../message/name-addr.ts";
import type { ClientHandle } from "../transaction/transaction-layer.ts";
import type { Alarm } from "./alarms.ts";
import {
  allowedMethods,
  contactFor,
  type EndpointCore,
  finish,
  formatReason,
  headerList,
  newTag,
  offeredExtensions,
  putBody,
  withBody,
} from "./endpoint-core.ts";
import type { Destination, Flow } from "./flow.ts";
import type { ExtraHeader, HangupReason, SipCommand, SipEvent } from "./protocol.ts";
import { Session } from "./session.ts";

type InviteCommand = SipCommand & { type: "invite" };

const defaultRingTimeoutMs = 180_000;

/** What asks a phone to pick up by itself; phones differ in which they know. */
const autoAnswerHeaders: readonly ExtraHeader[] = [
  { name: "call-info", value: "<sip:auto>;answer-after=0" },
  { name: "alert-info", value: "<http://localhost>;info=alert-autoanswer" },
  { name: "answer-mode", value: "Auto" },
];

export class OutgoingLeg {
  readonly legId: string;
  session: Session | undefined;
  readonly callId: string;
  readonly #core: EndpointCore;
  readonly #command: InviteCommand;
  readonly #destination: Destination;
  readonly #requestUri: string;
  readonly localTag: string;
  readonly #digest: DigestClient | undefined;
  #handle: ClientHandle | undefined;
  #cseq = 0;
  #authTries = 0;
  #ringing = false;
  #final = false;
  #over = false;
  /** The CANCEL waits for a first 1xx. */
  #cancelWhenHeard: { reason: HangupReason | undefined } | undefined;
  #ringAlarm: Alarm | undefined;
  /** Dialogs of forks that answered second: acknowledged and ended. */
  readonly #forks = new Map<string, Session>();

  constructor(core: EndpointCore, command: InviteCommand, destination: Destination, requestUri: string) {
    this.#core = core;
    this.#command = command;
    this.legId = command.legId;
    this.#destination = destination;
    this.#requestUri = requestUri;
    this.callId = randomHex(core.random, 32);
    this.localTag = newTag(core);
    this.#digest = command.credentials && new DigestClient(command.credentials, core.random);
  }

  start(now: Instant) {
    const timeoutMs = this.#command.ringTimeoutMs ?? defaultRingTimeoutMs;
    this.#ringAlarm = this.#core.alarms.set(now + timeoutMs, (at) => this.#giveUp("timeout", undefined, at));
    this.#send(this.#invite(), now);
  }

  handle(command: SipCommand & { legId: string }, now: Instant) {
    if (command.type === "hangup" || command.type === "cancel") this.#giveUp("local", command.reason, now);
  }

  #invite(): SipRequest {
    const command = this.#command;
    this.#cseq += 1;
    const from = formatNameAddr({
      uri: command.from,
      params: new Map([["tag", this.localTag]]),
      ...(command.callerName !== undefined && { displayName: command.callerName }),
    });
    const headers = new Headers()
      .add("max-forwards", "70")
      .add("from", from)
      .add("to", `<${command.to}>`)
      .add("call-id", this.callId)
      .add("cseq", `${this.#cseq} INVITE`)
      .add("allow", allowedMethods)
      .add("supported", offeredExtensions);
    const extra = [...(command.headers ?? []), ...(command.autoAnswer === true ? autoAnswerHeaders : [])];
    finish(this.#core, headers, { contact: contactFor(this.#core, this.legId, this.#destination), headers: extra });
    const request: SipRequest = { kind: "request", method: "INVITE", uri: this.#requestUri, headers, body: noBody };
    putBody(request, command.body);
    return request;
  }

  #send(request: SipRequest, now: Instant) {
    const user = {
      onResponse: (response: SipResponse, flow: Flow, at: Instant) => this.#receive(request, response, flow, at),
      onFailure: (why: "timeout" | "transport") => {
        const status = why === "timeout" ? 408 : 503;
        this.#refused({ status, reason: why === "timeout" ? "no answer" : "not reachable", headers: [] });
      },
    };
    this.#handle = this.#core.transactions.request(request, this.#destination, user, now);
  }

  #receive(request: SipRequest, response: SipResponse, flow: Flow, now: Instant) {
    if (response.status < 200) return this.#progress(response, now);
    if (response.status < 300) return this.#accepted(request, response, flow, now);
    if (this.#over || this.#final) return;
    if ((response.status === 401 || response.status === 407) && this.#digest !== undefined) {
      const again = this.#invite();
      // Twice at most: the second time only for a stale nonce.
      if (this.#authTries < 2 && this.#digest.answer(response, again, this.#authTries > 0)) {
        this.#authTries += 1;
        this.#ringing = false;
        this.#send(again, now);
        return;
      }
    }
    this.#refused({ status: response.status, reason: response.reason, headers: headerList(response.headers) });
  }

  #progress(response: SipResponse, now: Instant) {
    const first = !this.#ringing;
    this.#ringing = true;
    if (this.#cancelWhenHeard !== undefined) {
      if (first) this.#cancel(this.#cancelWhenHeard.reason, now);
      return;
    }
    if (response.status > 100 && !this.#over && this.session === undefined)
      this.#core.emit({ type: "progress", legId: this.legId, status: response.status, ...withBody(response) });
  }

  #accepted(request: SipRequest, response: SipResponse, flow: Flow, now: Instant) {
    this.#final = true;
    const cseq = Number.parseInt(request.headers.get("cseq") ?? "", 10);
    const tag = parseNameAddr(response.headers.get("to") ?? "")?.params.get("tag") ?? "";
    if (this.session?.dialog.remoteTag === tag)
      return this.session.acknowledgeTwoHundred(cseq, this.#command.body !== undefined);
    const known = this.#forks.get(tag);
    if (known !== undefined) return known.acknowledgeTwoHundred(cseq, true);
    const session = this.#open(request, response, flow);
    if (this.#over || this.session !== undefined) {
      // Too late (§9.1, §13.2.2.4): acknowledged, and ended at once without a word.
      this.#forks.set(tag, session);
      session.acknowledgeTwoHundred(cseq, true);
      session.dismiss(now);
      return;
    }
    this.session = session;
    this.#core.alarms.clear(this.#ringAlarm);
    session.acknowledgeTwoHundred(cseq, this.#command.body !== undefined);
    const headers = headerList(response.headers);
    this.#core.emit({ type: "answered", legId: this.legId, headers, ...withBody(response) });
  }

  #open(request: SipRequest, response: SipResponse, flow: Flow): Session {
    const { target, credentials } = this.#command;
    return new Session(this.#core, {
      legId: this.legId,
      dialog: Dialog.ofClient(request, response, this.localTag),
      flow,
      weCalled: true,
      ...("aor" in target && { aor: target.aor }),
      ...(credentials !== undefined && { credentials }),
    });
  }

  #refused(answer: { status: number; reason: string; headers: readonly ExtraHeader[] }) {
    this.#final = true;
    if (this.#over || this.session !== undefined) return;
    this.#finish({ type: "rejected", legId: this.legId, ...answer });
  }

  #giveUp(by: "local" | "timeout", reason: HangupReason | undefined, now: Instant) {
    if (this.#over || this.session !== undefined) return;
    this.#finish({
      ...{ type: "ended", legId: this.legId, by, status: by === "timeout" ? 408 : 487 },
      ...(reason && { reason }),
    });
    if (this.#final) return;
    // §9.1: no CANCEL before the peer was heard.
    if (this.#ringing) this.#cancel(reason, now);
    else this.#cancelWhenHeard = { reason };
  }

  #cancel(reason: HangupReason | undefined, now: Instant) {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#core.transactions.cancel(handle, reason && formatReason(reason), now);
    // A peer that answers the CANCEL but not the INVITE is waited for no longer than this (§9.1).
    this.#core.alarms.set(now + 64 * this.#core.timers.t1Ms, (at) => {
      if (!this.#final) this.#core.transactions.abandon(handle, at);
    });
  }

  #finish(event: SipEvent) {
    this.#over = true;
    this.#core.alarms.clear(this.#ringAlarm);
    this.#core.emit(event);
    this.#core.legEnded(this.legId);
  }
}
