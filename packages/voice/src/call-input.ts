// What goes into a CallMachine and what comes out of it: the rest of the product speaks call-protocol.ts, the legs speak
// SIP, the bridge speaks media.

import type { Command, IceServer, MediaEvent, Outcome } from "@tellerline/media";
import type { IncomingCall, InviteTarget, SipCommand, SipEvent } from "@tellerline/sip";
import type { CallCommand, CallEvent, PartyRole } from "./call-protocol.ts";

/** A SIP event about one leg. */
export type LegEvent = Extract<SipEvent, { legId: string }>;

export type CallInput =
  /** First, where the call begins with a leg that came in. */
  | { type: "incoming"; incoming: IncomingCall; partyId: string; role: PartyRole }
  | { type: "command"; command: CallCommand }
  | { type: "sip"; event: LegEvent }
  | { type: "media"; event: MediaEvent }
  | { type: "mediaResult"; requestId: number; outcome: Outcome<object> }
  /** The media process or the call's worker is gone. */
  | { type: "mediaLost" };

export type CallOutput =
  | { type: "sip"; command: SipCommand }
  | { type: "media"; requestId: number; command: Command }
  | { type: "event"; event: CallEvent }
  /** A leg of this call exists from now on: its SIP events belong here. */
  | { type: "legOpened"; legId: string }
  /** Nothing more will come: the machine can be forgotten. Said once, last. */
  | { type: "finished" };

export interface CallMachineOptions {
  callId: string;
  /** Ids of legs to open; unique over all calls. */
  newLegId(): string;
  /** The address to name in SDP towards a party, where it is not the media process's own. */
  announce?(target: InviteTarget): string | undefined;
  iceServers?: IceServer[];
}
