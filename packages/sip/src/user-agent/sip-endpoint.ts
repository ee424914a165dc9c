// The whole SIP side of a process as one machine: transactions, dialogs, registrar, calls (README.md shows it at work).
//
//   received ─▶ guard ─▶ parser ─▶ transactions ─▶ dialog (session) ─▶ events
//                                      └─▶ gate ─▶ REGISTER, OPTIONS, new call
//   commands ─▶ legs ─▶ transactions ─▶ send

import { assert, type Instant, type Machine, newId, type Random, type Timeout } from "@tellerline/base";
import { hash } from "../auth/digest.ts";
import { contactOf, dialogId } from "../dialog/dialog.ts";
import { Headers } from "../message/headers.ts";
import {
  type Essentials,
  noBody,
  responseTo,
  type SipMessage,
  type SipRequest,
  serialize,
} from "../message/message.ts";
import { parseNameAddr } from "../message/name-addr.ts";
import { parseMessage } from "../message/parser.ts";
import { peek } from "../message/peek.ts";
import { topVia } from "../message/via.ts";
import { type BindingChange, Registrar } from "../registrar/registrar.ts";
import { standardTimers, type TransactionTimers } from "../transaction/timers.ts";
import { replyFlow, TransactionLayer } from "../transaction/transaction-layer.ts";
import { Alarms } from "./alarms.ts";
import { allowedMethods, type DialogUsage, type EndpointCore, headerList, respond, withBody } from "./endpoint-core.ts";
import {
  defaultLimits,
  defaultRegistrarOptions,
  type EndpointLimits,
  type EndpointOptions,
} from "./endpoint-options.ts";
import { farewell } from "./farewell.ts";
import { type Destination, type Flow, isReliable, type LocalAddress, remoteHostOf, transportOf } from "./flow.ts";
import { IncomingLeg } from "./incoming-call.ts";
import { OutgoingLeg } from "./outgoing-call.ts";
import type {
  Binding,
  DialogTicket,
  ExtraHeader,
  SipCommand,
  SipEvent,
  SipInput,
  SipOutput,
  Trust,
} from "./protocol.ts";
import { Registration } from "./registration.ts";
import { checkRequest, noteSource, RequestGate } from "./request-gate.ts";
import { SourceGuard } from "./source-guard.ts";
import { redact } from "./trace.ts";
import { legReplacedBy } from "./transfer-dialogue.ts";

type Leg = IncomingLeg | OutgoingLeg;

export class SipEndpoint implements Machine<SipInput, SipOutput>, EndpointCore {
  readonly random: Random;
  readonly timers: TransactionTimers;
  readonly transactions: TransactionLayer;
  readonly alarms = new Alarms();
  readonly registrar: Registrar;
  readonly userAgent: string;
  readonly #options: EndpointOptions;
  readonly #limits: EndpointLimits;
  readonly #guard: SourceGuard;
  readonly #gate: RequestGate;
  readonly #legs = new Map<string, Leg>();
  readonly #sessions = new Map<string, DialogUsage>();
  /** For traces, and to find the call a CANCEL or an early BYE means. */
  readonly #legIdByCallId = new Map<string, string>();
  readonly #legsBySource = new Map<string, number>();
  /** §8.2.2.2: INVITEs being dealt with, by From-tag, Call-ID and CSeq. */
  readonly #merging = new Set<string>();
  readonly #registrations = new Map<string, Registration>();
  #draining = false;
  #overloaded = false;
  #ready: boolean;
  #now: Instant = 0;
  #outputs: SipOutput[] = [];

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#ready = options.ready ?? true;
    this.random = options.random;
    this.timers = { ...standardTimers, ...options.timers };
    this.userAgent = options.userAgent ?? "Tellerline";
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#guard = new SourceGuard(this.#limits);
    this.registrar = new Registrar({ ...defaultRegistrarOptions, ...options.registrar }, this.#limits);
    this.#gate = new RequestGate(options, this.registrar);
    this.transactions = new TransactionLayer(this.timers, this.random, {
      send: (message, destination, sendId) => this.#send(message, destination, sendId),
      localAddress: (destination) => this.localAddress(destination),
    });
  }

  /** What is registered for an address of record, the binding to prefer first. */
  bindings(aor: string): Binding[] {
    return this.registrar.bindings(aor);
  }

  /** What a later run needs to end this call; undefined while it is not confirmed. */
  ticket(legId: string): DialogTicket | undefined {
    const session = this.#legs.get(legId)?.session;
    return session === undefined || session.over ? undefined : session.ticket;
  }

