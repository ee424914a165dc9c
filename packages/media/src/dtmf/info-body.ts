// Digits in SIP INFO, read as bytes so that no string ever holds them (VT-3): application/dtmf-relay
// ("Signal=5\r\nDuration=160") and application/dtmf ("5").

import { codeOfAscii } from "./digit-codes.ts";

export const infoBodyMaxBytes = 512;

const signal = Uint8Array.from([0x73, 0x69, 0x67, 0x6e, 0x61, 0x6c]);
const duration = Uint8Array.from([0x64, 0x75, 0x72, 0x61, 0x74, 0x69, 0x6f, 0x6e]);

/** The digit's event code and its duration (default 160 ms); code -1 if there is none. */
export function readInfoDigit(body: Uint8Array): { code: number; durationMs: number } {
  if (body.length > infoBodyMaxBytes) return { code: -1, durationMs: 0 };
  const at = valueAt(body, signal);
  const durationAt = valueAt(body, duration);
  const first = at < 0 ? skipBlanks(body, 0) : at;
  const code = codeOfAscii(body[first] ?? 0) ?? -1;
  const next = body[first + 1];
  // "12" or a word is no digit.
  if (next !== undefined && next > 0x20) return { code: twoDigitCode(body, first), durationMs: 160 };
  return { code, durationMs: durationAt < 0 ? 160 : Math.min(8000, number(body, durationAt)) };
}

/** Some phones send the event code: "10" for *, "11" for #. */
function twoDigitCode(body: Uint8Array, at: number): number {
  const end = body[at + 2];
  if (body[at] !== 0x31 || (end !== undefined && end > 0x20)) return -1;
  const second = (body[at + 1] as number) - 0x30;
  return second >= 0 && second <= 5 ? 10 + second : -1;
}

/** Where the value of `name=` begins, or -1. `name` is in lower case. */
function valueAt(body: Uint8Array, name: Uint8Array): number {
  for (let start = 0; start + name.length < body.length; start++) {
    if (start > 0 && body[start - 1] !== 0x0a && body[start - 1] !== 0x0d) continue;
    if (!name.every((byte, i) => ((body[start + i] as number) | 0x20) === byte)) continue;
    const equals = skipBlanks(body, start + name.length);
    if (body[equals] === 0x3d) return skipBlanks(body, equals + 1);
  }
  return -1;
}

function skipBlanks(body: Uint8Array, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x09) at++;
  return at;
}

function number(body: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; at < from + 5; at++) {
    const digit = (body[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = 10 * value + digit;
  }
  return value;
}
