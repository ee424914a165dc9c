// REFER inside a call (RFC 3515, RFC 5589): the peer asks us, or we ask the peer, to call somebody else; NOTIFYs with a
// sipfrag tell how it goes.

import type { Instant } from "@tellerline/base";
import type { Dialog } from "../dialog/dialog.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { parseNameAddr } from "../message/name-addr.ts";
import { reasonPhrase } from "../message/reason-phrase.ts";
import { isSipUri, parseUri } from "../message/uri.ts";
import type { ServerHandle } from "../transaction/transaction-layer.ts";
import { contactFor, type EndpointCore, putBody, respond } from "./endpoint-core.ts";
import type { SipEvent } from "./protocol.ts";

/** The session it happens in. */
export interface TransferSession {
  readonly legId: string;
  readonly dialog: Dialog;
  readonly over: boolean;
  say(event: SipEvent): void;
  send(
    request: SipRequest,
    now: Instant,
    then: (response: SipResponse | "timeout" | "transport", now: Instant) => void,
  ): void;
}

export class TransferDialogue {
  readonly #core: EndpointCore;
  readonly #session: TransferSession;
  /** The CSeq of the peer's REFER that waits for its last NOTIFY: the id of the subscription. */
  #subscription: number | undefined;
  #asking = false;

  constructor(core: EndpointCore, session: TransferSession) {
    this.#core = core;
    this.#session = session;
  }

  /** The peer wants us to call. */
  requested(server: ServerHandle, now: Instant) {
    const { request, essentials } = server;
    const lines = request.headers.all("refer-to");
    const referTo = lines.length === 1 ? parseNameAddr(lines[0] as string) : undefined;
    const legId = this.#session.legId;
    const contact = contactFor(this.#core, legId, { flow: server.flow });
    const toTag = this.#session.dialog.localTag;
    if (referTo === undefined) {
      respond(this.#core, server, 400, now, { toTag });
      return;
    }
    if (this.#subscription !== undefined) {
      respond(this.#core, server, 491, now, { toTag });
      return;
    }
    respond(this.#core, server, 202, now, { toTag, contact });
    this.#subscription = essentials.cseq;
    this.#notify(100, undefined, now);
    const referredBy = request.headers.get("referred-by");
    const uri = parseUri(referTo.uri);
    const replacesLegId = isSipUri(uri) ? legNamedIn(this.#core, uri.headers) : undefined;
    const target = isSipUri(uri) ? referTo.uri.replace(/\?.*$/s, "") : referTo.uri;
    this.#session.say({
      ...{ type: "referRequested", legId, referTo: target },
      ...(replacesLegId !== undefined && { replacesLegId }),
      ...(referredBy !== undefined && { referredBy }),
    });
  }

  /** Tells the peer how its transfer goes. */
  notify(status: number, reason: string | undefined, now: Instant) {
    if (this.#subscription === undefined) return;
    this.#notify(status, reason, now);
    if (status >= 200) this.#subscription = undefined;
  }

  /** We want the peer to call. */
  refer(referTo: string, referredBy: string | undefined, now: Instant) {
    if (this.#session.over) return;
    const legId = this.#session.legId;
    if (this.#asking) {
      this.#session.say({ type: "referProgress", legId, status: 491, final: true });
      return;
    }
    this.#asking = true;
    const request = this.#session.dialog.request("REFER");
    request.headers.add("refer-to", `<${referTo}>`);
    if (referredBy !== undefined) request.headers.add("referred-by", `<${referredBy}>`);
    this.#session.send(request, now, (response) => this.#answered(response));
  }

  #answered(response: SipResponse | "timeout" | "transport") {
    const status = typeof response === "string" ? 408 : response.status;
    if (status < 300) return;
    this.#asking = false;
    this.#session.say({ type: "referProgress", legId: this.#session.legId, status, final: true });
  }

  /** A NOTIFY of a transfer that we asked for. */
  notified(server: ServerHandle, now: Instant) {
    const { request } = server;
    const toTag = this.#session.dialog.localTag;
    const contact = contactFor(this.#core, this.#session.legId, { flow: server.flow });
    if (!/^\s*refer\s*(;|$)/i.test(request.headers.get("event") ?? "")) {
      respond(this.#core, server, 489, now, { toTag });
      return;
    }
    respond(this.#core, server, this.#asking ? 200 : 481, now, { toTag, contact });
    if (!this.#asking) return;
    const text = Buffer.from(request.body.buffer, request.body.byteOffset, Math.min(request.body.length, 200)).toString(
      "latin1",
    );
    const status = Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1] ?? 0);
    const terminated = /^\s*terminated/i.test(request.headers.get("subscription-state") ?? "");
    const final = status >= 200 || terminated;
    if (final) this.#asking = false;
    if (status > 0 || final)
      this.#session.say({ type: "referProgress", legId: this.#session.legId, status: status || 500, final });
  }

  /** With the call its transfers end too. */
  close() {
    this.#subscription = undefined;
    this.#asking = false;
  }

  #notify(status: number, reason: string | undefined, now: Instant) {
    const request = this.#session.dialog.request("NOTIFY");
    request.headers.add("event", `refer;id=${this.#subscription}`);
    request.headers.add("subscription-state", status >= 200 ? "terminated;reason=noresource" : "active;expires=180");
    const frag = `SIP/2.0 ${status} ${(reason ?? reasonPhrase(status)).replace(/[\r\n]+/g, " ")}\r\n`;
    putBody(request, { contentType: "message/sipfrag;version=2.0", bytes: new TextEncoder().encode(frag) });
    this.#session.send(request, now, () => {});
  }
}

/** The leg of ours that the Replaces header inside a Refer-To names (RFC 3891). */
function legNamedIn(core: EndpointCore, headers: string | undefined): string | undefined {
  for (const header of headers?.split("&") ?? []) {
    const [name, value] = header.split("=", 2);
    if (name?.toLowerCase() !== "replaces" || value === undefined) continue;
    try {
      return legReplacedBy(core, decodeURIComponent(value));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The leg a Replaces header names; tags are seen from the one it was sent to. */
export function legReplacedBy(core: EndpointCore, replaces: string | undefined): string | undefined {
  if (replaces === undefined) return undefined;
  const callId = replaces.split(";", 1)[0]?.trim() ?? "";
  const toTag = /;\s*to-tag\s*=\s*([^;\s]+)/i.exec(replaces)?.[1];
  const fromTag = /;\s*from-tag\s*=\s*([^;\s]+)/i.exec(replaces)?.[1];
  if (toTag === undefined || fromTag === undefined) return undefined;
  return core.legOfDialog(callId, toTag, fromTag) ?? core.legOfDialog(callId, fromTag, toTag);
}
