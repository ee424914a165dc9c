// A recording as it grows (SPEC.md, RC): 20 ms of two channels per tick, sealed into frames of a second. Time is the
// tick's: a tick that never came is silence and counted as lost, a pause is silence and is not.

import { alawSilence, frameSamples } from "../audio/g711.ts";
import { audioFrameBytes, digest, frameKinds, type RecordingKeys, sealFrame, sealHeader } from "./recording-format.ts";

const tickBytes = 2 * frameSamples;

export class Recorder {
  readonly startedAt: number;
  /** The header, to be written first. */
  readonly header: Buffer;
  /** Room for the two channels of this tick, left first; written at `at` with stride 2. */
  readonly frame = Buffer.alloc(audioFrameBytes, alawSilence);
  paused = false;
  /** The disk does not keep up: frames become gaps, told with the next frame that is written. */
  congested = false;
  lostMs = 0;
  readonly #keys: RecordingKeys;
  #at = 0;
  #counter = 0;
  #samples = 0;
  #tick: number | undefined;
  #gap = 0;

  /** @param random 12 bytes for the wrap's nonce and 32 for the data key; the key itself is wiped. */
  constructor(startedAt: number, keyId: string, key: Buffer, random: Buffer) {
    this.startedAt = startedAt;
    const dataKey = random.subarray(12, 44);
    this.header = sealHeader(startedAt, keyId, key, dataKey, random.subarray(0, 12));
    this.#keys = { dataKey, headerDigest: digest(this.header) };
    key.fill(0);
  }

  get durationMs(): number {
    return this.#samples / 8;
  }

  /** Where this tick's samples go in `frame`. */
  get at(): number {
    return this.#at;
  }

  /** Makes room for tick `tick`; returns what is to be written before, if ticks were missed. */
  begin(tick: number): Buffer[] {
    const out: Buffer[] = [];
    const missed = this.#tick === undefined ? 0 : Math.max(0, tick - this.#tick - 1);
    this.#tick = tick;
    for (let i = 0; i < missed; i++) {
      this.frame.fill(alawSilence, this.#at, this.#at + tickBytes);
      this.lostMs += 20;
      const sealed = this.end();
      if (sealed !== undefined) out.push(sealed);
    }
    if (this.paused) this.frame.fill(alawSilence, this.#at, this.#at + tickBytes);
    return out;
  }

  /** The tick's samples are in place; returns a sealed frame when a second is full. */
  end(): Buffer | undefined {
    this.#at += tickBytes;
    this.#samples += frameSamples;
    return this.#at >= audioFrameBytes ? this.#seal() : undefined;
  }

  /** What is left, and the end frame; wipes the data key. */
  finish(): Buffer[] {
    const out: Buffer[] = [];
    this.congested = false;
    if (this.#at > 0) {
      const rest = this.#seal();
      if (rest !== undefined) out.push(rest);
    }
    if (this.#gap > 0) out.push(this.#sealGap());
    const end = Buffer.alloc(12);
    end.writeBigUInt64BE(BigInt(this.#samples), 0);
    end.writeUInt32BE(Math.round(this.lostMs), 8);
    out.push(sealFrame(this.#keys, this.#counter++, frameKinds.end, end));
    this.#keys.dataKey.fill(0);
    return out;
  }

  #seal(): Buffer | undefined {
    const plain = this.frame.subarray(0, this.#at);
    this.#at = 0;
    if (this.congested) {
      this.#gap += plain.length / 2;
      this.lostMs += plain.length / 16;
      return undefined;
    }
    if (this.#gap === 0) return sealFrame(this.#keys, this.#counter++, frameKinds.audio, plain);
    return Buffer.concat([this.#sealGap(), sealFrame(this.#keys, this.#counter++, frameKinds.audio, plain)]);
  }

  #sealGap(): Buffer {
    const gap = Buffer.alloc(4);
    gap.writeUInt32BE(this.#gap, 0);
    this.#gap = 0;
    return sealFrame(this.#keys, this.#counter++, frameKinds.gap, gap);
  }
}
