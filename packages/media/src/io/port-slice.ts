// A worker's share of the RTP ports: pairs, handed out round and round so that a port just freed rests longest.

export class PortSlice {
  readonly #min: number;
  readonly #pairs: number;
  readonly #taken = new Set<number>();
  #next = 0;

  /** Ports `min` … `max`, both included. */
  constructor(min: number, max: number) {
    this.#min = min + (min & 1);
    this.#pairs = Math.floor((max + 1 - this.#min) / 2);
  }

  /** An even port whose pair is not in use here, or undefined. */
  take(): number | undefined {
    for (let i = 0; i < this.#pairs; i++) {
      const port = this.#min + 2 * this.#next;
      this.#next = (this.#next + 1) % this.#pairs;
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      return port;
    }
    return undefined;
  }

  giveBack(port: number): void {
    this.#taken.delete(port);
  }
}
