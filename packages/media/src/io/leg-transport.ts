// What carries a leg's packets and speaks its SDP: an RTP socket pair, or a WebRTC connection.

import type { Direction, Outcome } from "../protocol.ts";

export interface LegTransport {
  readonly address: string;
  readonly port: number;
  offer(direction: Direction | undefined): Promise<Outcome<{ sdp: string }>>;
  answer(sdp: string): Promise<Outcome<{ sdp: string; remoteDirection: Direction }>>;
  accept(sdp: string): Promise<Outcome<{ remoteDirection: Direction }>>;
  /** Sends the RTP packet `bytes[start, end)`. */
  send(bytes: Buffer, start: number, end: number): void;
  sendRtcp(bytes: Uint8Array): void;
  close(): Promise<void>;
}
