// The beat of a worker: 20 ms in four slots of 5 ms, so that calls do not all send at once. The schedule is absolute:
// a late beat does not delay the next, and after a stall of more than 100 ms the missed ticks are left out.
//
//   0    5    10   15   20   25 ms
//   ├────┼────┼────┼────┼────┼──▶
//  slot0 slot1 slot2 slot3 slot0        tick = 20 ms count

export const slotCount = 4;
const slotMs = 5;
const catchUpSlots = 20;

export class Ticker {
  readonly #run: (slot: number, tick: number, now: number) => void;
  readonly #origin: number;
  #beat = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The worst lateness since last asked. */
  #lateMax = 0;

  constructor(run: (slot: number, tick: number, now: number) => void) {
    this.#run = run;
    this.#origin = performance.now();
  }

  /** Begins to beat; nothing if it does already. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#beat = Math.ceil((performance.now() - this.#origin) / slotMs);
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  takeLateMax(): number {
    const late = Math.round(10 * this.#lateMax) / 10;
    this.#lateMax = 0;
    return late;
  }

  #arm(): void {
    const due = this.#origin + this.#beat * slotMs - performance.now();
    this.#timer = setTimeout(() => this.#beats(), Math.max(0, due));
  }

  #beats(): void {
    const present = Math.floor((performance.now() - this.#origin) / slotMs);
    this.#lateMax = Math.max(this.#lateMax, performance.now() - this.#origin - this.#beat * slotMs);
    if (present - this.#beat > catchUpSlots) this.#beat = present - ((present - this.#beat) % slotCount);
    while (this.#beat <= present && this.#timer !== undefined) {
      const beat = this.#beat++;
      this.#run(beat % slotCount, Math.floor(beat / slotCount), wallNow());
    }
    if (this.#timer !== undefined) this.#arm();
  }
}

/** Milliseconds since 1970 that never go backwards within this process. */
export function wallNow(): number {
  return performance.timeOrigin + performance.now();
}
