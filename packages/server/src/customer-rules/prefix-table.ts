// Things under beginnings of numbers. What a number falls under is found in at most as many looks as the longest prefix has
// digits, however many prefixes there are.

import { houseNumber } from "./caller-number.ts";

export class PrefixTable<T> {
  readonly #under = new Map<string, T[]>();
  #longest = 0;

  /** @param prefix as anybody writes it; kept as the house does. */
  add(prefix: string, thing: T): void {
    const written = houseNumber(prefix);
    const held = this.#under.get(written);
    if (held === undefined) this.#under.set(written, [thing]);
    else held.push(thing);
    this.#longest = Math.max(this.#longest, written.length);
  }

  /** Of the longest prefix under which there is one that is accepted: the first of those with the highest rank. */
  find(number: string, rank: (thing: T) => number): T | undefined {
    const written = houseNumber(number);
    for (let length = Math.min(written.length, this.#longest); length > 0; length--) {
      let best: T | undefined;
      let highest = 0;
      for (const thing of this.#under.get(written.slice(0, length)) ?? []) {
        const its = rank(thing);
        if (its > highest) [best, highest] = [thing, its];
      }
      if (best !== undefined) return best;
    }
    return undefined;
  }
}
