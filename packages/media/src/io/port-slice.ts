// A worker's share of the RTP ports: pairs, handed out round and round so that a port just freed rests longest.

import { randomInt } from "node:crypto";

export class PortSlice {
  readonly #min: number;
  readonly #pairs: number;
  readonly #taken = new Set<number>();
  #next: number;

  /** Ports `min` … `max`, both included; the first one is any of them, so that two processes seldom meet. */
  constructor(min: number, max: number) {
    this.#min = min + (min & 1);
    this.#pairs = Math.max(0, Math.floor((max + 1 - this.#min) / 2));
    this.#next = this.#pairs === 0 ? 0 : randomInt(this.#pairs);
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
