// Mixing (SPEC.md, MX): samples are summed in 32 bits and clipped once. Each listener's sum is made of what he has
// declared to hear, so nobody hears himself unless he asked for it (N-1 is a matter of wiring).

import type { Codec } from "./g711.ts";
import { encoder, frameSamples } from "./g711.ts";

export class Mixer {
  readonly #sum = new Int32Array(frameSamples);

  /** Starts a new sum. */
  clear(): void {
    this.#sum.fill(0);
  }

  /** Adds one frame. */
  add(frame: Int16Array): void {
    const sum = this.#sum;
    for (let i = 0; i < frameSamples; i++) sum[i] = (sum[i] as number) + (frame[i] as number);
  }

  /** Encodes the sum into `out` from `start`, every `stride` bytes. */
  encode(codec: Codec, out: Uint8Array, start: number, stride = 1): void {
    const table = encoder(codec);
    let place = start;
    for (let i = 0; i < frameSamples; i++) {
      const sample = this.#sum[i] as number;
      const clipped = Math.max(-32_768, Math.min(32_767, sample));
      out[place] = table[clipped & 0xffff] as number;
      place += stride;
    }
  }
}
