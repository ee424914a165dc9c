// An ordered group: a binary heap whose elements know their place, so that anybody can leave in O(log n) without a
// look-up. What every "who is first" question of the router is asked of. The keys of the order stand beside each other in
// one array: comparing never touches the values, which lie all over the memory.
//
//   seats[i] comes before seats[2i+1] and seats[2i+2]; seat.place is its i, −1 outside
//   keys[width·i … width·i+width−1] are those of seats[i], the smaller first

/** Writes the keys of a value, finite numbers, from `at` on. */
export type WriteKeys<T> = (value: T, keys: number[], at: number) => void;

export interface Seat<T> {
  readonly value: T;
  place: number;
}

export function newSeat<T>(value: T): Seat<T> {
  return { value, place: -1 };
}

export interface Found<T> {
  value: T;
  /** The next in order that would have been accepted. */
  runnerUp: T | undefined;
}

/** Keys of the element that is being moved. */
const moving: number[] = [0, 0, 0, 0, 0, 0, 0, 0];

export class KeyedHeap<T> {
  readonly #seats: Seat<T>[] = [];
  readonly #keys: number[] = [];
  readonly #width: number;
  readonly #write: WriteKeys<T>;
  /** Of a search under way: the places of the first and second accepted. */
  #best = -1;
  #second = -1;

  /** @param width keys per value, 1–8. */
  constructor(width: number, write: WriteKeys<T>) {
    this.#width = width;
    this.#write = write;
  }

  get size(): number {
    return this.#seats.length;
  }

  /** The first in order, or undefined. */
  first(): T | undefined {
    return this.#seats[0]?.value;
  }

  firstSeat(): Seat<T> | undefined {
    return this.#seats[0];
  }

  /** Copies the keys of the first to `keys`, from `at` on. */
  copyFirstKeys(keys: number[], at: number): void {
    for (let n = 0; n < this.#width; n++) keys[at + n] = this.#keys[n] as number;
  }

  /** All values, in no order. */
  *values(): Iterable<T> {
    for (const seat of this.#seats) yield seat.value;
  }

  add(seat: Seat<T>): void {
    const place = this.#seats.length;
    seat.place = place;
    this.#seats.push(seat);
    const [keys, width] = [this.#keys, this.#width];
    for (let n = 0; n < width; n++) keys.push(0);
    this.#write(seat.value, keys, place * width);
    if (place > 0) this.#rise(place);
  }

  /** Takes `seat` out, even if its value's order changed meanwhile. */
  remove(seat: Seat<T>): void {
    const place = seat.place;
    if (place < 0) return;
    seat.place = -1;
    const last = this.#seats.length - 1;
    if (place !== last) this.#move(last, place);
    this.#seats.pop();
    for (let n = 0; n < this.#width; n++) this.#keys.pop();
    if (place === last) return;
    if (!this.#rise(place)) this.#sink(place);
  }

  /** The first value in order that `accept` takes, and the second; looks only where they can be. */
  find(accept: (value: T) => boolean): Found<T> | undefined {
    this.#best = -1;
    this.#second = -1;
    this.#seekTwo(0, accept);
    if (this.#best < 0) return undefined;
    return { value: this.#valueAt(this.#best), runnerUp: this.#seats[this.#second]?.value };
  }

  /** The first value in order that `accept` takes and that comes before `bound`, the keys of another. */
  firstBefore(bound: readonly number[] | undefined, accept: (value: T) => boolean): T | undefined {
    if (this.#seats.length === 0) return undefined;
    this.#best = -1;
    this.#seek(0, bound, accept);
    return this.#seats[this.#best]?.value;
  }

  /** The first two that `accept` takes, by another order than the heap's; looks at everybody. */
  findBy(accept: (value: T) => boolean, compare: (a: T, b: T) => number): Found<T> | undefined {
    let [best, runnerUp]: [T | undefined, T | undefined] = [undefined, undefined];
    for (const { value } of this.#seats) {
      if (!accept(value)) continue;
      if (best === undefined || compare(value, best) < 0) {
        runnerUp = best;
        best = value;
      } else if (runnerUp === undefined || compare(value, runnerUp) < 0) runnerUp = value;
    }
    return best === undefined ? undefined : { value: best, runnerUp };
  }

  /** What lies below `place` comes after it: no better can be there once it is no better itself. */
  #seek(place: number, bound: readonly number[] | undefined, accept: (value: T) => boolean): void {
    if (place >= this.#seats.length) return;
    if (this.#best >= 0 ? this.#compare(place, this.#best) >= 0 : bound && this.#compareTo(place, bound) >= 0) return;
    if (accept(this.#valueAt(place))) {
      this.#best = place;
      return;
    }
    this.#seek(2 * place + 1, bound, accept);
    this.#seek(2 * place + 2, bound, accept);
  }

  #seekTwo(place: number, accept: (value: T) => boolean): void {
    if (place >= this.#seats.length) return;
    if (this.#second >= 0 && this.#compare(place, this.#second) >= 0) return;
    if (accept(this.#valueAt(place))) {
      if (this.#best < 0) this.#best = place;
      else if (this.#compare(place, this.#best) < 0) {
        this.#second = this.#best;
        this.#best = place;
      } else this.#second = place;
    }
    this.#seekTwo(2 * place + 1, accept);
    this.#seekTwo(2 * place + 2, accept);
  }

  #valueAt(place: number): T {
    return (this.#seats[place] as Seat<T>).value;
  }

  #compare(a: number, b: number): number {
    const [keys, width] = [this.#keys, this.#width];
    const [of, against] = [a * width, b * width];
    for (let n = 0; n < width; n++) {
      const difference = (keys[of + n] as number) - (keys[against + n] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #compareTo(place: number, others: readonly number[]): number {
    const [keys, width] = [this.#keys, this.#width];
    const of = place * width;
    for (let n = 0; n < width; n++) {
      const difference = (keys[of + n] as number) - (others[n] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #move(from: number, to: number): void {
    const seat = this.#seats[from] as Seat<T>;
    seat.place = to;
    this.#seats[to] = seat;
    const [keys, width] = [this.#keys, this.#width];
    for (let n = 0; n < width; n++) keys[to * width + n] = keys[from * width + n] as number;
  }

  #lift(place: number): Seat<T> {
    const [keys, width] = [this.#keys, this.#width];
    for (let n = 0; n < width; n++) moving[n] = keys[place * width + n] as number;
    return this.#seats[place] as Seat<T>;
  }

  #land(seat: Seat<T>, place: number): void {
    seat.place = place;
    this.#seats[place] = seat;
    const [keys, width] = [this.#keys, this.#width];
    for (let n = 0; n < width; n++) keys[place * width + n] = moving[n] as number;
  }

  /** @returns whether it moved. */
  #rise(from: number): boolean {
    let place = from;
    const seat = this.#lift(from);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.#compareTo(above, moving) <= 0) break;
      this.#move(above, place);
      place = above;
    }
    if (place === from) return false;
    this.#land(seat, place);
    return true;
  }

  #sink(from: number): void {
    const count = this.#seats.length;
    let place = from;
    const seat = this.#lift(from);
    for (;;) {
      let below = 2 * place + 1;
      if (below >= count) break;
      if (below + 1 < count && this.#compare(below + 1, below) < 0) below++;
      if (this.#compareTo(below, moving) >= 0) break;
      this.#move(below, place);
      place = below;
    }
    if (place !== from) this.#land(seat, place);
  }
}
