// RFC 4733 digits to send, driven by the 20 ms tick (SPEC.md, DT): per digit a packet each 20 ms with growing duration,
// the end three times, then the gap.
//
//   tick        1    2    3    4    5    6    7    8 …
//   packet      M    ·    ·    ·    E    E    E   gap

import { putUint16 } from "../rtp/rtp-packet.ts";

const endRepeats = 3;
const volume = 10;
/** Digits waiting at most: a stranger's keypad must not fill our memory. */
const queueMax = 128;

interface QueuedDigit {
  code: number;
  toneTicks: number;
  gapTicks: number;
}

export class DigitSender {
  /** Length of a payload. */
  static readonly payloadBytes = 4;
  /** Whether the packet just made is the first of its digit. */
  first = false;
  readonly #queue: QueuedDigit[] = [];
  #tick = 0;

  /** Whether there is something to send or to wait for. */
  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** Queues one digit; false if too many wait. */
  queue(code: number, toneMs: number, gapMs: number): boolean {
    if (this.#queue.length >= queueMax) return false;
    // 40 ms is the shortest that receivers must take (ITU-T Q.24); 60 s stay below 16 bits of 8 kHz only up to 8 s.
    const toneTicks = Math.ceil(Math.min(8000, Math.max(40, toneMs)) / 20);
    const gapTicks = Math.max(endRepeats - 1, Math.ceil(Math.min(8000, Math.max(40, gapMs)) / 20));
    this.#queue.push({ code, toneTicks, gapTicks });
    return true;
  }

  /** One tick: writes a payload at `out[at]` and returns true, or false in a gap. */
  tick(out: Uint8Array, at: number): boolean {
    const digit = this.#queue[0];
    if (digit === undefined) return false;
    this.#tick++;
    const sinceEnd = this.#tick - digit.toneTicks;
    const packet = sinceEnd < endRepeats;
    if (packet) {
      this.first = this.#tick === 1;
      out[at] = digit.code;
      out[at + 1] = (sinceEnd >= 0 ? 0x80 : 0) | volume;
      putUint16(out, at + 2, 160 * Math.min(this.#tick, digit.toneTicks));
    }
    if (sinceEnd >= digit.gapTicks) {
      this.#queue.shift();
      this.#tick = 0;
    }
    return packet;
  }
}
