// Whom the house does not take calls from, and who waits behind all others (RT-04).

import type { BlockedNumber } from "@tellerline/api";
import { houseNumber, matchedLength } from "./caller-number.ts";

/** The entry that holds for a number now: the number itself before a prefix, a longer prefix before a shorter. */
export function blockOf(blocked: readonly BlockedNumber[], number: string, now: number): BlockedNumber | undefined {
  let best: BlockedNumber | undefined;
  let bestLength = 0;
  for (const entry of blocked) {
    if (entry.validUntil !== null && entry.validUntil <= now) continue;
    const length = lengthOf(entry, number);
    if (length > bestLength) [best, bestLength] = [entry, length];
  }
  return best;
}

function lengthOf(entry: BlockedNumber, number: string): number {
  if (entry.number.endsWith("*")) return matchedLength(number, entry.number.slice(0, -1));
  return houseNumber(entry.number) === houseNumber(number) ? Number.POSITIVE_INFINITY : 0;
}
