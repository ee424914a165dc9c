// All transactions of an endpoint (RFC 3261 §17): finds the one a message belongs to, keeps their timers, and tells their
// users. Transports are known only as destinations to send to.

import { Deadlines, type Instant, type Random, randomHex } from "@tellerline/base";
import { Headers } from "../message/headers.ts";
import { type Essentials, noBody, type SipMessage, type SipRequest, type SipResponse } from "../message/message.ts";
import { formatVia, type Via } from "../message/via.ts";
import { type Destination, type Flow, isReliable, type LocalAddress, transportOf } from "../user-agent/flow.ts";
import { type ClientOutput, InviteClientTransaction } from "./invite-client.ts";
import { InviteServerTransaction, type ServerOutput } from "./invite-server.ts";
import { NonInviteClientTransaction } from "./non-invite-client.ts";
import { NonInviteServerTransaction } from "./non-invite-server.ts";
import type { TransactionTimers } from "./timers.ts";

/** Who sent a request and wants to know what became of it. */
export interface ClientUser {
  onResponse(response: SipResponse, flow: Flow, now: Instant): void;
  /** No final answer came, or the request could not be sent; after a final answer it is not called. */
  onFailure(why: "timeout" | "transport", now: Instant): void;
}

export interface TransactionHost {
  send(message: SipMessage, destination: Destination, sendId?: string): void;
  localAddress(destination: Destination): LocalAddress;
}

/** A request of ours on its way. */
export interface ClientHandle {
  readonly key: string;
  readonly request: SipRequest;
  readonly destination: Destination;
}

/** A request of a peer that wants an answer. */
export interface ServerHandle {
  readonly key: string;
  readonly request: SipRequest;
  readonly essentials: Essentials;
  readonly flow: Flow;
  /** Whether a final answer was given. */
  readonly answered: boolean;
  respond(response: SipResponse, now: Instant): void;
  /** Called once when the transaction is over. */
  onTerminated: (() => void) | undefined;
}

export type Received =
  /** Dealt with: a retransmission, or the ACK of a refusal. */
  | { kind: "absorbed" }
  /** A request without a transaction yet. */
  | { kind: "new" };

interface Client {
  handle: ClientHandle;
  machine: InviteClientTransaction | NonInviteClientTransaction;
  user: ClientUser;
  answered: boolean;
}

interface Server extends ServerHandle {
  machine: InviteServerTransaction | NonInviteServerTransaction;
  answered: boolean;
}

const magicCookie = "z9hG4bK";

export class TransactionLayer {
  readonly #timers: TransactionTimers;
  readonly #random: Random;
  readonly #host: TransactionHost;
  readonly #clients = new Map<string, Client>();
  readonly #servers = new Map<string, Server>();
  readonly #deadlines = new Deadlines<Client | Server>();

  constructor(timers: TransactionTimers, random: Random, host: TransactionHost) {
    this.#timers = timers;
    this.#random = random;
    this.#host = host;
  }

  get size(): number {
    return this.#clients.size + this.#servers.size;
  }

  nextTimeout(): Instant | undefined {
    return this.#deadlines.next();
  }

  /** Sends a request that has no Via yet in a transaction of its own. */
  request(request: SipRequest, destination: Destination, user: ClientUser, now: Instant): ClientHandle {
    request.headers.prepend("via", this.via(destination));
    return this.#start(request, destination, user, now);
  }

  /** Sends the CANCEL of an INVITE (§9.1): same branch, same destination. */
  cancel(invite: ClientHandle, reason: string | undefined, now: Instant): void {
    const { headers: from } = invite.request;
    const headers = new Headers().add("via", from.get("via") ?? "").add("max-forwards", "70");
    for (const name of ["from", "to", "call-id"]) headers.add(name, from.get(name) ?? "");
    headers.add("cseq", (from.get("cseq") ?? "").replace(/\S+$/, "CANCEL"));
    for (const route of from.all("route")) headers.add("route", route);
    if (reason !== undefined) headers.add("reason", reason);
    const cancel: SipRequest = { kind: "request", method: "CANCEL", uri: invite.request.uri, headers, body: noBody };
    this.#start(cancel, invite.destination, { onResponse() {}, onFailure() {} }, now);
  }

  /** Forgets a transaction of ours; its user hears nothing more. */
  abandon(handle: ClientHandle, now: Instant): void {
    const client = this.#clients.get(handle.key);
    if (client !== undefined) this.#actClient(client, client.machine.terminate(), undefined, now);
  }

  /** A Via with a new branch for a request to `destination`. */
  via(destination: Destination): string {
    const { host, port } = this.#host.localAddress(destination);
    const params: Via["params"] = new Map([["branch", `${magicCookie}${randomHex(this.#random, 20)}`]]);
    const transport = transportOf(destination);
    // RFC 3581: only UDP has a port to be told.
    if (transport === "udp") params.set("rport", undefined);
    return formatVia({ transport: transport.toUpperCase(), host, port, params });
  }

  /** @returns whether the response belonged to a transaction. */
  receiveResponse(response: SipResponse, essentials: Essentials, flow: Flow, now: Instant): boolean {
    const client = this.#clients.get(clientKey(essentials.via.params.get("branch"), essentials.cseqMethod));
    if (client === undefined) return false;
    this.#actClient(client, client.machine.receive(response, now), flow, now);
    return true;
  }

