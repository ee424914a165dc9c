// Identifiers: UUID version 7 (RFC 9562 §5.7), so that rows written together lie together in an index.

import type { Instant } from "./clock.ts";
import { type Random, randomHex } from "./random.ts";

/** A UUIDv7 for `now`; unique as far as `random` is. */
export function newId(now: Instant, random: Random): string {
  const time = Math.floor(now).toString(16).padStart(12, "0").slice(-12);
  const noise = randomHex(random, 19);
  const variant = (8 + (Number.parseInt(noise.slice(3, 4), 16) & 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(0, 3)}-${variant}${noise.slice(4, 7)}-${noise.slice(7)}`;
}
