// What goes into a SipEndpoint and what comes out of it.
//
// A leg is one INVITE usage: one call between us and one peer, named by an opaque `legId`. Whoever places a call chooses
// its id; ids of calls that come in are made by the endpoint. Every leg says exactly one of `rejected` and `ended` about
// its end, and nothing after it.
//
//   outgoing   invite ─▶ progress* ─▶ answered ─▶ … ─▶ ended
//                          └──────▶ rejected | ended
//   incoming   incoming ─▶ (provisional* answer | reject) ─▶ acknowledged ─▶ … ─▶ ended

import type { Instant } from "@tellerline/base";
import type { DialogSnapshot } from "../dialog/dialog.ts";
import type { Destination, Flow, Target, Transport } from "./flow.ts";

/** A message body; SIP treats it as bytes. */
export interface Body {
  contentType: string;
  bytes: Uint8Array;
  /** RFC 3261 §20.11; only where it is not the default of the type. */
  disposition?: string;
}

/** A header beyond those the endpoint writes itself; CR and LF in a value are made blanks. */
export interface ExtraHeader {
  name: string;
  value: string;
}

/** Why a call ends, for the Reason header (RFC 3326). */
export interface HangupReason {
  protocol: "SIP" | "Q.850";
  cause: number;
  text?: string;
}

export interface DigestCredentials {
  username: string;
  password: string;
}

/** Who a stranger turned out to be. */
export type Trust =
  /** Proved by digest. `aor` is the canonical address of record of its From. */
  | { kind: "registered"; aor: string; username: string }
  /** A configured guest (the click-to-call widget): nothing is proved. */
  | { kind: "guest"; aor: string }
  /** The source address belongs to a trunk. */
  | { kind: "address"; trunkId: string };

/** Where an INVITE goes: along a known flow, to a place, or to what is registered for an address of record. */
export type InviteTarget =
  | { flow: Flow }
  | { target: Target }
  /** Without `contact` the binding registered last; the Request-URI is then the binding's contact. */
  | { aor: string; contact?: string };

/** A call as it is kept on disk, so that a later run can end it: plain values. */
export interface DialogTicket {
  dialog: DialogSnapshot;
  destination: Destination;
}

export type SipCommand =
  | {
      type: "invite";
      legId: string;
      target: InviteTarget;
      /** Ignored where `target` is an address of record. */
      requestUri: string;
      /** URI of the caller, for From. */
      from: string;
      callerName?: string;
      /** URI of the callee, for To. */
      to: string;
      headers?: readonly ExtraHeader[];
      /** Without a body the peer makes the offer; `acknowledge` then carries the answer. */
      body?: Body;
      credentials?: DigestCredentials;
      /** After it the call is cancelled and ends by "timeout"; 180 s if not given. */
      ringTimeoutMs?: number;
      /** Asks the phone to answer by itself (Call-Info answer-after=0, Alert-Info, Alert-Mode of RFC 5373). */
      autoAnswer?: boolean;
    }
  | { type: "provisional"; legId: string; status: number; body?: Body; headers?: readonly ExtraHeader[] }
  | { type: "answer"; legId: string; body: Body; headers?: readonly ExtraHeader[] }
  | { type: "reject"; legId: string; status: number; reason?: string; headers?: readonly ExtraHeader[] }
  /** The ACK of an `answered` that brought an offer, or of a `reinviteAnswered` likewise. */
  | { type: "acknowledge"; legId: string; body: Body }
  /** Gives up an outgoing call that is not answered; `hangup` does the same and more. */
  | { type: "cancel"; legId: string; reason?: HangupReason }
  /** Ends the leg in whatever state it is. `status` is the answer to a call that was not accepted yet (480). */
  | { type: "hangup"; legId: string; reason?: HangupReason; status?: number }
  /** A new offer inside the call; without a body the peer is asked for one. */
  | { type: "reinvite"; legId: string; body?: Body }
  | { type: "answerReinvite"; legId: string; body?: Body; status?: number }
  | { type: "info"; legId: string; body: Body }
  | { type: "refer"; legId: string; referTo: string; referredBy?: string }
  /** The progress of a transfer the peer asked for; a final status ends the subscription. */
  | { type: "notifyRefer"; legId: string; status: number; reason?: string }
  | { type: "options"; probeId: string; target: Target; from?: string; timeoutMs?: number }
  /** UA-38: phones and trunks are known now, so that whoever is new can be judged. */
  | { type: "setReady"; ready: boolean }
  /** Draining: OPTIONS and new calls are answered 503, what is up goes on. */
  | { type: "setDraining"; draining: boolean }
  /** Overload: new calls are answered 503 before they are parsed, in-dialog requests go on. */
  | { type: "setOverloaded"; overloaded: boolean }
  /** Forgets bindings of an address of record (a terminal was taken away). */
  | { type: "removeBindings"; aor: string; contact?: string }
  /** UA-37: we register somewhere as a phone does, and stay registered; calls to `contactUser` then come in. */
  | {
      type: "register";
      registrationId: string;
      target: Target;
      aor: string;
      contactUser: string;
      credentials: DigestCredentials;
      /** Default 600. */
      expiresSeconds?: number;
    }
  | { type: "unregister"; registrationId: string }
  /** UA-36: ends a call of an earlier run that is not there any more; nobody hears what becomes of it. */
  | { type: "farewell"; ticket: DialogTicket; reason?: HangupReason }
  /** RG-8: a binding of an earlier run over UDP; any other has lost its connection. */
  | { type: "restoreBinding"; binding: Binding };

