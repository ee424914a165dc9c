// What a received RTP stream is like (RFC 3550 A.1, A.3, A.8): extended sequence numbers, loss, jitter, and where a new
// stream begins (another SSRC, or the numbers start anew, as after a re-INVITE).

import type { RtpHeader } from "./rtp-packet.ts";

const maxDropout = 3000;
const maxMisorder = 100;

export class Reception {
  /** Grows with each new stream; a relay that sees it change starts its output anew. */
  epoch = 0;
  ssrc = 0;
  packets = 0;
  bytes = 0;
  #base = 0;
  #highest = 0;
  #cycles = 0;
  #badSequence = -1;
  #transit: number | undefined;
  #jitter = 0;
  #streamPackets = 0;
  #lostBefore = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;

  /**
   * Takes in one packet that arrived at `now`; false if it must be dropped (a stray far from the sequence: two in a row
   * are a restart, RFC 3550 A.1).
   */
  take(header: RtpHeader, now: number): boolean {
    if (this.epoch === 0 || header.ssrc !== this.ssrc) this.#start(header);
    else if (!this.#advance(header)) return false;
    this.packets++;
    this.#streamPackets++;
    this.bytes += header.payloadEnd - header.payloadStart;
    this.#measure(header.timestamp, now);
    return true;
  }

  get highestSequence(): number {
    return (this.#cycles + this.#highest) >>> 0;
  }

  /** Packets that never came, over all streams; never negative. */
  get lost(): number {
    return this.#lostBefore + this.#streamLost;
  }

  /** In timestamp units. */
  get jitter(): number {
    return Math.round(this.#jitter);
  }

  /** Loss since the last call, in 1/256 (RFC 3550 A.3). */
  takeFractionLost(): number {
    const expected = this.#expected;
    const expectedNow = expected - this.#expectedPrior;
    const receivedNow = this.#streamPackets - this.#receivedPrior;
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#streamPackets;
    if (expectedNow <= 0 || expectedNow <= receivedNow) return 0;
    return Math.min(255, Math.floor((256 * (expectedNow - receivedNow)) / expectedNow));
  }

  get #expected(): number {
    return this.epoch === 0 ? 0 : this.#cycles + this.#highest - this.#base + 1;
  }

  get #streamLost(): number {
    return Math.max(0, this.#expected - this.#streamPackets);
  }

  #start(header: RtpHeader): void {
    this.#lostBefore += this.#streamLost;
    this.epoch++;
    this.ssrc = header.ssrc;
    this.#base = header.sequence;
    this.#highest = header.sequence;
    this.#cycles = 0;
    this.#badSequence = -1;
    this.#transit = undefined;
    this.#streamPackets = 0;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
  }

  #advance(header: RtpHeader): boolean {
    const delta = (header.sequence - this.#highest) & 0xffff;
    if (delta < maxDropout) {
      if (header.sequence < this.#highest) this.#cycles += 65_536;
      this.#highest = header.sequence;
      return true;
    }
    if (delta > 65_536 - maxMisorder) return true;
    if (header.sequence === this.#badSequence) {
      this.#start(header);
      return true;
    }
    this.#badSequence = (header.sequence + 1) & 0xffff;
    return false;
  }

  #measure(timestamp: number, now: number): void {
    const transit = (Math.round(now * 8) - timestamp) | 0;
    if (this.#transit !== undefined) {
      const difference = Math.abs((transit - this.#transit) | 0);
      // A change of more than a second is another time base (silence suppression, a new source), not jitter.
      if (difference < 8000) this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }
}
