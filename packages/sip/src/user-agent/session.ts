// A confirmed call (RFC 3261 §12, §14, §15): everything that happens inside its dialog, the same for both directions.
//
//   ready ──reinvite──▶ offering ──2xx/refusal──▶ ready          491: again after a random while (§14.1)
//   ready ◀──answered── considering ◀──re-INVITE/UPDATE── peer
//   any ──hangup──▶ closing (BYE, at once or when our 2xx is acknowledged) ──▶ closed

import { type Instant, randomInteger } from "@tellerline/base";
import { DigestClient } from "../auth/digest-client.ts";
import { contactOf, type Dialog } from "../dialog/dialog.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { isSipUri, parseUri } from "../message/uri.ts";
import type { ClientHandle, ServerHandle } from "../transaction/transaction-layer.ts";
import type { Alarm } from "./alarms.ts";
import {
  contactFor,
  type EndpointCore,
  finish,
  formatReason,
  isBoundTo,
  offeredExtensions,
  putBody,
  respond,
  targetOf,
  withBody,
  withReason,
} from "./endpoint-core.ts";
import { type Destination, type Flow, isReliable } from "./flow.ts";
import type { Body, DialogTicket, DigestCredentials, ExtraHeader, HangupReason, SipEvent } from "./protocol.ts";
import { SessionTimer, sessionSeconds } from "./session-timer.ts";
import { TransferDialogue } from "./transfer-dialogue.ts";
import { TwoHundred } from "./two-hundred.ts";

const reinviteLimitMs = 90_000;

export interface SessionOptions {
  legId: string;
  dialog: Dialog;
  flow: Flow;
  /** Whether we placed the call: we then choose the glare interval of §14.1 for owners. */
  weCalled: boolean;
  /** Set where the peer is a phone of ours: requests go along its flow whatever its Contact says. */
  aor?: string;
  credentials?: DigestCredentials;
}

export class Session {
  readonly legId: string;
  readonly dialog: Dialog;
  readonly transfer: TransferDialogue;
  readonly timer: SessionTimer;
  readonly #core: EndpointCore;
  readonly #weCalled: boolean;
  readonly #aor: string | undefined;
  readonly #digest: DigestClient | undefined;
  #flow: Flow;
  #flowLost = false;
  /** The leg said its last word; the dialog may still have things to finish. */
  #over = false;
  #closed = false;
  #awaitingAck: TwoHundred | undefined;
  /** A hang-up that waits for the ACK of our 2xx (§15). */
  #byeWhenAcked: { reason: HangupReason | undefined } | undefined;
  /** The re-INVITE or UPDATE of the peer that waits for `answerReinvite`. */
  #considered: ServerHandle | undefined;
  /** Requests of ours that wait for the ACK: before it the peer may not know the dialog yet. */
  #whenAcked: ((now: Instant) => void)[] = [];
  /** Our re-INVITE on its way, or waiting to be tried again. */
  #offering: { body: Body | undefined; retry?: Alarm } | undefined;
  #reinviteLimit: Alarm | undefined;
  /** The 2xx to acknowledge with a body, and ACKs sent, to be repeated with the 2xx. */
  #offerToAcknowledge: number | undefined;
  readonly #acks = new Map<number, SipRequest>();

  constructor(core: EndpointCore, options: SessionOptions) {
    this.#core = core;
    this.legId = options.legId;
    this.dialog = options.dialog;
    this.#flow = options.flow;
    this.#weCalled = options.weCalled;
    this.#aor = options.aor;
    this.#digest = options.credentials && new DigestClient(options.credentials, core.random);
    this.transfer = new TransferDialogue(core, this);
    this.timer = new SessionTimer(core.alarms, (at) => {
      this.#end({ type: "ended", legId: this.legId, by: "timeout", status: 408 }, at, true);
    });
    core.sessionOpened(this);
  }

  get over(): boolean {
    return this.#over;
  }

