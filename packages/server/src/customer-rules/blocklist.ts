// Whom the house does not take calls or chats from, and who waits behind all others (RT-04).

import type { BlockedNumber } from "@tellerline/api";
import { houseNumber } from "./caller-number.ts";
import { PrefixTable } from "./prefix-table.ts";

export class Blocklist {
  readonly #numbers = new Map<string, BlockedNumber[]>();
  readonly #visitors = new Map<string, BlockedNumber>();
  readonly #prefixes = new PrefixTable<BlockedNumber>();

  constructor(entries: readonly BlockedNumber[] = []) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: BlockedNumber): void {
    const { kind, number } = entry;
    if (kind === "visitor") this.#visitors.set(number, entry);
    else if (number.endsWith("*")) this.#prefixes.add(number.slice(0, -1), entry);
    else {
      const written = houseNumber(number);
      this.#numbers.set(written, [...(this.#numbers.get(written) ?? []), entry]);
    }
  }

  /** The entry that holds for a number now: the number itself before a prefix, a longer prefix before a shorter. */
  ofNumber(number: string, now: number): BlockedNumber | undefined {
    const exact = this.#numbers.get(houseNumber(number))?.find((entry) => isValid(entry, now));
    return exact ?? this.#prefixes.find(number, (entry) => (isValid(entry, now) ? 1 : 0));
  }

  /** The entry that holds for the browser of a visitor now. */
  ofVisitor(visitorKey: string, now: number): BlockedNumber | undefined {
    const entry = this.#visitors.get(visitorKey);
    return entry !== undefined && isValid(entry, now) ? entry : undefined;
  }

  /** Whether neither calls from this number are taken nor calls to it are made for whoever left it. */
  refuses(number: string, now: number): boolean {
    return this.ofNumber(number, now)?.action === "refuse";
  }
}

function isValid({ validUntil }: BlockedNumber, now: number): boolean {
  return validUntil === null || validUntil > now;
}
