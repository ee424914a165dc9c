// The jitter buffer (SPEC.md, JB): a ring of samples indexed by RTP timestamp. Packets of any length are decoded into
// their place, one frame of 20 ms is taken out per tick; what never came is silence.
//
//              read                 newest end
//   ───────────┬─────────┬─────────────┬────────────▶ timestamp
//    zeroed    │ 20 ms   │  slack      │ still silent
//
// The delay follows the network: a packet that came too late pushes the reading point back by its lateness, and where
// the slack stayed above what was needed for two seconds a frame is skipped. Nothing is allocated after construction.

import { frameSamples } from "./g711.ts";

const ringSamples = 8192;
const initialDelay = 2 * frameSamples;
/** Never more delay than this, by whatever burst or stall: 240 ms. */
const maxDelay = 12 * frameSamples;
/** A jump of more than a second is another clock, not a late packet. */
const jump = 8000;
const windowFrames = 100;

export class JitterBuffer {
  readonly #ring = new Int16Array(ringSamples);
  #started = false;
  #read = 0;
  #end = 0;
  #minSlack = ringSamples;
  #frames = 0;
  /** Samples that came after their time. */
  late = 0;
  /** Frames skipped to shorten the delay. */
  skipped = 0;

  /** Forgets everything: another stream begins. */
  reset(): void {
    this.#started = false;
    this.#ring.fill(0);
  }

  /** Samples between the reading point and the newest one. */
  get delay(): number {
    return this.#started ? Math.max(0, (this.#end - this.#read) | 0) : 0;
  }

  /** Decodes `bytes[start, end)`, which belong at `timestamp`, with a G.711 table. */
  write(timestamp: number, bytes: Uint8Array, start: number, end: number, decode: Int16Array): void {
    const length = Math.min(end - start, maxDelay);
    if (length <= 0) return;
    if (!this.#started || Math.abs((timestamp - this.#read) | 0) > jump) this.#anchor(timestamp);
    let offset = (timestamp - this.#read) | 0;
    if (offset < 0) {
      this.late += Math.min(length, -offset);
      if (offset + length <= 0) {
        this.#pushBack(-offset);
        offset = (timestamp - this.#read) | 0;
      }
    }
    if (offset + length > maxDelay + initialDelay) {
      this.#advance(offset + length - initialDelay);
      offset = (timestamp - this.#read) | 0;
    }
    for (let i = Math.max(0, -offset); i < length; i++) {
      this.#ring[(this.#read + offset + i) & (ringSamples - 1)] = decode[bytes[start + i] as number] as number;
    }
    const newest = (this.#read + offset + length) | 0;
    if (((newest - this.#end) | 0) > 0) this.#end = newest;
  }

  /** Puts the next 20 ms into `out` and returns whether any of it had been received. */
  pull(out: Int16Array): boolean {
    if (!this.#started) {
      out.fill(0);
      return false;
    }
    const slack = (this.#end - this.#read) | 0;
    this.#take(out);
    this.#adapt(slack, out);
    // A stream that stopped keeps its reading point with the newest sample; else its return would look like a jump.
    if (slack <= -maxDelay) this.#started = false;
    return slack > 0;
  }

  #anchor(timestamp: number): void {
    this.#ring.fill(0);
    this.#started = true;
    this.#read = (timestamp - initialDelay) | 0;
    this.#end = timestamp | 0;
    this.#minSlack = ringSamples;
    this.#frames = 0;
  }

  #pushBack(samples: number): void {
    const room = Math.max(0, maxDelay - Math.max(0, (this.#end - this.#read) | 0));
    this.#read = (this.#read - Math.min(samples + frameSamples, room)) | 0;
    this.#minSlack = ringSamples;
    this.#frames = 0;
  }

  #take(out: Int16Array): void {
    for (let i = 0; i < frameSamples; i++) {
      const place = (this.#read + i) & (ringSamples - 1);
      out[i] = this.#ring[place] as number;
      this.#ring[place] = 0;
    }
    this.#read = (this.#read + frameSamples) | 0;
  }

  #adapt(slack: number, out: Int16Array): void {
    this.#minSlack = Math.min(this.#minSlack, slack);
    if (++this.#frames < windowFrames) return;
    const tooMuch = this.#minSlack > 3 * frameSamples;
    // Half a second longer if somebody is speaking: a skip is least heard in silence.
    if (tooMuch && !quiet(out) && this.#frames < windowFrames + 25) return;
    if (tooMuch) this.#advance(frameSamples);
    this.#minSlack = ringSamples;
    this.#frames = 0;
  }

  #advance(samples: number): void {
    for (let i = 0; i < Math.min(samples, ringSamples); i++) this.#ring[(this.#read + i) & (ringSamples - 1)] = 0;
    this.#read = (this.#read + samples) | 0;
    this.skipped++;
  }
}

function quiet(frame: Int16Array): boolean {
  for (let i = 0; i < frame.length; i += 4) if (Math.abs(frame[i] as number) > 256) return false;
  return true;
}
