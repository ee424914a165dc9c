// Event codes of RFC 4733 §3.2, which are also the order of the keys: 0-9 * # A-D.

import type { Digit } from "../protocol.ts";

const digits = "0123456789*#ABCD";

/** The key of an event code 0…15; other events (flash, fax tones) are no digits. */
export function digitOf(code: number): Digit | undefined {
  return digits[code] as Digit | undefined;
}

/** The event code of a key (ASCII code), or undefined. */
export function codeOfAscii(ascii: number): number | undefined {
  if (ascii >= 0x30 && ascii <= 0x39) return ascii - 0x30;
  if (ascii === 0x2a) return 10;
  if (ascii === 0x23) return 11;
  const upper = ascii & ~0x20;
  return upper >= 0x41 && upper <= 0x44 ? upper - 0x41 + 12 : undefined;
}

/** The ASCII code of an event code 0…15. */
export function asciiOf(code: number): number {
  if (code < 10) return 0x30 + code;
  return code === 10 ? 0x2a : code === 11 ? 0x23 : 0x41 + code - 12;
}