  get connectionId(): string | undefined {
    return this.#flow.connectionId;
  }

  /** What a later run of ours needs to end this call. */
  get ticket(): DialogTicket {
    return { dialog: this.dialog.snapshot(), destination: this.#destination() };
  }

  say(event: SipEvent) {
    if (!this.#over) this.#core.emit(event);
  }

  // --- 2xx and ACK -------------------------------------------------------------------------------------------------

  /** Our 2xx to the INVITE or a re-INVITE went out. */
  sentTwoHundred(server: ServerHandle, response: SipResponse, now: Instant) {
    this.#awaitingAck?.stop();
    this.#awaitingAck = new TwoHundred(this.#core, server, response, now, (at) => {
      this.#awaitingAck = undefined;
      if (this.#byeWhenAcked !== undefined) this.#bye(this.#byeWhenAcked.reason, at);
      else this.#end({ type: "ended", legId: this.legId, by: "timeout", status: 408 }, at, true);
    });
  }

  /** An ACK of this dialog. */
  receiveAck(ack: SipRequest, cseq: number, flow: Flow, now: Instant) {
    if (this.#awaitingAck?.cseq !== cseq) return;
    this.#awaitingAck.stop();
    this.#awaitingAck = undefined;
    this.#followPeer(flow);
    if (this.#byeWhenAcked !== undefined) this.#bye(this.#byeWhenAcked.reason, now);
    else this.say({ type: "acknowledged", legId: this.legId, ...withBody(ack) });
    for (const send of this.#whenAcked.splice(0)) send(now);
  }

  /** A 2xx to our INVITE or re-INVITE came, perhaps again. @param answer whether the ACK goes out now. */
  acknowledgeTwoHundred(cseq: number, answer: boolean) {
    const known = this.#acks.get(cseq);
    if (known !== undefined) this.#core.sendDirect(known, this.#destination());
    else if (answer || this.#over) this.#ack(cseq, undefined);
    else this.#offerToAcknowledge = cseq;
  }

  /** The answer to an offer that came in a 2xx. */
  acknowledge(body: Body) {
    if (this.#offerToAcknowledge === undefined) return;
    this.#ack(this.#offerToAcknowledge, body);
    this.#offerToAcknowledge = undefined;
  }

  #ack(cseq: number, body: Body | undefined) {
    const destination = this.#destination();
    const ack = this.dialog.requestWith("ACK", cseq);
    ack.headers.prepend("via", this.#core.transactions.via(destination));
    finish(this.#core, ack.headers, {});
    putBody(ack, body);
    this.#acks.clear();
    this.#acks.set(cseq, ack);
    this.#core.sendDirect(ack, destination);
  }

  // --- Ending ------------------------------------------------------------------------------------------------------

  hangup(reason: HangupReason | undefined, now: Instant) {
    if (this.#over) return;
    this.#end({ type: "ended", legId: this.legId, by: "local", ...(reason && { reason }) }, now, true, reason);
  }

  /** Ends a dialog that never became a leg: the second of two forks, or an answer after the CANCEL. */
  dismiss(now: Instant) {
    if (this.#over) return;
    this.#over = true;
    this.#bye(undefined, now);
  }

  /** Ends the leg for good; with `bye` the peer is told. */
  #end(event: SipEvent & { type: "ended" }, now: Instant, bye: boolean, reason?: HangupReason) {
    if (this.#over) return;
    this.say(event);
    this.#over = true;
    this.#core.alarms.clear(this.#offering?.retry);
    this.transfer.close();
    this.timer.stop();
    if (this.#considered !== undefined)
      respond(this.#core, this.#considered, 487, now, { toTag: this.dialog.localTag });
    this.#considered = undefined;
    this.#core.legEnded(this.legId);
    if (!bye) return this.#close();
    // An offer that waits for our answer is acknowledged without one: the BYE follows anyway.
    if (this.#offerToAcknowledge !== undefined) this.#ack(this.#offerToAcknowledge, undefined);
    if (this.#awaitingAck === undefined) this.#bye(reason, now);
    else this.#byeWhenAcked = { reason };
  }

  #bye(reason: HangupReason | undefined, now: Instant) {
    this.#byeWhenAcked = undefined;
    const bye = this.dialog.request("BYE");
    if (reason !== undefined) bye.headers.add("reason", formatReason(reason));
    this.#request(bye, now, () => this.#close());
  }

  #close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#awaitingAck?.stop();
    this.#core.sessionClosed(this);
  }

  // --- Requests of ours --------------------------------------------------------------------------------------------

  reinvite(body: Body | undefined, now: Instant) {
    if (this.#over) return;
    if (this.#offering !== undefined || this.#considered !== undefined) {
      this.say({ type: "reinviteRejected", legId: this.legId, status: 491 });
      return;
    }
    this.#offering = { body };
    this.#offer(now);
  }

  #offer(now: Instant) {
    if (this.#offering === undefined) return;
    const { body } = this.#offering;
    const request = this.dialog.request("INVITE");
    putBody(request, body);
    const cseq = Number.parseInt(request.headers.get("cseq") ?? "", 10);
    this.#request(request, now, (response, at) => this.#offered(response, cseq, at), contactFor);
  }

  #offered(response: SipResponse | "timeout" | "transport", cseq: number, now: Instant) {
    if (typeof response === "string") {
      this.#offering = undefined;
      this.#end({ type: "ended", legId: this.legId, by: response, status: 408 }, now, true);
      return;
    }
    if (response.status < 200) return;
    const offering = this.#offering;
    if (response.status < 300) {
      this.#core.alarms.clear(this.#reinviteLimit);
      const first = !this.#acks.has(cseq) && this.#offerToAcknowledge !== cseq;
      this.dialog.refreshTarget(response.headers);
      // A 2xx without an interval ends the timer (RFC 4028 §7.2).
      if (sessionSeconds(response.headers) === undefined) this.timer.stop();
      this.acknowledgeTwoHundred(cseq, offering?.body !== undefined || !first);
      if (!first || offering === undefined) return;
      this.#offering = undefined;
      this.say({ type: "reinviteAnswered", legId: this.legId, ...withBody(response) });
      return;
    }
    this.#core.alarms.clear(this.#reinviteLimit);
    if (offering === undefined) return;
    if (response.status === 491 && !this.#over) {
      // §14.1, in units of 10 ms.
      const waitMs = this.#weCalled
        ? 2_100 + 10 * randomInteger(this.#core.random, 191)
        : 10 * randomInteger(this.#core.random, 201);
      offering.retry = this.#core.alarms.set(now + waitMs, (at) => this.#offer(at));
      return;
    }
    this.#offering = undefined;
    this.say({ type: "reinviteRejected", legId: this.legId, status: response.status });
    this.#endIfGone(response.status, now);
  }

  info(body: Body, now: Instant) {
    if (this.#over) return;
    const request = this.dialog.request("INFO");
    putBody(request, body);
    this.#request(request, now, (response, at) => {
      if (typeof response === "string")
        this.#end({ type: "ended", legId: this.legId, by: response, status: 408 }, at, true);
      else this.#endIfGone(response.status, at);
    });
  }

  /** Sends a request of the dialog; used by the transfer dialogue too. */
  send(
    request: SipRequest,
    now: Instant,
    then: (response: SipResponse | "timeout" | "transport", now: Instant) => void,
  ) {
    this.#request(request, now, then, contactFor);
  }

  /** §12.2.1.2: 481 and 408 to a request end the whole dialog. */
  #endIfGone(status: number, now: Instant) {
    if (status === 481 || status === 408)
      this.#end({ type: "ended", legId: this.legId, by: "remote", status }, now, true);
  }

  #request(
    request: SipRequest,
    now: Instant,
    then: (response: SipResponse | "timeout" | "transport", now: Instant) => void,
    contact?: typeof contactFor,
    tried = false,
  ) {
    if (this.#awaitingAck !== undefined && request.method !== "BYE") {
      this.#whenAcked.push((at) => this.#request(request, at, then, contact, tried));
      return;
    }
    if (this.#over && request.method !== "BYE") return;
    const destination = this.#destination();
    finish(
      this.#core,
      request.headers,
      contact === undefined ? {} : { contact: contact(this.#core, this.legId, destination) },
    );
    if (request.method === "INVITE") request.headers.set("supported", offeredExtensions);
    const user = {
      onResponse: (response: SipResponse, _flow: Flow, at: Instant) => {
        const challenged = response.status === 401 || response.status === 407;
        if (challenged && this.#digest !== undefined) {
          const again = this.dialog.request(request.method);
          again.body = request.body;
          for (const [name, value] of request.headers)
            if (!again.headers.has(name) && name !== "via") again.headers.add(name, value);
          if (this.#digest.answer(response, again, tried)) {
            if (request.method === "INVITE") then = this.#renumbered(again, then);
            this.#request(again, at, then, contact, true);
            return;
          }
        }
        if (response.status >= 200 || request.method === "INVITE") then(response, at);
      },
      onFailure: (why: "timeout" | "transport", at: Instant) => then(why, at),
    };
    const handle = this.#core.transactions.request(request, destination, user, now);
    if (request.method === "INVITE") this.#limitReinvite(handle, now);
  }

  /** A re-INVITE that is never answered for good would be waited for for ever: an INVITE has no time-out once heard. */
  #limitReinvite(handle: ClientHandle, now: Instant) {
    this.#reinviteLimit = this.#core.alarms.set(now + reinviteLimitMs, (at) => {
      this.#core.transactions.abandon(handle, at);
      if (this.#offering === undefined) return;
      this.#offering = undefined;
      this.say({ type: "reinviteRejected", legId: this.legId, status: 408 });
    });
  }

  /** The repetition of a challenged re-INVITE has another number, and so has its ACK. */
  #renumbered(
    again: SipRequest,
    then: (response: SipResponse | "timeout" | "transport", now: Instant) => void,
  ): typeof then {
    const cseq = Number.parseInt(again.headers.get("cseq") ?? "", 10);
    return this.#offering === undefined ? then : (response, at) => this.#offered(response, cseq, at);
  }

  // --- Requests of the peer ----------------------------------------------------------------------------------------

  receive(server: ServerHandle, now: Instant) {
    const { request, essentials, flow } = server;
    if (!this.dialog.accepts(essentials.cseq)) return this.#reply(server, 500, now);
    this.#followPeer(flow);
    if (this.#over && request.method !== "BYE") return this.#reply(server, 481, now);
    switch (request.method) {
      case "BYE":
        this.#reply(server, 200, now);
        if (!this.#over)
          this.#end({ type: "ended", legId: this.legId, by: "remote", ...withReason(request.headers) }, now, false);
        return;
      case "INVITE":
      case "UPDATE":
        return this.#consider(server, now);
      case "INFO": {
        this.#reply(server, 200, now);
        const contentType = request.headers.get("content-type") ?? "";
        this.say({ type: "info", legId: this.legId, contentType, bytes: request.body });
        return;
      }
      case "OPTIONS":
        return this.#reply(server, 200, now);
      case "REFER":
        return this.transfer.requested(server, now);
      case "NOTIFY":
        return this.transfer.notified(server, now);
      default:
        return this.#reply(server, 405, now);
    }
  }

  #consider(server: ServerHandle, now: Instant) {
    const { request } = server;
    const isInvite = request.method === "INVITE";
    if (isInvite) respond(this.#core, server, 100, now);
    // §14.2: theirs while ours is open is glare; a second of theirs while one is open is their mistake.
    if (this.#considered !== undefined || this.#awaitingAck !== undefined) {
      respond(this.#core, server, 500, now, {
        toTag: this.dialog.localTag,
        headers: [{ name: "retry-after", value: String(randomInteger(this.#core.random, 11)) }],
      });
      return;
    }
    if (this.#offering !== undefined && this.#offering.retry === undefined) return this.#reply(server, 491, now);
    if (isInvite && contactOf(request.headers) === undefined && request.headers.has("contact"))
      return this.#reply(server, 400, now);
    this.dialog.refreshTarget(request.headers);
    // An UPDATE without a body only refreshes.
    if (!isInvite && request.body.length === 0) {
      const headers = this.timer.refresh(request.headers, now);
      return this.#reply(server, 200, now, headers);
    }
    this.#considered = server;
    this.say({ type: "reinviteOffered", legId: this.legId, ...withBody(request) });
  }

  /** Answers what `reinviteOffered` asked. */
  answerReinvite(body: Body | undefined, status: number | undefined, now: Instant) {
    const server = this.#considered;
    if (server === undefined || this.#over) return;
    this.#considered = undefined;
    if (status !== undefined && status >= 300) return this.#reply(server, status, now);
    const contact = contactFor(this.#core, this.legId, { flow: server.flow });
    const headers = this.timer.refresh(server.request.headers, now);
    const response = respond(this.#core, server, 200, now, { toTag: this.dialog.localTag, contact, body, headers });
    if (server.request.method === "INVITE") this.sentTwoHundred(server, response, now);
  }

  /** The peer took its open re-INVITE back. */
  cancelReinvite(server: ServerHandle, now: Instant) {
    if (this.#considered !== server) return;
    this.#considered = undefined;
    this.#reply(server, 487, now);
    this.say({ type: "reinviteWithdrawn", legId: this.legId });
  }

  #reply(server: ServerHandle, status: number, now: Instant, headers?: readonly ExtraHeader[]) {
    const contact =
      server.request.method === "BYE" ? {} : { contact: contactFor(this.#core, this.legId, { flow: server.flow }) };
    respond(this.#core, server, status, now, { toTag: this.dialog.localTag, ...contact, headers });
  }

  // --- Where the peer is -------------------------------------------------------------------------------------------

  connectionClosed(connectionId: string) {
    if (this.#flow.connectionId !== connectionId || this.#flowLost) return;
    this.#flowLost = true;
    this.say({ type: "dialogLost", legId: this.legId });
  }

  #followPeer(flow: Flow) {
    if (isReliable(flow.transport) && flow.connectionId === this.#flow.connectionId) return;
    const wasLost = this.#flowLost;
    this.#flow = flow;
    this.#flowLost = false;
    if (wasLost) this.say({ type: "dialogRegained", legId: this.legId, flow });
  }

  /** Along the connection while it lives; phones of ours along their flow; others to route or Contact (§12.2.1.1). */
  #destination(): Destination {
    const flow = this.#liveFlow();
    const next = targetOf(this.dialog.nextHop(), flow?.transport ?? this.#flow.transport);
    if (flow === undefined) return next ?? { flow: this.#flow };
    if (isBoundTo(flow) || next === undefined || this.#aor !== undefined) return { flow };
    if (isReliable(flow.transport) && (this.dialog.routeSet.length === 0 || sameHost(this.dialog.nextHop(), flow)))
      return { flow };
    return next;
  }

  #liveFlow(): Flow | undefined {
    if (!this.#flowLost) return this.#flow;
    if (this.#aor === undefined) return undefined;
    const bindings = this.#core.registrar.bindings(this.#aor);
    return (bindings.find((one) => one.contact === this.dialog.remoteTarget) ?? bindings[0])?.flow;
  }
}

function sameHost(uriText: string, flow: Flow): boolean {
  const uri = parseUri(uriText);
  return isSipUri(uri) && uri.host === flow.remoteAddress;
}
