// One secret being typed (SPEC.md, VT): which digits are kept and when it is complete. The digits themselves go straight
// into the vault.
//
//   capturing ──digit──▶ capturing … ──the last one──▶ captured(length)
//             ──terminator──▶ captured(terminator)      ──time-out──▶ captured(timeout)

import { asciiOf } from "../dtmf/digit-codes.ts";
import { secretDigitsMax, type Vault } from "./vault.ts";

export interface CaptureRules {
  handle: string;
  maxDigits: number;
  /** ASCII codes that end the capture and are not kept. */
  terminators: Uint8Array;
  firstDigitTimeoutMs: number;
  interDigitTimeoutMs: number;
}

export type CaptureStep = "progress" | "length" | "terminator";

export class SecretCapture {
  readonly handle: string;
  #rules: CaptureRules;
  readonly #vault: Vault;
  #deadline: number;

  constructor(rules: CaptureRules, vault: Vault, now: number) {
    this.handle = rules.handle;
    this.#rules = rules;
    this.#vault = vault;
    this.#deadline = now + rules.firstDigitTimeoutMs;
    vault.open(rules.handle);
  }

  get count(): number {
    return this.#vault.count(this.handle);
  }

  /** When the capture times out. */
  get deadline(): number {
    return this.#deadline;
  }

  /** The same capture under new rules: the time-outs start anew, the digits stay. */
  restart(rules: CaptureRules, now: number): void {
    this.#rules = rules;
    this.#deadline = now + (this.count > 0 ? rules.interDigitTimeoutMs : rules.firstDigitTimeoutMs);
  }

  /** Takes one digit by its event code. */
  take(code: number, now: number): CaptureStep {
    const ascii = asciiOf(code);
    if (this.#rules.terminators.includes(ascii)) return "terminator";
    const count = this.#vault.append(this.handle, ascii);
    this.#deadline = now + this.#rules.interDigitTimeoutMs;
    return count >= Math.min(this.#rules.maxDigits, secretDigitsMax) ? "length" : "progress";
  }
}
