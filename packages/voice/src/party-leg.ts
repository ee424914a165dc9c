// One party's leg: brings its SIP and its media into agreement, whoever makes the offer (RFC 3264), and tells the call what
// came of it.
//
//   incoming   openLeg ▶ answer(offer) ▶ … accepted by us ▶ 200        without an offer: ▶ 200(our offer) ▶ ACK ▶ accept
//   outgoing   openLeg ▶ offer ▶ INVITE ▶ 18x ▶ 200 ▶ accept
//   re-INVITE  answer(offer) ▶ 200                                     without an offer: offer ▶ 200 ▶ ACK ▶ accept

import type { Command, Direction, IceServer, LegKind, Outcome } from "@tellerline/media";
import type { Body, HangupReason, SipCommand } from "@tellerline/sip";
import type { LegEvent } from "./call-input.ts";
import type { PartyFailure, PartyTarget } from "./call-protocol.ts";
import type { Party } from "./call-state.ts";
import { partyFailureOf, statusOfMediaError } from "./party-failure.ts";

/** What a leg tells its call. */
export interface LegOwner {
  sip(command: SipCommand): void;
  /** The outcome is dropped when the party has left meanwhile. */
  media(party: Party, command: Command, then?: (outcome: Outcome<object>) => void): void;
  /** Something the wiring looks at has changed. */
  changed(): void;
  ringing(party: Party): void;
  answered(party: Party): void;
  /** It was never answered; the leg is gone. */
  failed(party: Party, reason: PartyFailure, status: number): void;
  /** It was answered; the leg is gone. */
  ended(party: Party, by: "remote" | "lost"): void;
  phoneHeld(party: Party): void;
  phoneRetrieved(party: Party): void;
}

