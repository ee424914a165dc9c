// What goes into a call machine and what comes out of it, as whoever steers calls (`server`) sees it. Agreed with the
// rooms above: change it only together with them.
//
//   a call = one customer (or called colleague) and everybody he is connected with, on one bridge
//
//   customer ──┐                         wiring (who hears whom) follows from the state of the call:
//   agent    ──┼── bridge ── players     flow: customer ⇐ player            talk:   customer ⇔ agent
//   consulted ─┘          ── recordings  hold: customer ⇐ music             consult: agent ⇔ consulted, customer ⇐ music
//   supervisor ┘                         listen: supervisor ⇐ both          coach: supervisor ⇒ agent
//                                        threeWay: everybody ⇔ everybody    parked: customer ⇐ player, no agent

import type { PlayItem } from "@tellerline/media";
import type { InviteTarget } from "@tellerline/sip";

/** `customer` is the outside party, or the called colleague of an internal call; there is exactly one. */
export type PartyRole = "customer" | "agent" | "consulted";

/**
 * How a supervisor takes part in the agent's talk: he hears it and nobody hears him; the agent alone hears him; everybody
 * does.
 */
export type SupervisionMode = "listen" | "coach" | "bargeIn";

/** How a party is reached. */
export interface PartyTarget {
  invite: InviteTarget;
  requestUri: string;
  /** URI and display name shown to the party. */
  from: string;
  callerName?: string;
  to: string;
  /** Whether the leg is a browser (werift) or plain RTP. */
  media: "rtp" | "webrtc";
  credentials?: { username: string; password: string };
  /** The trunk through which it is called: for who counts channels. */
  trunkId?: string;
  /** Extra SIP headers, for example X-Tellerline-Interaction. */
  headers?: readonly { name: string; value: string }[];
}

export type CallCommand =
  /** Accepts the customer's call (200). */
  | { type: "answer" }
  /** 180 to the customer. */
  | { type: "ring" }
  | { type: "reject"; status: number; reason?: string }
  /** Plays to the customer while nobody is connected to him; a new player takes the place of the old one. */
  | { type: "play"; playerId: string; items: PlayItem[]; loop?: boolean }
  | { type: "stopPlay"; playerId: string }
  /** Plays once to everybody in the talk, beside what they say; it ends when the customer is no longer talked with. */
  | { type: "announce"; playerId: string; items: PlayItem[] }
  /** What customers on hold or waiting for the consultation to end hear. */
  | { type: "setMusic"; items: PlayItem[] }
  | {
      type: "captureSecret";
      handle: string;
      maxDigits: number;
      terminators: string;
      firstDigitTimeoutMs: number;
      interDigitTimeoutMs: number;
    }
  | { type: "cancelSecret"; handle: string }
  | {
      type: "sealSecrets";
      requestId: string;
      parts: { name: string; handle: string }[];
      key: string;
      associatedData: string;
    }
  | { type: "wipeSecrets"; handles: string[] }
  | {
      type: "callParty";
      partyId: string;
      role: PartyRole;
      target: PartyTarget;
      ringTimeoutMs: number;
      autoAnswer: boolean;
    }
  /** Gives up a party that has not answered. */
  | { type: "cancelParty"; partyId: string; reason: string }
  /** Customer and this party talk; what the customer heard stops. The party becomes his agent. */
  | { type: "connect"; partyId: string }
  | { type: "hold"; by: string }
  | { type: "retrieve"; by: string }
  | { type: "mute"; partyId: string }
  | { type: "unmute"; partyId: string }
  /** `by` talks to the consulted party `partyId` (called before by callParty), the customer hears music. */
  | { type: "consult"; by: string; partyId: string }
  /** `by` changes between customer and consulted party. */
  | { type: "alternate"; by: string }
  /** `by` leaves, the consulted party becomes the customer's agent. */
  | { type: "completeTransfer"; by: string }
  /** The consulted party is dropped, `by` is back with the customer. */
  | { type: "cancelConsult"; by: string }
  | { type: "threeWay"; by: string }
  /** The answered party `partyId` joins the talk of `by` and his customer; with others it is a conference. */
  | { type: "join"; by: string; partyId: string }
  /** `by` stays in the call and hears nothing; the customer is alone with prompts until `connect`. */
  | { type: "suspend"; by: string }
  /** The answered party `partyId`, which has no other part in the call, begins to supervise or does it otherwise. */
  | { type: "supervise"; partyId: string; mode: SupervisionMode }
  /** The supervising party takes the customer over; all others of ours leave. */
  | { type: "intercept"; partyId: string }
  /** Hangs one party up, the others stay. */
  | { type: "dropParty"; partyId: string; reason: string }
  /** All agents but supervisors leave; the customer stays alone and hears what `play` gives him (music until then). */
  | { type: "park" }
  /** From now on the customer's hang-up leaves his agent's leg up, with busy tone, until the agent releases it (CL-20). */
  | { type: "releaseByAgent" }
  /** Second dialling: digits of `by` to the party he talks with. */
  | { type: "sendDigits"; by: string; digits: string }
  | { type: "startRecording"; recordingId: string; path: string; key: string; keyId: string }
  | { type: "pauseRecording"; recordingId: string; on: boolean }
  | { type: "stopRecording"; recordingId: string }
  /** Ends the call for everybody. `status` answers a customer's call that was not answered yet. */
  | { type: "endCall"; reason: string; status?: number };

export type PartyFailure = "busy" | "noAnswer" | "rejected" | "unreachable" | "cancelled" | "error";

export type CallEvent =
  /** The customer's leg is up (we answered, or he answered our call). */
  | { type: "customerAnswered" }
  | { type: "partyRinging"; partyId: string }
  | { type: "partyAnswered"; partyId: string }
  | { type: "partyFailed"; partyId: string; reason: PartyFailure; status: number }
  /** An answered party is gone; the call goes on until `ended`. */
  | { type: "partyEnded"; partyId: string; by: "remote" | "local" | "lost" }
  | { type: "connected"; partyId: string }
  /** He hung up; his agent's leg is up until the agent releases it. */
  | { type: "customerLeft" }
  /** The customer is on hold, by command or by the agent's own phone. */
  | { type: "held"; by: string }
  | { type: "retrieved"; by: string }
  | { type: "playEnded"; playerId: string; by: "end" | "stop" }
  | { type: "digit"; partyId: string; digit: string }
  | { type: "secretProgress"; handle: string; count: number }
  | { type: "secretCaptured"; handle: string; count: number; by: "length" | "terminator" | "timeout" }
  | { type: "secretsSealed"; requestId: string; sealed: string }
  | { type: "secretsFailed"; requestId: string; reason: string }
  /** A phone asked for a transfer by REFER. */
  | { type: "transferRequested"; by: string; referTo: string; replacesPartyId?: string }
  | { type: "recordingStarted"; recordingId: string }
  | {
      type: "recordingClosed";
      recordingId: string;
      path: string;
      startedAt: number;
      durationMs: number;
      bytes: number;
      sha256: string;
      lostMs: number;
      error?: string;
    }
  /** A command could not be obeyed in the present state; nothing changed. */
  | { type: "refused"; command: CallCommand["type"]; reason: string }
  /**
   * The call is over: every leg, player and recording is or will be closed. Said exactly once, last but for
   * `recordingClosed`.
   */
  | { type: "ended"; by: "customer" | "local" | "mediaLost" | "error"; reason: string; status?: number };