  /** What is open, for metrics and for tests that nothing is left behind. */
  get sizes(): { legs: number; dialogs: number; transactions: number } {
    return { legs: this.#legs.size, dialogs: this.#sessions.size, transactions: this.transactions.size };
  }

  nextTimeout(): Instant | undefined {
    const times = [this.transactions.nextTimeout(), this.alarms.next(), this.registrar.nextTimeout()];
    return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a));
  }

  handle(input: SipInput | Timeout, now: Instant): SipOutput[] {
    this.#now = now;
    this.#outputs = [];
    this.#dispatch(input, now);
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #dispatch(input: SipInput | Timeout, now: Instant) {
    switch (input.type) {
      case "timeout":
        this.transactions.timeout(now);
        this.alarms.timeout(now);
        return this.#tellBindings(this.registrar.timeout(now));
      case "received":
        return this.#receive(input.bytes, input.flow, now);
      case "sendFailed":
        return this.transactions.sendFailed(input.sendId, now);
      case "connectionClosed":
        this.#tellBindings(this.registrar.connectionClosed(input.connectionId));
        this.transactions.connectionClosed(input.connectionId, now);
        for (const session of [...this.#sessions.values()]) session.connectionClosed(input.connectionId);
        return;
      default:
        return this.#command(input, now);
    }
  }

  // --- Commands ----------------------------------------------------------------------------------------------------

  #command(command: SipCommand, now: Instant) {
    switch (command.type) {
      case "invite":
        return this.#invite(command, now);
      case "options":
        return this.#probe(command, now);
      case "setDraining":
        this.#draining = command.draining;
        return;
      case "setReady":
        this.#ready = command.ready;
        return;
      case "setOverloaded":
        this.#overloaded = command.overloaded;
        return;
      case "removeBindings":
        return this.#tellBindings(this.registrar.remove(command.aor, command.contact));
      case "restoreBinding":
        return this.#tellBindings(this.registrar.restore(command.binding, now));
      case "register": {
        const registration = new Registration(this, command);
        this.#registrations.get(command.registrationId)?.remove(now);
        this.#registrations.set(command.registrationId, registration);
        return registration.start(now);
      }
      case "unregister":
        this.#registrations.get(command.registrationId)?.remove(now);
        this.#registrations.delete(command.registrationId);
        return;
      case "farewell":
        return farewell(this, command.ticket, command.reason, now);
      default:
        return this.#legCommand(command, now);
    }
  }

  #legCommand(command: SipCommand & { legId: string }, now: Instant) {
    // A leg that is not there any more has said so already; the command crossed it.
    const leg = this.#legs.get(command.legId);
    const session = leg?.session;
    if (leg === undefined) return;
    if (session === undefined) return leg.handle(command, now);
    switch (command.type) {
      case "hangup":
      case "cancel":
      case "reject": {
        const reason = command.type === "reject" ? undefined : command.reason;
        return session.hangup(reason, now);
      }
      case "acknowledge":
        return session.acknowledge(command.body);
      case "reinvite":
        return session.reinvite(command.body, now);
      case "answerReinvite":
        return session.answerReinvite(command.body, command.status, now);
      case "info":
        return session.info(command.body, now);
      case "refer":
        return session.transfer.refer(command.referTo, command.referredBy, now);
      case "notifyRefer":
        return session.transfer.notify(command.status, command.reason, now);
      default:
        return;
    }
  }

  #invite(command: SipCommand & { type: "invite" }, now: Instant) {
    assert(!this.#legs.has(command.legId), "UA-15: a leg's id is used once");
    const { target } = command;
    let destination: Destination;
    let requestUri = command.requestUri;
    if ("aor" in target) {
      const bindings = this.registrar.bindings(target.aor);
      const binding =
        target.contact === undefined ? bindings[0] : bindings.find((one) => one.contact === target.contact);
      if (binding === undefined) {
        this.emit({ type: "rejected", legId: command.legId, status: 480, reason: "not registered", headers: [] });
        return;
      }
      destination = { flow: binding.flow };
      requestUri = binding.contact;
    } else destination = target;
    const leg = new OutgoingLeg(this, command, destination, requestUri);
    this.#legs.set(leg.legId, leg);
    this.#legIdByCallId.set(leg.callId, leg.legId);
    leg.start(now);
  }

  #probe(command: SipCommand & { type: "options" }, now: Instant) {
    const { probeId, target } = command;
    const { host, port } = this.localAddress({ target });
    const uri = `sip:${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`;
    const headers = new Headers()
      .add("max-forwards", "70")
      .add(
        "from",
        `<${command.from ?? `sip:probe@${host}:${port}`}>;tag=${hash("MD5", probeId + this.random.next()).slice(0, 16)}`,
      )
      .add("to", `<${uri}>`)
      .add("call-id", newId(now, this.random))
      .add("cseq", "1 OPTIONS")
      .add("accept", "application/sdp")
      .add("user-agent", this.userAgent);
    let told = false;
    const tell = (alive: boolean, status?: number) => {
      this.alarms.clear(alarm);
      if (!told) this.emit({ type: "optionsResult", probeId, alive, ...(status !== undefined && { status }) });
      told = true;
    };
    const alarm = this.alarms.set(now + (command.timeoutMs ?? 64 * this.timers.t1Ms), (at) => {
      tell(false);
      this.transactions.abandon(handle, at);
    });
    const user = {
      // Design of trunks: whatever answers is alive, unless it says that it cannot serve.
      onResponse: ({ status }: { status: number }) => {
        if (status >= 200) tell(status !== 408 && status !== 503, status);
      },
      onFailure: () => tell(false),
    };
    const request: SipRequest = { kind: "request", method: "OPTIONS", uri, headers, body: noBody };
    const handle = this.transactions.request(request, { target }, user, now);
  }

  // --- What comes in -----------------------------------------------------------------------------------------------

  #receive(bytes: Uint8Array, flow: Flow, now: Instant) {
    // Keep-alives of RFC 5626 and of phones: empty lines, or a few zero bytes.
    if (bytes.length <= 4) return;
    const trusted = this.#options.trunkByAddress(flow.remoteAddress, flow.remotePort) !== undefined;
    if (!trusted && !this.#guard.admits(flow.remoteAddress, now)) return;
    if (bytes.length > this.#limits.maxMessageBytes) return this.#offence(flow, "a message too large", now);
    const glance = peek(bytes);
    if (glance.method === undefined && !/^\s*\S+ .*SIP\/|^\s*SIP\//i.test(startOf(bytes)))
      return this.#offence(flow, "no SIP", now);
    const parsed = parseMessage(bytes);
    if (parsed.type === "malformed") {
      this.#offence(flow, parsed.reason, now);
      if (parsed.request !== undefined && parsed.status !== undefined) {
        noteSource(parsed.request, flow);
        this.#refuse(parsed.request, flow, parsed.status, [], parsed.reason);
      }
      return;
    }
    const { message, essentials } = parsed;
    if (this.#overloaded && message.kind === "request" && !glance.inDialog && message.method === "INVITE") {
      noteSource(message, flow);
      return this.#refuse(message, flow, 503, []);
    }
    this.#trace("in", bytes, essentials.callId, { flow }, now);
    if (message.kind === "response") this.transactions.receiveResponse(message, essentials, flow, now);
    else this.#receiveRequest(message, essentials, flow, now);
  }

  #receiveRequest(request: SipRequest, essentials: Essentials, flow: Flow, now: Instant) {
    noteSource(request, flow);
    if (this.transactions.receiveRequest(request, essentials, now).kind === "absorbed") return;
    const { callId, toTag = "", fromTag = "", cseq } = essentials;
    const session = toTag === "" ? undefined : this.#sessions.get(dialogId(callId, toTag, fromTag));
    if (request.method === "ACK") return session?.receiveAck(request, cseq, flow, now);
    if (request.method === "CANCEL") return this.#cancelled(request, essentials, flow, now);
    if (session !== undefined) return session.receive(this.transactions.serve(request, essentials, flow), now);
    if (toTag !== "") return this.#withoutSession(request, essentials, flow, now);
    // UA-38: over UDP the peer asks again by itself, and is served then.
    if (!this.#ready) return isReliable(flow.transport) ? this.#refuse(request, flow, 503, []) : undefined;
    const refusal = checkRequest(request);
    if (refusal !== undefined) return this.#refuse(request, flow, refusal.status, refusal.headers, refusal.reason);
    if (request.method === "OPTIONS") {
      const more = [
        { name: "allow", value: allowedMethods },
        { name: "accept", value: "application/sdp" },
      ];
      return this.#refuse(request, flow, this.#draining ? 503 : 200, more);
    }
    if (request.method === "REGISTER") return this.#register(request, essentials, flow, now);
    return this.#newCall(request, essentials, flow, now);
  }

  /** In a dialog that is not there, or not yet: a caller may say BYE before our answer (§15.1.1). */
  #withoutSession(request: SipRequest, essentials: Essentials, flow: Flow, now: Instant) {
    const leg = this.#legs.get(this.#legIdByCallId.get(essentials.callId) ?? "");
    const early = leg?.session === undefined && leg?.localTag === essentials.toTag;
    if (!early) return this.#refuse(request, flow, 481, []);
    const known = leg instanceof IncomingLeg && leg.server.essentials.fromTag === essentials.fromTag;
    if (request.method !== "BYE" || !known)
      return this.#refuse(request, flow, 500, [{ name: "retry-after", value: "1" }]);
    respond(this, this.transactions.serve(request, essentials, flow), 200, now, { toTag: leg.localTag });
    leg.withdrawn(request, now);
  }

  #cancelled(cancel: SipRequest, essentials: Essentials, flow: Flow, now: Instant) {
    const invite = this.transactions.inviteOf(cancel, essentials);
    if (invite === undefined) return this.#refuse(cancel, flow, 481, []);
    const leg = this.#legs.get(this.#legIdByCallId.get(essentials.callId) ?? "");
    const toTag = leg instanceof IncomingLeg ? { toTag: leg.localTag } : {};
    respond(this, this.transactions.serve(cancel, essentials, flow), 200, now, toTag);
    if (invite.answered) return;
    if (leg instanceof IncomingLeg && leg.server === invite) leg.withdrawn(cancel, now);
    else leg?.session?.cancelReinvite(invite, now);
  }

  #register(request: SipRequest, essentials: Essentials, flow: Flow, now: Instant) {
    const entitled = this.#gate.entitled(request, flow, now);
    if ("status" in entitled) {
      if (entitled.offence) this.#offence(flow, entitled.reason, now);
      return this.#refuse(request, flow, entitled.status, entitled.headers, entitled.reason);
    }
    const server = this.transactions.serve(request, essentials, flow);
    const answer = this.registrar.register(request, entitled.aor, flow, now);
    respond(this, server, answer.status, now, { headers: answer.headers.map(([name, value]) => ({ name, value })) });
    this.#tellBindings(answer.changes);
  }

  #newCall(request: SipRequest, essentials: Essentials, flow: Flow, now: Instant) {
    const mergeKey = `${essentials.fromTag ?? ""} ${essentials.callId} ${essentials.cseq}`;
    if (this.#merging.has(mergeKey)) return this.#refuse(request, flow, 482, []);
    if (this.#draining) return this.#refuse(request, flow, 503, []);
    const trust = this.#gate.caller(request, flow, now);
    if ("status" in trust) {
      if (trust.offence) this.#offence(flow, trust.reason, now);
      return this.#refuse(request, flow, trust.status, trust.headers, trust.reason);
    }
    const fromSource = this.#legsBySource.get(flow.remoteAddress) ?? 0;
    const tooMany = trust.kind !== "address" && fromSource >= this.#limits.maxLegsPerSource;
    if (tooMany || this.#legs.size >= this.#limits.maxLegs) return this.#refuse(request, flow, 503, []);
    if (contactOf(request.headers) === undefined) return this.#refuse(request, flow, 400, [], "no Contact");
    const server = this.transactions.serve(request, essentials, flow);
    this.#merging.add(mergeKey);
    server.onTerminated = () => this.#merging.delete(mergeKey);
    const leg = new IncomingLeg(this, newId(now, this.random), server, trust);
    this.#legs.set(leg.legId, leg);
    this.#legIdByCallId.set(essentials.callId, leg.legId);
    this.#legsBySource.set(flow.remoteAddress, fromSource + 1);
    respond(this, server, 100, now);
    this.#announce(leg, request, trust);
  }

  #announce(leg: IncomingLeg, request: SipRequest, trust: Trust) {
    const from = parseNameAddr(request.headers.get("from") ?? "");
    const to = parseNameAddr(request.headers.get("to") ?? "");
    const replacesLegId = legReplacedBy(this, request.headers.get("replaces"));
    this.emit({
      type: "incoming",
      legId: leg.legId,
      callId: leg.server.essentials.callId,
      flow: leg.server.flow,
      from: from?.uri ?? "",
      to: to?.uri ?? "",
      requestUri: request.uri,
      ...(from?.displayName !== undefined && { callerName: from.displayName }),
      headers: headerList(request.headers),
      ...withBody(request),
      trust,
      ...(replacesLegId !== undefined && { replacesLegId }),
    });
  }

  // --- What goes out -----------------------------------------------------------------------------------------------

  /** Answers without a transaction (§8.2.7): a repeated request gets the same answer, and nothing is remembered. */
  #refuse(request: SipRequest, flow: Flow, status: number, headers: readonly ExtraHeader[], reason?: string) {
    if (request.method === "ACK") return;
    const via = topVia(request.headers.all("via"));
    // The tag must be the same each time; the branch is, and others cannot guess the secret.
    const secret = Buffer.from(this.#options.nonceSecret).toString("hex");
    const tag = hash("SHA-256", `${secret}${via?.params.get("branch") ?? ""}${request.headers.get("call-id")}`).slice(
      0,
      16,
    );
    const response = responseTo(request, status, undefined, tag);
    if (status === 400 && reason !== undefined) response.reason = `Bad Request (${reason})`;
    for (const { name, value } of headers) response.headers.add(name, value);
    response.headers.add("user-agent", this.userAgent);
    this.#send(response, { flow: via === undefined ? flow : replyFlow(flow, via) });
    // A challenge is no refusal: most requests begin with one.
    const told = status >= 400 && status !== 401 && status !== 407 && reason !== undefined;
    if (told && this.#guard.mayTell(flow.remoteAddress, this.#now))
      this.emit({ type: "refused", transport: flow.transport, remoteAddress: flow.remoteAddress, reason });
  }

  #offence(flow: Flow, reason: string, now: Instant) {
    this.#guard.offend(flow.remoteAddress, now);
    if (this.#guard.mayTell(flow.remoteAddress, now))
      this.emit({ type: "refused", transport: flow.transport, remoteAddress: flow.remoteAddress, reason });
  }

  #send(message: SipMessage, destination: Destination, sendId?: string) {
    const bytes = serialize(message);
    this.#outputs.push({ type: "send", bytes, destination, ...(sendId !== undefined && { sendId }) });
    this.#trace("out", bytes, message.headers.get("call-id") ?? "", destination, this.#now);
  }

  #trace(direction: "in" | "out", bytes: Uint8Array, callId: string, destination: Destination, at: Instant) {
    if (this.#options.tracing === false) return;
    const legId = this.#legIdByCallId.get(callId);
    const named = legId === undefined ? {} : { legId };
    this.emit({ type: "trace", ...named, callId, direction, destination, at, bytes: redact(bytes) });
  }

  #tellBindings(changes: readonly BindingChange[]) {
    for (const change of changes) {
      if (change.type === "registered") {
        this.emit({ type: "registered", refreshed: change.refreshed, ...change.binding });
      } else {
        const { aor, contact } = change.binding;
        this.emit({ type: "unregistered", aor, contact, reason: change.reason });
      }
    }
  }

  // --- EndpointCore ------------------------------------------------------------------------------------------------

  emit(event: SipEvent): void {
    this.#outputs.push(event);
  }

  sendDirect(message: SipRequest, destination: Destination): void {
    this.#send(message, destination);
  }

  localAddress(destination: Destination): LocalAddress {
    const transport = transportOf(destination);
    const known = this.#options.localAddress(transport, remoteHostOf(destination));
    if (known !== undefined) return known;
    if ("flow" in destination && isReliable(transport))
      return { host: destination.flow.localAddress, port: destination.flow.localPort };
    // Nothing listens for this transport: what is sent will fail in io/ and say so.
    return { host: "unbound.invalid", port: 5060 };
  }

  sessionOpened(session: DialogUsage): void {
    this.#sessions.set(session.dialog.id, session);
  }

  sessionClosed(session: DialogUsage): void {
    this.#sessions.delete(session.dialog.id);
  }

  legEnded(legId: string): void {
    const leg = this.#legs.get(legId);
    this.#legs.delete(legId);
    if (leg === undefined) return;
    // What the peer still sends belongs to the leg's ladder.
    const callId = leg instanceof OutgoingLeg ? leg.callId : leg.server.essentials.callId;
    this.alarms.set(this.#now + 64 * this.timers.t1Ms, () => this.#legIdByCallId.delete(callId));
    if (!(leg instanceof IncomingLeg)) return;
    const address = leg.server.flow.remoteAddress;
    const left = (this.#legsBySource.get(address) ?? 1) - 1;
    if (left > 0) this.#legsBySource.set(address, left);
    else this.#legsBySource.delete(address);
  }

  legOfDialog(callId: string, localTag: string, remoteTag: string): string | undefined {
    const session = this.#sessions.get(dialogId(callId, localTag, remoteTag));
    return session === undefined || session.over ? undefined : session.legId;
  }
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 300)).toString("latin1");
}
