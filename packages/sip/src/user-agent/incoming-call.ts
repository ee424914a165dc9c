// A call that came in, up to its answer (RFC 3261 §13.3).
//
//   offered ──provisional──▶ early ──answer──▶ session
//      └────────────┴── reject, CANCEL, BYE ──▶ over

import type { Instant } from "@tellerline/base";
import { Dialog } from "../dialog/dialog.ts";
import type { SipRequest } from "../message/message.ts";
import type { ServerHandle } from "../transaction/transaction-layer.ts";
import type { Alarm } from "./alarms.ts";
import {
  contactFor,
  type EndpointCore,
  formatReason,
  newTag,
  respond,
  supportedExtensions,
  withReason,
} from "./endpoint-core.ts";
import type { Body, ExtraHeader, HangupReason, SipCommand, SipEvent, Trust } from "./protocol.ts";
import { Session } from "./session.ts";

/** §13.3.1.1: proxies give a call up that is silent for three minutes. */
const repeatProvisionalMs = 60_000;

export class IncomingLeg {
  readonly legId: string;
  readonly server: ServerHandle;
  readonly localTag: string;
  session: Session | undefined;
  readonly #core: EndpointCore;
  readonly #trust: Trust;
  #over = false;
  #repeat: Alarm | undefined;

  constructor(core: EndpointCore, legId: string, server: ServerHandle, trust: Trust) {
    this.#core = core;
    this.legId = legId;
    this.server = server;
    this.localTag = newTag(core);
    this.#trust = trust;
  }

  handle(command: SipCommand & { legId: string }, now: Instant) {
    switch (command.type) {
      case "provisional":
        return this.#progress(command.status, command.body, command.headers, now);
      case "answer":
        return this.#answer(command.body, command.headers, now);
      case "reject":
        return this.#reject(command.status, command.reason, command.headers, now, { by: "local" });
      case "cancel":
      case "hangup": {
        const headers = command.reason && [{ name: "reason", value: formatReason(command.reason) }];
        const status = (command.type === "hangup" ? command.status : undefined) ?? 480;
        const reason = command.reason && { reason: command.reason };
        return this.#reject(status, undefined, headers, now, { by: "local", ...reason });
      }
      default:
        // Whatever else needs an answered call.
        return;
    }
  }

  /** CANCEL, or a BYE before the answer. */
  withdrawn(request: SipRequest, now: Instant) {
    this.#reject(487, undefined, undefined, now, { by: "remote", ...withReason(request.headers) });
  }

  #progress(status: number, body: Body | undefined, headers: readonly ExtraHeader[] | undefined, now: Instant) {
    if (this.#over || this.session !== undefined || status <= 100 || status >= 200) return;
    const contact = contactFor(this.#core, this.legId, { flow: this.server.flow });
    const response = respond(this.#core, this.server, status, now, { toTag: this.localTag, contact, body, headers });
    this.#core.alarms.clear(this.#repeat);
    const again = (at: Instant): void => {
      this.server.respond(response, at);
      this.#repeat = this.#core.alarms.set(at + repeatProvisionalMs, again);
    };
    this.#repeat = this.#core.alarms.set(now + repeatProvisionalMs, again);
  }

  #answer(body: Body, headers: readonly ExtraHeader[] | undefined, now: Instant) {
    if (this.#over || this.session !== undefined) return;
    this.#core.alarms.clear(this.#repeat);
    const { server } = this;
    const session = new Session(this.#core, {
      legId: this.legId,
      dialog: Dialog.ofServer(server.request, server.essentials, this.localTag, 0),
      flow: server.flow,
      weCalled: false,
      ...(this.#trust.kind === "registered" && { aor: this.#trust.aor }),
    });
    this.session = session;
    const contact = contactFor(this.#core, this.legId, { flow: server.flow });
    const more = [
      { name: "supported", value: supportedExtensions },
      ...session.timer.refresh(server.request.headers, now),
      ...(headers ?? []),
    ];
    const response = respond(this.#core, server, 200, now, { toTag: this.localTag, contact, body, headers: more });
    session.sentTwoHundred(server, response, now);
  }

  #reject(
    status: number,
    reason: string | undefined,
    headers: readonly ExtraHeader[] | undefined,
    now: Instant,
    ended: Pick<SipEvent & { type: "ended" }, "by"> & { reason?: HangupReason },
  ) {
    if (this.#over || this.session !== undefined) return;
    this.#over = true;
    this.#core.alarms.clear(this.#repeat);
    respond(this.#core, this.server, status, now, {
      toTag: this.localTag,
      ...(reason !== undefined && { reason }),
      headers,
    });
    this.#core.emit({ type: "ended", legId: this.legId, status, ...ended });
    this.#core.legEnded(this.legId);
  }
}
