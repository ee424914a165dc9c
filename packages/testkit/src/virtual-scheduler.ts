// Virtual time: a scheduler that stands still until a test moves it.

import { Deadlines, type Instant, type Scheduler } from "@tellerline/base";

export class VirtualScheduler implements Scheduler {
  #now: Instant;
  readonly #due = new Deadlines<() => void>();

  constructor(start: Instant = 1_767_225_600_000) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  schedule(at: Instant, run: () => void): () => void {
    const entry = () => run();
    this.#due.set(entry, at);
    return () => this.#due.clear(entry);
  }

  /** Moves time on by `ms`, running everything that falls due, each at its own instant, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#due.next(); next !== undefined && next <= end; next = this.#due.next()) {
      this.#now = Math.max(this.#now, next);
      this.#due.takeDue(this.#now)?.();
    }
    this.#now = end;
  }
}