  receiveRequest(request: SipRequest, essentials: Essentials, now: Instant): Received {
    const server = this.#servers.get(serverKey(request, essentials, request.method));
    if (server === undefined) return { kind: "new" };
    if (request.method === "ACK") {
      // In `accepted` the ACK is the dialog's, even where a peer wrongly reuses the branch.
      if (server.machine.state === "accepted") return { kind: "new" };
      this.#actServer(server, server.machine.acknowledged(now));
    } else this.#actServer(server, server.machine.retransmitted());
    return { kind: "absorbed" };
  }

  /** Opens the transaction of a request that `receiveRequest` called new. */
  serve(request: SipRequest, essentials: Essentials, flow: Flow): ServerHandle {
    const reliable = isReliable(flow.transport);
    const server: Server = {
      key: serverKey(request, essentials, request.method),
      ...{ request, essentials, flow, answered: false, onTerminated: undefined },
      machine:
        request.method === "INVITE"
          ? new InviteServerTransaction(this.#timers, reliable)
          : new NonInviteServerTransaction(this.#timers, reliable),
      respond: (response, now) => {
        if (response.status >= 200) server.answered = true;
        this.#actServer(server, server.machine.respond(response, now));
      },
    };
    this.#servers.set(server.key, server);
    return server;
  }

  /** The INVITE a CANCEL means (§9.2). */
  inviteOf(cancel: SipRequest, essentials: Essentials): ServerHandle | undefined {
    return this.#servers.get(serverKey(cancel, essentials, "INVITE"));
  }

  timeout(now: Instant): void {
    for (let due = this.#deadlines.takeDue(now); due !== undefined; due = this.#deadlines.takeDue(now)) {
      if ("user" in due) this.#actClient(due, due.machine.timeout(now), undefined, now);
      else this.#actServer(due, due.machine.timeout(now));
    }
  }

  sendFailed(sendId: string, now: Instant): void {
    const client = this.#clients.get(sendId);
    if (client === undefined) return;
    const wasAnswered = client.answered;
    client.answered = true;
    this.#actClient(client, client.machine.terminate(), undefined, now);
    if (!wasAnswered) client.user.onFailure("transport", now);
  }

  /** What waits for an answer on a closed connection gets none. */
  connectionClosed(connectionId: string, now: Instant): void {
    for (const client of [...this.#clients.values()]) {
      const { destination } = client.handle;
      if ("flow" in destination && destination.flow.connectionId === connectionId)
        this.sendFailed(client.handle.key, now);
    }
  }

  #start(request: SipRequest, destination: Destination, user: ClientUser, now: Instant): ClientHandle {
    const branch = /;branch=([^;]+)/.exec(request.headers.get("via") ?? "")?.[1];
    const handle = { key: clientKey(branch, request.method), request, destination };
    const reliable = isReliable(transportOf(destination));
    const machine =
      request.method === "INVITE"
        ? new InviteClientTransaction(request, this.#timers, reliable)
        : new NonInviteClientTransaction(request, this.#timers, reliable);
    const client: Client = { handle, machine, user, answered: false };
    this.#clients.set(handle.key, client);
    this.#actClient(client, machine.start(now), undefined, now);
    return handle;
  }

  #actClient(client: Client, outputs: ClientOutput[], flow: Flow | undefined, now: Instant): void {
    for (const output of outputs) {
      if (output.type === "send") this.#host.send(output.message, client.handle.destination, client.handle.key);
      else if (output.type === "terminated") this.#clients.delete(client.handle.key);
    }
    const next = client.machine.nextTimeout();
    if (next === undefined) this.#deadlines.clear(client);
    else this.#deadlines.set(client, next);
    // Users last: what they do in answer finds this transaction in its new state.
    for (const output of outputs) {
      if (output.type === "response" && flow !== undefined) {
        if (output.response.status >= 200) client.answered = true;
        client.user.onResponse(output.response, flow, now);
      } else if (output.type === "timedOut" && !client.answered) {
        client.answered = true;
        client.user.onFailure("timeout", now);
      }
    }
  }

  #actServer(server: Server, outputs: ServerOutput[]): void {
    for (const output of outputs) {
      if (output.type === "send")
        this.#host.send(output.message, { flow: replyFlow(server.flow, server.essentials.via) });
      else if (output.type === "terminated") {
        this.#servers.delete(server.key);
        server.onTerminated?.();
      }
    }
    const next = server.machine.nextTimeout();
    if (next === undefined) this.#deadlines.clear(server);
    else this.#deadlines.set(server, next);
  }
}

/** §18.2.2 and RFC 3581 §4: over UDP an answer goes to the port of Via, unless rport asks for where it came from. */
export function replyFlow(flow: Flow, via: Via): Flow {
  if (isReliable(flow.transport) || via.params.has("rport")) return flow;
  return { ...flow, remotePort: via.port ?? 5060 };
}

function clientKey(branch: string | undefined, method: string): string {
  return `${branch ?? ""} ${method}`;
}

/** §17.2.3; without the cookie in the branch the matching of RFC 2543. */
function serverKey(request: SipRequest, essentials: Essentials, method: string): string {
  const name = method === "ACK" ? "INVITE" : method;
  const { via, callId, cseq, fromTag } = essentials;
  const sentBy = `${via.host}:${via.port ?? ""}`;
  const branch = via.params.get("branch");
  if (branch?.startsWith(magicCookie) && branch.length > magicCookie.length) return `${branch} ${sentBy} ${name}`;
  return `2543 ${callId} ${fromTag ?? ""} ${cseq} ${sentBy} ${name} ${request.uri} ${branch ?? ""}`;
}
