// One party of a call as media sees it (SPEC.md, LG): what it receives, what it is sent, what it hears.
//
//   packets in ─▶ latch ─▶ reception ─┬─ audio ─┬─▶ relayed at once to the legs in `relays`
//                                     │         └─▶ jitter buffer ─▶ `pcm`, one frame per tick, if `pulled`
//                                     └─ digits ─▶ receiver
//   `hearing` (relay · mix · player · silence · nothing) ─▶ out stream ─▶ packets out

import type { Codec } from "../audio/g711.ts";
import { frameSamples } from "../audio/g711.ts";
import { JitterBuffer } from "../audio/jitter-buffer.ts";
import { DigitReceiver } from "../dtmf/digit-receiver.ts";
import { DigitSender } from "../dtmf/digit-sender.ts";
import type { DigitMode, Direction, LegKind, SourceId } from "../protocol.ts";
import { Latch } from "../rtp/latch.ts";
import type { OutStream } from "../rtp/out-stream.ts";
import { Reception } from "../rtp/reception.ts";
import type { SecretCapture } from "../vault/secret-capture.ts";
import type { PlayerSource } from "./player-source.ts";

/** What a payload type means on reception. */
export const payloadKinds = { unknown: 0, pcma: 1, pcmu: 2, event: 3 } as const;

/** How a leg is fed at the moment; follows from its sources (LG-2). */
export type Hearing = "nothing" | "silence" | "relay" | "player" | "mix";

/** What offer and answer have fixed about a leg, whatever negotiated it. */
export interface LegMedia {
  codec: Codec;
  sendType: number;
  sendEventType: number | undefined;
  receive: Map<number, Codec | "event">;
  remoteDirection: Direction;
}

export class Leg {
  readonly id: string;
  readonly kind: LegKind;
  /** Distinguishes this leg's streams from those of others in an out stream. */
  number: number;
  readonly out: OutStream;
  readonly latch = new Latch();
  readonly reception = new Reception();
  readonly jitter = new JitterBuffer();
  readonly digitReceiver = new DigitReceiver();
  readonly digitSender = new DigitSender();
  /** Its frame of this tick, when `pulled`. */
  readonly pcm = new Int16Array(frameSamples);
  from: SourceId[] = [];
  /** `from`, resolved to what is alive. */
  legSources: Leg[] = [];
  playerSources: PlayerSource[] = [];
  hearing: Hearing = "nothing";
  /** Legs that are fed this leg's packets as they come. */
  relays: Leg[] = [];
  /** Somebody needs its decoded frames: a mix or a recording. */
  pulled = false;
  media: LegMedia | undefined;
  digitMode: DigitMode = "events";
  /** Legs that digits are relayed to; undefined: all that hear this one. */
  digitTargets: string[] | undefined;
  capture: SecretCapture | undefined;
  /** Digits typed ahead in secret mode, event codes; wiped. */
  readonly typedAhead = Buffer.alloc(32);
  typedAheadCount = 0;
  /** A browser leg can be sent to only when DTLS is done. */
  connected: boolean;
  heardAt: number | undefined;
  /** Since when packets have been expected; the watchdog counts from here or from the last packet. */
  expectedSince: number;
  flowing = false;
  silentTold = false;
  rtcpAt: number;
  digitTimestamp = 0;
  remoteLost: number | undefined;
  roundTripMs: number | undefined;
  /** The other side's last SR (middle of its NTP time) and when it came. */
  senderReport = 0;
  senderReportAt: number | undefined;
  readonly #kinds = new Uint8Array(128);

  constructor(id: string, kind: LegKind, number: number, out: OutStream, now: number) {
    this.id = id;
    this.kind = kind;
    this.number = number;
    this.out = out;
    this.connected = kind === "rtp";
    this.expectedSince = now;
    this.rtcpAt = now + 2000;
  }

  /** Takes what was agreed; the stream it sends starts anew. */
  agree(media: LegMedia, now: number): void {
    this.media = media;
    this.expectedSince = now;
    this.#kinds.fill(payloadKinds.unknown);
    for (const [type, meaning] of media.receive) {
      this.#kinds[type & 127] =
        meaning === "PCMA" ? payloadKinds.pcma : meaning === "PCMU" ? payloadKinds.pcmu : payloadKinds.event;
    }
    this.out.interrupt();
  }

  kindOf(payloadType: number): number {
    return this.#kinds[payloadType] as number;
  }

  /** Its sound goes to nobody: a secret is or may be typed (VT-2). */
  get cut(): boolean {
    return this.digitMode === "secret" || this.capture !== undefined;
  }

  /** Whether the other side takes packets from us now. */
  get sendable(): boolean {
    if (this.media === undefined || !this.connected) return false;
    if (this.kind === "rtp" && this.latch.address === undefined) return false;
    return this.media.remoteDirection === "sendrecv" || this.media.remoteDirection === "recvonly";
  }

  /** Whether the other side may be sending. */
  get expectsPackets(): boolean {
    const direction = this.media?.remoteDirection;
    return this.connected && (direction === "sendrecv" || direction === "sendonly");
  }

  /** The key under which this leg's present stream is relayed. */
  get streamKey(): number {
    return this.number * 65_536 + (this.reception.epoch & 0xffff);
  }

  wipeTypedAhead(): void {
    this.typedAhead.fill(0);
    this.typedAheadCount = 0;
  }
}