export type SipInput =
  /** One whole message. `bytes` must not be changed afterwards. */
  | { type: "received"; bytes: Uint8Array; flow: Flow }
  | { type: "connectionClosed"; connectionId: string }
  /** `sendId` of a `send` that could not be carried out. */
  | { type: "sendFailed"; sendId: string; reason: string }
  | SipCommand;

export interface IncomingCall {
  type: "incoming";
  legId: string;
  callId: string;
  flow: Flow;
  /** URIs, without display name and parameters of the header. */
  from: string;
  to: string;
  requestUri: string;
  callerName?: string;
  /** As received, names in lower case. */
  headers: readonly ExtraHeader[];
  body?: Body;
  trust: Trust;
  /** The leg this call wants to take the place of (RFC 3891), if it is one of ours. */
  replacesLegId?: string;
}

export interface Binding {
  aor: string;
  /** The contact's URI. */
  contact: string;
  /** The path the REGISTER came in on; calls go back along it. */
  flow: Flow;
  expiresAt: Instant;
  /** q of the Contact, 0 to 1. */
  priority: number;
  userAgent?: string;
  /** RFC 5626: names the device over changes of its address. */
  instanceId?: string;
}

export type SipEvent =
  | IncomingCall
  | { type: "progress"; legId: string; status: number; body?: Body }
  /** An outgoing call was accepted. `body` is an offer where the INVITE had none: `acknowledge` must follow. */
  | { type: "answered"; legId: string; body?: Body; headers: readonly ExtraHeader[] }
  /** The peer has our answer; `body` is its answer where ours was an offer. */
  | { type: "acknowledged"; legId: string; body?: Body }
  /** An outgoing call was refused by the peer (or by its absence: 408, 503). */
  | { type: "rejected"; legId: string; status: number; reason: string; headers: readonly ExtraHeader[] }
  | {
      type: "ended";
      legId: string;
      by: "remote" | "local" | "timeout" | "transport";
      status?: number;
      reason?: HangupReason;
    }
  /** The peer wants to change the session; `answerReinvite` must follow. Without body it wants our offer. */
  | { type: "reinviteOffered"; legId: string; body?: Body }
  /** The peer took its offer back before it was answered; the session stays as it was. */
  | { type: "reinviteWithdrawn"; legId: string }
  | { type: "reinviteAnswered"; legId: string; body?: Body }
  | { type: "reinviteRejected"; legId: string; status: number }
  /** An INFO of the call; `bytes` may be secret digits and are in no trace. */
  | { type: "info"; legId: string; contentType: string; bytes: Uint8Array }
  | { type: "referRequested"; legId: string; referTo: string; replacesLegId?: string; referredBy?: string }
  | { type: "referProgress"; legId: string; status: number; final: boolean }
  /** The connection of the leg is gone; the leg lives on and is regained if the peer comes back. */
  | { type: "dialogLost"; legId: string }
  | { type: "dialogRegained"; legId: string; flow: Flow }
  | ({ type: "registered"; refreshed: boolean } & Binding)
  | { type: "unregistered"; aor: string; contact: string; reason: "removed" | "expired" | "connectionClosed" }
  /** What became of a `register`: `refused` is tried again, `ended` follows `unregister`. */
  | { type: "registration"; registrationId: string; state: "registered" | "refused" | "ended"; status: number }
  | { type: "optionsResult"; probeId: string; alive: boolean; status?: number }
  /** One message for the SIP ladder: INFO bodies and credentials are blotted out. */
  | {
      type: "trace";
      legId?: string;
      callId: string;
      direction: "in" | "out";
      destination: Destination;
      at: Instant;
      bytes: Uint8Array;
    }
  /** Something was refused or dropped before it became a call; at most once per source and second. */
  | { type: "refused"; transport: Transport; remoteAddress: string; reason: string };

export type SipOutput = { type: "send"; bytes: Uint8Array; destination: Destination; sendId?: string } | SipEvent;
