// RFC 4733 digits received (SPEC.md, DT): packets of one key press share a timestamp and carry a growing duration; the
// last is repeated, any may be lost.
//
//   idle ──any packet of a new timestamp──▶ pressed ──end bit──▶ idle (digit)
//                                           pressed ──packet of a later timestamp──▶ digit, and pressed anew (end lost)
//                                           pressed ──nothing for 100 ms──▶ digit (all ends lost)

import { uint16 } from "../rtp/rtp-packet.ts";

const lostEndMs = 100;

export class DigitReceiver {
  /** Duration of the digit last reported. */
  durationMs = 0;
  #pressed = false;
  #code = 0;
  #timestamp = 0;
  #duration = 0;
  #heardAt = 0;
  #ended = false;
  #endedTimestamp = 0;

  /** Forgets what was heard: another stream begins. */
  reset(): void {
    this.#pressed = false;
    this.#ended = false;
  }

  /** When `timeout` must be called, or undefined. */
  nextTimeout(): number | undefined {
    return this.#pressed ? this.#heardAt + lostEndMs : undefined;
  }

  /**
   * Takes one telephone-event payload `bytes[start, end)`. Returns the event code of a digit that has ended, or -1. One
   * packet ends at most one: if it is itself an end, its repetition or the time-out tells of its own digit.
   */
  take(bytes: Uint8Array, start: number, end: number, timestamp: number, now: number): number {
    if (end - start < 4) return -1;
    const code = bytes[start] as number;
    if (code > 15) return -1;
    const last = ((bytes[start + 1] as number) & 0x80) !== 0;
    const duration = uint16(bytes, start + 2);
    // Repeated ends, and stragglers of an earlier press.
    if (this.#ended && ((timestamp - this.#endedTimestamp) | 0) <= 0) return -1;
    if (this.#pressed && timestamp !== this.#timestamp) {
      if (((timestamp - this.#timestamp) | 0) < 0) return -1;
      const lost = this.#end();
      this.#press(code, timestamp);
      this.#update(duration, now);
      return lost;
    }
    if (!this.#pressed) this.#press(code, timestamp);
    this.#update(duration, now);
    return last ? this.#end() : -1;
  }

  /** The digit whose ends were all lost, if it is time to say so, or -1. */
  timeout(now: number): number {
    return this.#pressed && now >= this.#heardAt + lostEndMs ? this.#end() : -1;
  }

  #press(code: number, timestamp: number): void {
    this.#pressed = true;
    this.#code = code;
    this.#timestamp = timestamp;
    this.#duration = 0;
  }

  #update(duration: number, now: number): void {
    this.#duration = Math.max(this.#duration, duration);
    this.#heardAt = now;
  }

  #end(): number {
    const code = this.#code;
    this.#pressed = false;
    this.#ended = true;
    this.#endedTimestamp = this.#timestamp;
    this.durationMs = Math.round(this.#duration / 8);
    this.#code = 0;
    return code;
  }
}
