// One RTP stream that we send (SPEC.md, RTP-6): a single SSRC whose sequence numbers have no gaps of our making and
// whose timestamps follow real time, whatever it is made of from moment to moment: a relayed stream, our own mix, digits.
//
//   source A   100 101 102                 in
//   source B               7001 7002       in
//   out         40  41  42   43M  44       a switch re-bases sequence and timestamp and sets the marker

import { frameSamples } from "../audio/g711.ts";

/** Key of what the tick makes (mix, prompt, silence); relayed streams have keys of their own, above 0. */
export const generated = 0;

export class OutStream {
  readonly ssrc: number;
  packets = 0;
  octets = 0;
  /** Fields of the packet last prepared. */
  sequence: number;
  timestamp: number;
  marker = false;
  payloadType = 0;
  #source = -1;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastSequence: number;
  #lastTimestamp: number;
  #lastAt: number | undefined;

  /** @param first initial sequence number and timestamp: random (RFC 3550 §5.1). */
  constructor(ssrc: number, first: { sequence: number; timestamp: number }) {
    this.ssrc = ssrc;
    this.sequence = first.sequence;
    this.timestamp = first.timestamp;
    this.#lastSequence = (first.sequence - 1) & 0xffff;
    this.#lastTimestamp = first.timestamp;
  }

  /** The newest timestamp sent: what a sender report is about. */
  get lastTimestamp(): number {
    return this.#lastTimestamp;
  }

  /** Prepares the fields for a packet of stream `source` that came with these numbers. */
  relay(source: number, sequence: number, timestamp: number, now: number): void {
    if (source !== this.#source) {
      this.#rebase(source, timestamp, now);
      this.#sequenceOffset = (this.#lastSequence + 1 - sequence) & 0xffff;
    } else {
      this.marker = false;
    }
    this.sequence = (sequence + this.#sequenceOffset) & 0xffff;
    this.timestamp = (timestamp + this.#timestampOffset) >>> 0;
    if (((this.sequence - this.#lastSequence) & 0xffff) < 0x8000) this.#sent(now);
  }

  /** Prepares the fields for the frame of tick `tick` (a count of 20 ms). */
  generate(tick: number, now: number): void {
    const timestamp = (tick * frameSamples) >>> 0;
    if (this.#source !== generated) this.#rebase(generated, timestamp, now);
    else this.marker = false;
    this.sequence = (this.#lastSequence + 1) & 0xffff;
    this.timestamp = (timestamp + this.#timestampOffset) >>> 0;
    this.#sent(now);
  }

  /** The timestamp of something that begins now. */
  startTimestamp(now: number): number {
    return (this.#lastTimestamp + this.#elapsed(now)) >>> 0;
  }

  /** Prepares a packet that is no part of the audio, such as a digit; the audio after it starts anew. */
  insert(timestamp: number, marker: boolean, now: number): void {
    this.interrupt();
    this.sequence = (this.#lastSequence + 1) & 0xffff;
    this.timestamp = timestamp >>> 0;
    this.marker = marker;
    this.#lastSequence = this.sequence;
    if (this.#lastTimestamp !== this.timestamp || this.#lastAt === undefined) {
      this.#lastTimestamp = this.timestamp;
      this.#lastAt = now;
    }
  }

  /** The next packet is a new start, even from the same source: something was left out. */
  interrupt(): void {
    this.#source = -1;
  }

  #rebase(source: number, timestamp: number, now: number): void {
    this.#source = source;
    this.#timestampOffset = (this.startTimestamp(now) - timestamp) >>> 0;
    this.marker = true;
  }

  #elapsed(now: number): number {
    if (this.#lastAt === undefined) return 0;
    return Math.max(frameSamples, Math.round((now - this.#lastAt) * 8));
  }

  #sent(now: number): void {
    this.#lastSequence = this.sequence;
    this.#lastTimestamp = this.timestamp;
    this.#lastAt = now;
  }
}
