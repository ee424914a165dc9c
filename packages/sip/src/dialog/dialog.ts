// A dialog (RFC 3261 §12): what both ends must agree on to talk inside a call.

import { Headers } from "../message/headers.ts";
import { type Essentials, noBody, type SipRequest, type SipResponse } from "../message/message.ts";
import { formatNameAddr, parseNameAddr, parseNameAddrs } from "../message/name-addr.ts";
import { isSipUri, parseUri } from "../message/uri.ts";

/** A dialog as it is kept over a restart: plain values. */
export interface DialogSnapshot {
  callId: string;
  localTag: string;
  remoteTag: string;
  local: string;
  remote: string;
  routeSet: readonly string[];
  remoteTarget: string;
  localCseq: number;
  remoteCseq: number | undefined;
}

export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From and To of our requests, without tags. */
  readonly #local: string;
  readonly #remote: string;
  /** URIs in angle brackets with their parameters, in the order of our Route headers. */
  readonly routeSet: readonly string[];
  /** Where requests are addressed: the peer's last Contact. */
  remoteTarget: string;
  #localCseq: number;
  #remoteCseq: number | undefined;

  private constructor(fields: DialogSnapshot) {
    this.callId = fields.callId;
    this.localTag = fields.localTag;
    this.remoteTag = fields.remoteTag;
    this.#local = fields.local;
    this.#remote = fields.remote;
    this.routeSet = fields.routeSet;
    this.remoteTarget = fields.remoteTarget;
    this.#localCseq = fields.localCseq;
    this.#remoteCseq = fields.remoteCseq;
  }

  /** §12.1.1. The request's Contact must have been found good. */
  static ofServer(request: SipRequest, essentials: Essentials, localTag: string, firstCseq: number): Dialog {
    return new Dialog({
      callId: essentials.callId,
      localTag,
      remoteTag: essentials.fromTag ?? "",
      local: untagged(request.headers.get("to")),
      remote: untagged(request.headers.get("from")),
      routeSet: routes(request.headers),
      remoteTarget: contactOf(request.headers) ?? "",
      localCseq: firstCseq,
      remoteCseq: essentials.cseq,
    });
  }

  /** §12.1.2, from the INVITE and a 2xx (or 1xx with a To-tag). */
  static ofClient(request: SipRequest, response: SipResponse, localTag: string): Dialog {
    return new Dialog({
      callId: request.headers.get("call-id") ?? "",
      localTag,
      remoteTag: parseNameAddr(response.headers.get("to") ?? "")?.params.get("tag") ?? "",
      local: untagged(request.headers.get("from")),
      remote: untagged(request.headers.get("to")),
      routeSet: routes(response.headers).reverse(),
      remoteTarget: contactOf(response.headers) ?? request.uri,
      localCseq: Number.parseInt(request.headers.get("cseq") ?? "1", 10),
      remoteCseq: undefined,
    });
  }

  static restore(snapshot: DialogSnapshot): Dialog {
    return new Dialog(snapshot);
  }

  snapshot(): DialogSnapshot {
    const { callId, localTag, remoteTag, routeSet, remoteTarget } = this;
    const numbers = { localCseq: this.#localCseq, remoteCseq: this.#remoteCseq };
    return {
      callId,
      localTag,
      remoteTag,
      local: this.#local,
      remote: this.#remote,
      routeSet,
      remoteTarget,
      ...numbers,
    };
  }

  get id(): string {
    return dialogId(this.callId, this.localTag, this.remoteTag);
  }

  /** The next request of ours (§12.2.1.1), still without Via and Contact. */
  request(method: string): SipRequest {
    this.#localCseq += 1;
    return this.requestWith(method, this.#localCseq);
  }

  /** An ACK carries the number of its INVITE. */
  requestWith(method: string, cseq: number): SipRequest {
    const headers = new Headers()
      .add("max-forwards", "70")
      .add("from", `${this.#local};tag=${this.localTag}`)
      .add("to", this.remoteTag === "" ? this.#remote : `${this.#remote};tag=${this.remoteTag}`)
      .add("call-id", this.callId)
      .add("cseq", `${cseq} ${method}`);
    const first = parseNameAddr(this.routeSet[0] ?? "");
    const firstUri = first && parseUri(first.uri);
    let uri = this.remoteTarget;
    if (first !== undefined && isSipUri(firstUri) && !firstUri.params.has("lr")) {
      // A strict router of RFC 2543 finds itself in the Request-URI and the target at the end of the routes.
      uri = first.uri;
      for (const route of this.routeSet.slice(1)) headers.add("route", route);
      headers.add("route", `<${this.remoteTarget}>`);
    } else for (const route of this.routeSet) headers.add("route", route);
    return { kind: "request", method, uri, headers, body: noBody };
  }

  /** Whether a request of the peer is in order (§12.2.2); its number is then taken over. */
  accepts(cseq: number): boolean {
    if (this.#remoteCseq !== undefined && cseq <= this.#remoteCseq) return false;
    this.#remoteCseq = cseq;
    return true;
  }

  /** A target refresh (§12.2.1.2, §12.2.2). */
  refreshTarget(headers: Headers): void {
    this.remoteTarget = contactOf(headers) ?? this.remoteTarget;
  }

  /** The URI the next request goes to: first route or remote target. */
  nextHop(): string {
    return parseNameAddr(this.routeSet[0] ?? "")?.uri ?? this.remoteTarget;
  }
}

export function dialogId(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

/** The URI of the first Contact, undefined if there is none or it is broken. */
export function contactOf(headers: Headers): string | undefined {
  return parseNameAddrs(headers.all("contact"))?.[0]?.uri;
}

function routes(headers: Headers): string[] {
  return (parseNameAddrs(headers.all("record-route")) ?? []).map(formatNameAddr);
}

function untagged(value: string | undefined): string {
  const nameAddr = parseNameAddr(value ?? "");
  if (nameAddr === undefined) return value ?? "";
  nameAddr.params.delete("tag");
  return formatNameAddr(nameAddr);
}
