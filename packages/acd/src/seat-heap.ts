// An ordered group: a binary heap whose elements know their place, so that anybody can leave in O(log n) without a
// look-up. What every "who is first" question of the router is asked of.
//
//   seats[i] comes before seats[2i+1] and seats[2i+2]; seat.place is its i, −1 outside

/** Up to here a row is looked through whole. */
const shortRow = 128;

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
  /** The next in order that would have been accepted. */
  runnerUp: T | undefined;
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

  /** The first value in order that `accept` takes, and the second; looks at those before them only. */
  find(accept: (value: T) => boolean): Found<T> | undefined {
    const first = this.#seats[0];
    if (first === undefined) return undefined;
    if (accept(first.value)) {
      const second = this.#second();
      if (second === undefined || accept(second)) return { value: first.value, runnerUp: second };
    }
    // In a short row a look at everybody is cheaper than keeping order.
    return this.#seats.length <= shortRow ? this.findBy(accept, this.#compare) : this.#findInOrder(accept);
  }

  /** The first two that `accept` takes, by another order than the row's; looks at everybody. */
  findBy(accept: (value: T) => boolean, compare: Compare<T>): Found<T> | undefined {
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

  #findInOrder(accept: (value: T) => boolean): Found<T> | undefined {
    const frontier = new SeatHeap<number>((a, b) => this.#compare(this.#valueAt(a), this.#valueAt(b)));
    frontier.add(newSeat(0));
    let best: T | undefined;
    for (let place = frontier.#pop(); place !== undefined; place = frontier.#pop()) {
      const value = this.#valueAt(place);
      this.#open(place, frontier);
      if (!accept(value)) continue;
      if (best !== undefined) return { value: best, runnerUp: value };
      best = value;
    }
    return best === undefined ? undefined : { value: best, runnerUp: undefined };
  }

  /** The one right after the first. */
  #second(): T | undefined {
    const [left, right] = [this.#seats[1]?.value, this.#seats[2]?.value];
    return left !== undefined && right !== undefined && this.#compare(right, left) < 0 ? right : left;
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
