// What a call needs of its shell. Packets leave through calls instead of a list of outputs: at fifty packets a second
// and leg, nothing may be allocated for them.

import type { MediaEvent } from "../protocol.ts";
import type { Leg } from "./leg.ts";

export interface CallPort {
  /** A buffer of at least 172 bytes that is free until its packet has been sent. */
  packet(): Buffer;
  /** Sends the RTP packet `bytes[start, end)` to the leg's other side. */
  send(leg: Leg, bytes: Buffer, start: number, end: number): void;
  sendRtcp(leg: Leg, bytes: Uint8Array): void;
  event(event: MediaEvent): void;
  /** Appends to a recording's file, asynchronously. */
  write(recordingId: string, bytes: Buffer): void;
  /** Nothing more will be written to this recording. */
  finish(recordingId: string): void;
}
