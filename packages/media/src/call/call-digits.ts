// Digits of a call (SPEC.md, DT and VT): reported, passed on, or put into the vault.
//
//   received ─▶ leg cut? ──no──▶ event and/or digit senders of the hearers
//                        ──yes─▶ capture running? ──yes──▶ vault   ──no──▶ typed ahead

import { codeOfAscii, digitOf } from "../dtmf/digit-codes.ts";
import { done, failed, type Outcome } from "../protocol.ts";
import { type CaptureRules, SecretCapture } from "../vault/secret-capture.ts";
import type { Vault } from "../vault/vault.ts";
import type { CallPort } from "./call-port.ts";
import type { Leg } from "./leg.ts";

const relayGapMs = 60;
const relayToneMaxMs = 1000;

export class CallDigits {
  readonly #callId: string;
  readonly #legs: ReadonlyMap<string, Leg>;
  readonly #vault: Vault;
  readonly #port: CallPort;
  /** Secrets of this call, wiped with it. */
  readonly #handles = new Set<string>();

  constructor(callId: string, legs: ReadonlyMap<string, Leg>, vault: Vault, port: CallPort) {
    this.#callId = callId;
    this.#legs = legs;
    this.#vault = vault;
    this.#port = port;
  }

  /** One digit has been received on `leg`. */
  received(leg: Leg, code: number, durationMs: number, now: number): void {
    if (leg.capture !== undefined) {
      this.#captured(leg, leg.capture, code, now);
    } else if (leg.digitMode === "secret") {
      if (leg.typedAheadCount < leg.typedAhead.length) leg.typedAhead[leg.typedAheadCount++] = code;
    } else {
      this.#open(leg, code, durationMs);
    }
  }

  /** Starts a capture, or restarts the time-outs of the one under the same handle. */
  capture(leg: Leg, rules: CaptureRules, now: number): void {
    if (leg.capture?.handle === rules.handle) {
      leg.capture.restart(rules, now);
      return;
    }
    if (leg.capture !== undefined) this.#vault.wipe(leg.capture.handle);
    const capture = new SecretCapture(rules, this.#vault, now);
    this.#handles.add(rules.handle);
    leg.capture = capture;
    let taken = 0;
    while (taken < leg.typedAheadCount && leg.capture === capture) {
      this.#captured(leg, capture, leg.typedAhead[taken++] as number, now);
    }
    leg.typedAhead.copyWithin(0, taken, leg.typedAheadCount);
    leg.typedAheadCount -= taken;
    leg.typedAhead.fill(0, leg.typedAheadCount);
  }

  /** Ends the capture under `handle` without an event; false if there is none. */
  cancel(handle: string): boolean {
    for (const leg of this.#legs.values()) {
      if (leg.capture?.handle !== handle) continue;
      leg.capture = undefined;
      this.wipe(handle);
      return true;
    }
    return false;
  }

  wipe(handle: string): void {
    this.#vault.wipe(handle);
    this.#handles.delete(handle);
  }

  wipeAll(): void {
    for (const handle of [...this.#handles]) this.wipe(handle);
    for (const leg of this.#legs.values()) leg.wipeTypedAhead();
  }

  /** Queues digits to be sent; none of them if one is no digit. */
  send(leg: Leg, digits: string, toneMs: number, gapMs: number): Outcome<object> {
    if (leg.media?.sendEventType === undefined) {
      return failed("noTelephoneEvent", `leg ${leg.id} has not agreed on telephone-event`);
    }
    if (digits.length > 64) return failed("badRequest", "more than 64 digits");
    const codes = Array.from(digits, (digit) => codeOfAscii(digit.charCodeAt(0)));
    if (codes.includes(undefined)) return failed("badRequest", "digits are 0-9 * # A-D");
    for (const code of codes) {
      if (!leg.digitSender.queue(code ?? 0, toneMs, gapMs)) return failed("limit", "too many digits are waiting");
    }
    return done({});
  }

  /** When a digit's end must be concluded or a capture times out; Infinity if never. */
  nextTimeout(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const leg of this.#legs.values()) {
      next = Math.min(next, leg.digitReceiver.nextTimeout() ?? next, leg.capture?.deadline ?? next);
    }
    return next;
  }

  timeout(now: number): void {
    for (const leg of this.#legs.values()) {
      const code = leg.digitReceiver.timeout(now);
      if (code >= 0) this.received(leg, code, leg.digitReceiver.durationMs, now);
      if (leg.capture !== undefined && leg.capture.deadline <= now) this.#finish(leg, leg.capture, "timeout");
    }
  }

  #captured(leg: Leg, capture: SecretCapture, code: number, now: number): void {
    const step = capture.take(code, now);
    if (step === "terminator") {
      this.#finish(leg, capture, "terminator");
      return;
    }
    const { handle, count } = capture;
    this.#port.event({ type: "secretProgress", callId: this.#callId, legId: leg.id, handle, count });
    if (step === "length") this.#finish(leg, capture, "length");
  }

  #finish(leg: Leg, capture: SecretCapture, by: "length" | "terminator" | "timeout"): void {
    leg.capture = undefined;
    const { handle, count } = capture;
    this.#port.event({ type: "secretCaptured", callId: this.#callId, legId: leg.id, handle, count, by });
  }

  #open(leg: Leg, code: number, durationMs: number): void {
    const digit = digitOf(code);
    if (digit === undefined) return;
    if (leg.digitMode !== "relay") {
      this.#port.event({ type: "digit", callId: this.#callId, legId: leg.id, digit, durationMs });
    }
    if (leg.digitMode === "events") return;
    for (const hearer of this.#legs.values()) {
      const meant = leg.digitTargets?.includes(hearer.id) ?? hearer.from.includes(leg.id);
      if (!meant || hearer === leg || hearer.media?.sendEventType === undefined) continue;
      hearer.digitSender.queue(code, Math.min(relayToneMaxMs, durationMs), relayGapMs);
    }
  }
}
