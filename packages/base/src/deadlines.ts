// Deadlines by key in an indexed binary heap: set, move and clear in O(log n), the earliest in O(1). What a machine with
// many timers holds instead of many timers.
//
//   keys[i] lies above keys[2i+1] and keys[2i+2]; places maps a key to its i

import type { Instant } from "./clock.ts";

export class Deadlines<Key> {
  readonly #keys: Key[] = [];
  readonly #times: Instant[] = [];
  readonly #places = new Map<Key, number>();

  /** How many deadlines are set. */
  get size(): number {
    return this.#keys.length;
  }

  /** The earliest deadline, or undefined. */
  next(): Instant | undefined {
    return this.#times[0];
  }

  /** The deadline of `key`, or undefined. */
  get(key: Key): Instant | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#times[place];
  }

  /** Sets or moves the deadline of `key`. */
  set(key: Key, at: Instant): void {
    const place = this.#places.get(key);
    if (place === undefined) {
      this.#keys.push(key);
      this.#times.push(at);
      this.#places.set(key, this.#keys.length - 1);
      this.#rise(this.#keys.length - 1);
      return;
    }
    this.#times[place] = at;
    this.#rise(place);
    this.#sink(this.#places.get(key) as number);
  }

  /** Forgets the deadline of `key`; nothing happens if there is none. */
  clear(key: Key): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    const last = this.#keys.length - 1;
    this.#swap(place, last);
    this.#keys.pop();
    this.#times.pop();
    this.#places.delete(key);
    if (place < last) {
      const moved = this.#keys[place] as Key;
      this.#rise(place);
      this.#sink(this.#places.get(moved) as number);
    }
  }

  /** Takes out and returns one key whose deadline is at or before `now`, earliest first; undefined when none is due. */
  takeDue(now: Instant): Key | undefined {
    const at = this.#times[0];
    if (at === undefined || at > now) return undefined;
    const key = this.#keys[0] as Key;
    this.clear(key);
    return key;
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if ((this.#times[above] as number) <= (this.#times[place] as number)) return;
      this.#swap(place, above);
      place = above;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      let least = place;
      for (const below of [2 * place + 1, 2 * place + 2]) {
        if (below < this.#times.length && (this.#times[below] as number) < (this.#times[least] as number))
          least = below;
      }
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #swap(a: number, b: number): void {
    if (a === b) return;
    const [keyA, keyB] = [this.#keys[a] as Key, this.#keys[b] as Key];
    const [timeA, timeB] = [this.#times[a] as number, this.#times[b] as number];
    this.#keys[a] = keyB;
    this.#keys[b] = keyA;
    this.#times[a] = timeB;
    this.#times[b] = timeA;
    this.#places.set(keyA, b);
    this.#places.set(keyB, a);
  }
}
