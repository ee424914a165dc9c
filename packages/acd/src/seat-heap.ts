// An ordered group: a binary heap whose elements know their place, so that anybody can leave in O(log n) without a
// look-up. What every "who is first" question of the router is asked of.
//
//   seats[i] comes before seats[2i+1] and seats[2i+2]; seat.place is its i, −1 outside

/** Negative when `a` comes before `b`; must be a total order. */
export type Compare<T> = (a: T, b: T) => number;

export interface Seat<T> {
  readonly value: T;
  place: number;
}

export function newSeat<T>(value: T): Seat<T> {
  return { value, place: -1 };
}

export interface Found<T> {
  value: T;
  /** The next one that would have been accepted, if it was seen at no extra cost. */
  runnerUp: T | undefined;
  /** How many came before `value` and were passed over. */
  skipped: number;
}

export class SeatHeap<T> {
  readonly #seats: Seat<T>[] = [];
  readonly #compare: Compare<T>;

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#seats.length;
  }

  /** The first in order, or undefined. */
  first(): T | undefined {
    return this.#seats[0]?.value;
  }

  /** All values, in no order. */
  *values(): Iterable<T> {
    for (const seat of this.#seats) yield seat.value;
  }

  add(seat: Seat<T>): void {
    seat.place = this.#seats.length;
    this.#seats.push(seat);
    this.#rise(seat, seat.place);
  }

  /** Takes `seat` out, even if its value's order changed meanwhile. */
  remove(seat: Seat<T>): void {
    const place = seat.place;
    if (place < 0) return;
    seat.place = -1;
    const last = this.#seats.pop() as Seat<T>;
    if (last === seat) return;
    this.#put(last, place);
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  /** The first value in order that `accept` takes; looks at those before it only. */
  find(accept: (value: T) => boolean): Found<T> | undefined {
    const first = this.#seats[0];
    if (first === undefined) return undefined;
    if (accept(first.value)) return { value: first.value, runnerUp: this.#second(accept), skipped: 0 };
    const frontier = new SeatHeap<number>((a, b) => this.#compare(this.#valueAt(a), this.#valueAt(b)));
    this.#open(0, frontier);
    for (let skipped = 1; ; skipped++) {
      const place = frontier.#pop();
      if (place === undefined) return undefined;
      const value = this.#valueAt(place);
      if (accept(value)) return { value, runnerUp: undefined, skipped };
      this.#open(place, frontier);
    }
  }

  #second(accept: (value: T) => boolean): T | undefined {
    const [left, right] = [this.#seats[1]?.value, this.#seats[2]?.value];
    const second = left !== undefined && right !== undefined ? (this.#compare(left, right) < 0 ? left : right) : left;
    return second !== undefined && accept(second) ? second : undefined;
  }

  #open(place: number, frontier: SeatHeap<number>): void {
    for (const below of [2 * place + 1, 2 * place + 2]) {
      if (below < this.#seats.length) frontier.add(newSeat(below));
    }
  }

  #pop(): T | undefined {
    const seat = this.#seats[0];
    if (seat !== undefined) this.remove(seat);
    return seat?.value;
  }

  #valueAt(place: number): T {
    return (this.#seats[place] as Seat<T>).value;
  }

  #put(seat: Seat<T>, place: number): void {
    this.#seats[place] = seat;
    seat.place = place;
  }

  #rise(seat: Seat<T>, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#seats[above] as Seat<T>;
      if (this.#compare(parent.value, seat.value) <= 0) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(seat, place);
  }

  #sink(seat: Seat<T>, from: number): void {
    const count = this.#seats.length;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= count) break;
      if (below + 1 < count && this.#compare(this.#valueAt(below + 1), this.#valueAt(below)) < 0) below++;
      const child = this.#seats[below] as Seat<T>;
      if (this.#compare(seat.value, child.value) <= 0) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(seat, place);
  }
}
