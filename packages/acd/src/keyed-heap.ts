// An ordered group: a binary heap whose elements know their place, so that anybody can leave in O(log n) without a
// look-up. What every "who is first" question of the router is asked of. The keys of the order stand beside each other in
// one array: comparing never touches the values, which lie all over the memory.
//
//   seats[i] comes before seats[2i+1] and seats[2i+2]; seat.place is its i, −1 outside
//   keys[stride·i … stride·i+width−1] are those of seats[i], the smaller first; with a tag (a number by which a search can
//   pass somebody over without touching him) it follows them

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

const mostKeys = 8;
/** Keys and tag of the element that is being moved. */
const moving: number[] = Array.from({ length: mostKeys + 1 }, () => 0.5);
/** What the first keys of a heap are cut from: an array that grows from nothing takes room for seventeen. */
const blank: readonly number[] = Array.from({ length: mostKeys + 1 }, () => 0.5);
const nobody: never[] = [];
const everybody = (): boolean => true;

export class KeyedHeap<T> {
  #seats: Seat<T>[] = nobody;
  #keys: number[] = nobody;
  readonly #width: number;
  readonly #stride: number;
  readonly #write: WriteKeys<T>;
  /** Of a search under way: the places of the first and second accepted. */
  #best = -1;
  #second = -1;

  /**
   * @param width keys per value, 1–8.
   * @param tagged `write` writes a tag after the keys.
   */
  constructor(width: number, write: WriteKeys<T>, tagged = false) {
    this.#width = width;
    this.#stride = tagged ? width + 1 : width;
    this.#write = write;
  }

  get size(): number {
    return this.#seats.length;
  }

  /** The first in order, or undefined. */
  first(): T | undefined {
    return this.#seats[0]?.value;
  }

  /** The first key of the first in order, or undefined. */
  firstKey(): number | undefined {
    return this.#keys[0];
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
    const stride = this.#stride;
    seat.place = place;
    if (place === 0) {
      this.#seats = [seat];
      this.#keys = blank.slice(0, stride);
    } else {
      this.#seats.push(seat);
      for (let n = 0; n < stride; n++) this.#keys.push(0.5);
    }
    this.#write(seat.value, this.#keys, place * stride);
    if (place > 0) this.#rise(place);
  }

  /** The numbers of the seated value are others now. */
  rewrite(seat: Seat<T>): void {
    const place = seat.place;
    this.#write(seat.value, this.#keys, place * this.#stride);
    if (!this.#rise(place)) this.#sink(place);
  }

  /** Takes `seat` out, even if its value's order changed meanwhile. */
  remove(seat: Seat<T>): void {
    const place = seat.place;
    if (place < 0) return;
    seat.place = -1;
    const last = this.#seats.length - 1;
    if (place !== last) this.#move(last, place);
    if (last === 0) {
      this.#seats = nobody;
      this.#keys = nobody;
      return;
    }
    this.#seats.pop();
    this.#keys.length = last * this.#stride;
    if (place === last) return;
    if (!this.#rise(place)) this.#sink(place);
  }

  /**
   * The first value in order that `accept` takes, and the second; looks only where they can be.
   * @param passes whether one with this tag could be taken.
   */
  find(accept: (value: T) => boolean, passes: (tag: number) => boolean = everybody): Found<T> | undefined {
    this.#best = -1;
    this.#second = -1;
    this.#seekTwo(0, accept, passes);
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
  findBy(
    accept: (value: T) => boolean,
    compare: (a: T, b: T) => number,
    passes: (tag: number) => boolean = everybody,
  ): Found<T> | undefined {
    let [best, runnerUp]: [T | undefined, T | undefined] = [undefined, undefined];
    for (let place = 0; place < this.#seats.length; place++) {
      if (!passes(this.#tagAt(place))) continue;
      const value = this.#valueAt(place);
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

  #seekTwo(place: number, accept: (value: T) => boolean, passes: (tag: number) => boolean): void {
    if (place >= this.#seats.length) return;
    if (this.#second >= 0 && this.#compare(place, this.#second) >= 0) return;
    if (passes(this.#tagAt(place)) && accept(this.#valueAt(place))) {
      if (this.#best < 0) this.#best = place;
      else if (this.#compare(place, this.#best) < 0) {
        this.#second = this.#best;
        this.#best = place;
      } else this.#second = place;
    }
    this.#seekTwo(2 * place + 1, accept, passes);
    this.#seekTwo(2 * place + 2, accept, passes);
  }

  #valueAt(place: number): T {
    return (this.#seats[place] as Seat<T>).value;
  }

  /** What stands after the keys: of a heap without tags something that nobody asks for. */
  #tagAt(place: number): number {
    return this.#keys[place * this.#stride + this.#stride - 1] as number;
  }

  #compare(a: number, b: number): number {
    const keys = this.#keys;
    const width = this.#width;
    const of = a * this.#stride;
    const against = b * this.#stride;
    for (let n = 0; n < width; n++) {
      const difference = (keys[of + n] as number) - (keys[against + n] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Negative when `place` comes before the one with the keys `others`. */
  #compareTo(place: number, others: readonly number[]): number {
    const keys = this.#keys;
    const width = this.#width;
    const of = place * this.#stride;
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
    const keys = this.#keys;
    const stride = this.#stride;
    for (let n = 0; n < stride; n++) keys[to * stride + n] = keys[from * stride + n] as number;
  }

  #lift(place: number): Seat<T> {
    const keys = this.#keys;
    const stride = this.#stride;
    for (let n = 0; n < stride; n++) moving[n] = keys[place * stride + n] as number;
    return this.#seats[place] as Seat<T>;
  }

  #land(seat: Seat<T>, place: number): void {
    seat.place = place;
    this.#seats[place] = seat;
    const keys = this.#keys;
    const stride = this.#stride;
    for (let n = 0; n < stride; n++) keys[place * stride + n] = moving[n] as number;
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
