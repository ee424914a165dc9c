// Keeps scanners and floods away (SPEC.md, UA-10 … UA-12): what one source address may do before it is not heard.

import type { Instant } from "@tellerline/base";
import type { EndpointLimits } from "./endpoint-options.ts";

interface Source {
  /** Messages in the second that began at `secondAt`. */
  messages: number;
  secondAt: Instant;
  offences: number;
  offencesSince: Instant;
  bannedUntil: Instant;
  toldAt: Instant;
}

const maxSources = 50_000;
const offenceWindowMs = 60_000;

export class SourceGuard {
  readonly #limits: EndpointLimits;
  /** Least recently new source first. */
  readonly #sources = new Map<string, Source>();

  constructor(limits: EndpointLimits) {
    this.#limits = limits;
  }

  /** Counts one message and says whether it may be looked at. */
  admits(address: string, now: Instant): boolean {
    const source = this.#source(address, now);
    if (now < source.bannedUntil) return false;
    if (now - source.secondAt >= 1_000) {
      source.secondAt = now;
      source.messages = 0;
    }
    source.messages += 1;
    return source.messages <= this.#limits.maxMessagesPerSecond;
  }

  /** Notes a malformed message or a wrong password. */
  offend(address: string, now: Instant): void {
    const source = this.#source(address, now);
    if (now - source.offencesSince > offenceWindowMs) {
      source.offences = 0;
      source.offencesSince = now;
    }
    source.offences += 1;
    if (source.offences >= this.#limits.maxOffences) {
      source.bannedUntil = now + this.#limits.banMs;
      source.offences = 0;
    }
  }

  /** Whether a refusal may be reported now: once per source and second. */
  mayTell(address: string, now: Instant): boolean {
    const source = this.#source(address, now);
    if (now - source.toldAt < 1_000) return false;
    source.toldAt = now;
    return true;
  }

  #source(address: string, now: Instant): Source {
    const known = this.#sources.get(address);
    if (known !== undefined) return known;
    if (this.#sources.size >= maxSources) this.#forgetHalf(now);
    const source = { messages: 0, secondAt: now, offences: 0, offencesSince: now, bannedUntil: 0, toldAt: 0 };
    this.#sources.set(address, source);
    return source;
  }

  #forgetHalf(now: Instant): void {
    let left = this.#sources.size / 2;
    for (const [address, source] of this.#sources) {
      if (left-- <= 0) break;
      if (source.bannedUntil <= now) this.#sources.delete(address);
    }
  }
}