export interface OutgoingWish {
  target: PartyTarget;
  ringTimeoutMs: number;
  autoAnswer: boolean;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class PartyLeg {
  readonly party: Party;
  readonly #owner: LegOwner;
  /** Our answer to an incoming offer, ready to be sent with the 200. */
  #prepared: Body | undefined;
  #preparing = false;
  #wantsAnswer = false;
  /** Our offer went out in a 2xx: the ACK brings the answer. */
  #awaitsAnswerInAck = false;

  constructor(party: Party, owner: LegOwner) {
    this.party = party;
    this.#owner = owner;
  }

  // --- Coming up ---------------------------------------------------------------------------------------------------

  openIncoming(callId: string, offer: Body | undefined, more: { announce?: string; iceServers?: IceServer[] }) {
    const { legId } = this.party;
    if (offer !== undefined && !isSdp(offer)) return this.#refuse(415);
    const sdp = offer && decoder.decode(offer.bytes);
    const kind: LegKind = sdp !== undefined && /RTP\/SAVP/.test(sdp) ? "webrtc" : "rtp";
    this.#preparing = true;
    this.#media({ type: "openLeg", callId, legId, kind, ...more }, () => {
      this.party.mediaOpen = true;
      this.#owner.changed();
      const command: Command = sdp === undefined ? { type: "offer", legId } : { type: "answer", legId, sdp };
      this.#media(command, (value) => {
        this.#awaitsAnswerInAck = sdp === undefined;
        this.#prepared = sdpBody(value);
        this.#preparing = false;
        this.#noteDirection(value);
        if (this.#wantsAnswer) this.answer();
      });
    });
  }

  /** Accepts the party's call, at once or when its media is ready. */
  answer() {
    if (!this.party.incoming || this.party.state === "answered") return;
    if (this.#preparing || this.#prepared === undefined) {
      this.#wantsAnswer = true;
      return;
    }
    this.party.state = "answered";
    this.#owner.sip({ type: "answer", legId: this.party.legId, body: this.#prepared });
    this.#owner.answered(this.party);
  }

  openOutgoing(callId: string, wish: OutgoingWish, more: { announce?: string; iceServers?: IceServer[] }) {
    const { legId } = this.party;
    const { target } = wish;
    this.#media({ type: "openLeg", callId, legId, kind: target.media, ...more }, () => {
      this.party.mediaOpen = true;
      this.#media({ type: "offer", legId }, (value) => {
        this.party.state = "calling";
        this.#owner.sip({
          ...{ type: "invite", legId, target: target.invite, requestUri: target.requestUri },
          ...{ from: target.from, to: target.to, body: sdpBody(value) },
          ...{ ringTimeoutMs: wish.ringTimeoutMs, autoAnswer: wish.autoAnswer },
          ...(target.callerName !== undefined && { callerName: target.callerName }),
          ...(target.credentials !== undefined && { credentials: target.credentials }),
          ...(target.headers !== undefined && { headers: target.headers }),
        });
        this.#owner.changed();
      });
    });
  }

  /** Hangs up, whatever state the leg is in. */
  hangup(reason: HangupReason | undefined, status?: number) {
    // Before its INVITE there is nobody to tell.
    if (!this.party.incoming && this.party.state === "opening") return;
    const { legId } = this.party;
    this.#owner.sip({ type: "hangup", legId, ...(reason && { reason }), ...(status !== undefined && { status }) });
  }

  // --- What SIP tells ----------------------------------------------------------------------------------------------

  receive(event: LegEvent) {
    const { party } = this;
    switch (event.type) {
      case "progress":
        return this.#progress(event.body);
      case "answered":
        return this.#answered(event.body);
      case "acknowledged":
        if (this.#awaitsAnswerInAck) this.#acceptAck(event.body);
        return;
      case "rejected":
        return this.#owner.failed(party, partyFailureOf(event.status), event.status);
      case "ended":
        if (party.state === "answered") return this.#owner.ended(party, event.by === "remote" ? "remote" : "lost");
        return this.#owner.failed(
          party,
          event.by === "timeout" ? "noAnswer" : partyFailureOf(event.status ?? 487),
          event.status ?? 487,
        );
      case "reinviteOffered":
        return this.#reoffered(event.body);
      case "info":
        return this.#info(event.contentType, event.bytes);
      default:
        return;
    }
  }

  #progress(body: Body | undefined) {
    const { party } = this;
    if (party.state === "calling") {
      party.state = "ringing";
      this.#owner.ringing(party);
    }
    if (body === undefined || !isSdp(body) || party.state !== "ringing") return;
    const command: Command = { type: "accept", legId: party.legId, sdp: decoder.decode(body.bytes) };
    // Early media that cannot be understood is no reason to give up: the final answer may be better.
    this.#owner.media(party, command, (outcome) => {
      if (!outcome.ok || party.state !== "ringing") return;
      party.early = true;
      this.#owner.changed();
    });
  }

  #answered(body: Body | undefined) {
    const { party } = this;
    if (body === undefined || !isSdp(body)) return this.#giveUp(488);
    const command: Command = { type: "accept", legId: party.legId, sdp: decoder.decode(body.bytes) };
    this.#media(command, (value) => {
      party.state = "answered";
      party.early = false;
      this.#noteDirection(value);
      this.#owner.answered(party);
    });
  }

  #acceptAck(body: Body | undefined) {
    this.#awaitsAnswerInAck = false;
    const { party } = this;
    if (body === undefined || !isSdp(body)) return this.#giveUp(488);
    this.#media({ type: "accept", legId: party.legId, sdp: decoder.decode(body.bytes) }, (value) =>
      this.#noteDirection(value),
    );
  }

  #reoffered(body: Body | undefined) {
    const { legId } = this.party;
    if (body !== undefined && !isSdp(body)) {
      this.#owner.sip({ type: "answerReinvite", legId, status: 415 });
      return;
    }
    const command: Command =
      body === undefined ? { type: "offer", legId } : { type: "answer", legId, sdp: decoder.decode(body.bytes) };
    this.#owner.media(this.party, command, (outcome) => {
      if (!outcome.ok) {
        // The session stays as it was (RFC 3261 §14.2).
        this.#owner.sip({ type: "answerReinvite", legId, status: statusOfMediaError(outcome.error.code) });
        return;
      }
      this.#awaitsAnswerInAck = body === undefined;
      this.#owner.sip({ type: "answerReinvite", legId, body: sdpBody(outcome.value) });
      if (body !== undefined) this.#noteDirection(outcome.value);
    });
  }

  /** SW-05: a phone that puts us on hold does so by sendonly or inactive. */
  #noteDirection(value: object) {
    const direction = (value as { remoteDirection?: Direction }).remoteDirection;
    if (direction === undefined) return;
    const { party } = this;
    const held = direction === "sendonly" || direction === "inactive";
    if (held === party.phoneHold) return;
    party.phoneHold = held;
    if (held) this.#owner.phoneHeld(party);
    else this.#owner.phoneRetrieved(party);
    this.#owner.changed();
  }

  #info(contentType: string, bytes: Uint8Array) {
    // VT-3: the digits stay bytes; media alone reads them.
    if (!/^\s*application\/dtmf(-relay)?\s*(;|$)/i.test(contentType)) return;
    this.#owner.media(this.party, { type: "injectInfoDigits", legId: this.party.legId, body: bytes });
  }

  // --- When media says no ------------------------------------------------------------------------------------------

  /** A media command whose failure ends the leg. */
  #media(command: Command, then: (value: object) => void) {
    this.#owner.media(this.party, command, (outcome) => {
      if (outcome.ok) then(outcome.value);
      else this.#giveUp(statusOfMediaError(outcome.error.code));
    });
  }

  #giveUp(status: number) {
    const { party } = this;
    if (party.incoming && party.state !== "answered") return this.#refuse(status);
    const wasAnswered = party.state === "answered";
    this.hangup({ protocol: "SIP", cause: status });
    if (wasAnswered) this.#owner.ended(party, "lost");
    else this.#owner.failed(party, "error", status);
  }

  #refuse(status: number) {
    this.#owner.sip({ type: "reject", legId: this.party.legId, status });
    this.#owner.failed(this.party, "error", status);
  }
}

function isSdp(body: Body): boolean {
  return /^\s*application\/sdp\s*(;|$)/i.test(body.contentType);
}

function sdpBody(value: object): Body {
  return { contentType: "application/sdp", bytes: encoder.encode((value as { sdp: string }).sdp) };
}
