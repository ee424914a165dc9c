// How often one address, or one person, may ask for something in a span of time.

import type { Instant } from "@tellerline/base";

/** So many are remembered before those with nothing recent are forgotten. */
const many = 10_000;

export class RateLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #asked = new Map<string, Instant[]>();

  /** @param most so often each. @param windowMs in so many milliseconds */
  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one more. @returns false when it is one too many; that one is not counted */
  allows(who: string, now: Instant): boolean {
    const recent = (this.#asked.get(who) ?? []).filter((at) => at > now - this.#windowMs);
    if (recent.length >= this.#most) return false;
    recent.push(now);
    this.#asked.set(who, recent);
    if (this.#asked.size > many)
      for (const [other, times] of this.#asked)
        if ((times.at(-1) ?? 0) <= now - this.#windowMs) this.#asked.delete(other);
    return true;
  }
}
