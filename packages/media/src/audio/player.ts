// A player (SPEC.md, PL): prompts, tones and silence one after the other, in frames of 20 ms, each prompt encoded once
// per codec however many calls play it.
//
//   waiting ──a leg that can be sent to hears it, or 2 s──▶ playing ──end──▶ ended      (loop: from the start again)

import { alawSilence, type Codec, encoder, frameSamples, silenceOf, ulawSilence } from "./g711.ts";

/** Samples with their encodings; immutable and shared. */
export class Clip {
  readonly pcm: Int16Array;
  #alaw: Uint8Array | undefined;
  #ulaw: Uint8Array | undefined;

  constructor(pcm: Int16Array) {
    this.pcm = pcm;
  }

  encoded(codec: Codec): Uint8Array {
    if (codec === "PCMA") {
      this.#alaw ??= encode(this.pcm, "PCMA");
      return this.#alaw;
    }
    this.#ulaw ??= encode(this.pcm, "PCMU");
    return this.#ulaw;
  }
}

function encode(pcm: Int16Array, codec: Codec): Uint8Array {
  const table = encoder(codec);
  return Uint8Array.from(pcm, (sample) => table[sample & 0xffff] as number);
}

/** A tone of summed sines with 4 ms ramps, so that it does not click. */
export function toneClip(frequencies: number[], ms: number, level = 0.25): Clip {
  const length = Math.round(ms * 8);
  const pcm = new Int16Array(length);
  const ramp = 32;
  const amplitude = (32_767 * level) / Math.max(1, frequencies.length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (const frequency of frequencies) sum += Math.sin((2 * Math.PI * frequency * i) / 8000);
    pcm[i] = Math.round(sum * amplitude * Math.min(1, (i + 1) / ramp, (length - i) / ramp));
  }
  return new Clip(pcm);
}

export function silenceClip(ms: number): Clip {
  return new Clip(new Int16Array(Math.round(ms * 8)));
}

export class Player {
  /** The frame of this tick, decoded; silence when it is over. */
  readonly pcm = new Int16Array(frameSamples);
  readonly #alaw = new Uint8Array(frameSamples).fill(alawSilence);
  readonly #ulaw = new Uint8Array(frameSamples).fill(ulawSilence);
  readonly #clips: Clip[];
  readonly #loop: boolean;
  #clip = 0;
  #at = 0;

  constructor(clips: Clip[], loop: boolean) {
    this.#clips = clips.filter((clip) => clip.pcm.length > 0);
    this.#loop = loop;
  }

  get durationMs(): number {
    return Math.round(this.#clips.reduce((sum, clip) => sum + clip.pcm.length, 0) / 8);
  }

  /** The frame of this tick, encoded. */
  encoded(codec: Codec): Uint8Array {
    return codec === "PCMA" ? this.#alaw : this.#ulaw;
  }

  /** Moves on by 20 ms; false when there was nothing left. */
  advance(): boolean {
    let filled = 0;
    while (filled < frameSamples) {
      const clip = this.#clips[this.#clip];
      if (clip === undefined) break;
      const count = Math.min(frameSamples - filled, clip.pcm.length - this.#at);
      this.pcm.set(clip.pcm.subarray(this.#at, this.#at + count), filled);
      this.#alaw.set(clip.encoded("PCMA").subarray(this.#at, this.#at + count), filled);
      this.#ulaw.set(clip.encoded("PCMU").subarray(this.#at, this.#at + count), filled);
      filled += count;
      this.#at += count;
      if (this.#at >= clip.pcm.length) this.#next();
    }
    if (filled < frameSamples) {
      this.pcm.fill(0, filled);
      this.#alaw.fill(silenceOf("PCMA"), filled);
      this.#ulaw.fill(silenceOf("PCMU"), filled);
    }
    return filled > 0;
  }

  #next(): void {
    this.#at = 0;
    this.#clip++;
    if (this.#loop && this.#clip >= this.#clips.length) this.#clip = 0;
  }
}
