// The one idea of the product: machines decide, shells act (ARCHITECTURE.md).
//
//        input, now ──▶ ┌─────────┐ ──▶ outputs[]       a shell carries the outputs out
//                       │ machine │
//      nextTimeout() ◀── └─────────┘                     a shell calls handle(timeout) when that instant comes

import type { Instant, Scheduler } from "./clock.ts";

/** The input every machine understands: the instant named by its `nextTimeout()` has come. */
export interface Timeout {
  type: "timeout";
}

export const timeout: Timeout = { type: "timeout" };

export interface Machine<Input, Output> {
  /** Takes one input and returns everything that has to be done because of it. Opens nothing, awaits nothing. */
  handle(input: Input | Timeout, now: Instant): Output[];
  /** When `handle(timeout)` must be called next, or undefined if nothing is pending. */
  nextTimeout(): Instant | undefined;
}

/** A machine whose whole state can be written down and taken up again elsewhere. */
export interface DurableMachine<Input, Output, Snapshot> extends Machine<Input, Output> {
  /** The state as plain JSON data. */
  snapshot(): Snapshot;
}

/**
 * The shell's loop: feeds a machine, carries out its outputs in order and keeps its timer armed. An output whose
 * execution feeds the machine again is safe: such inputs wait until the outputs at hand are done.
 */
export class Runner<Input, Output> {
  readonly #machine: Machine<Input, Output>;
  readonly #scheduler: Scheduler;
  readonly #act: (output: Output) => void;
  readonly #waiting: (Input | Timeout)[] = [];
  #running = false;
  #stopped = false;
  #armedAt: Instant | undefined;
  #disarm: () => void = () => {};

  constructor(machine: Machine<Input, Output>, scheduler: Scheduler, act: (output: Output) => void) {
    this.#machine = machine;
    this.#scheduler = scheduler;
    this.#act = act;
    this.#arm();
  }

  /** Feeds one input; after `stop` it does nothing. */
  handle(input: Input | Timeout): void {
    if (this.#stopped) return;
    this.#waiting.push(input);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        for (const output of this.#machine.handle(next, this.#scheduler.now())) this.#act(output);
      }
    } finally {
      this.#running = false;
      this.#waiting.length = 0;
      this.#arm();
    }
  }

  /** Disarms the timer and ignores every later input. */
  stop(): void {
    this.#stopped = true;
    this.#disarm();
  }

  #arm(): void {
    const at = this.#stopped ? undefined : this.#machine.nextTimeout();
    if (at === this.#armedAt) return;
    this.#disarm();
    this.#armedAt = at;
    if (at === undefined) {
      this.#disarm = () => {};
      return;
    }
    this.#disarm = this.#scheduler.schedule(at, () => {
      this.#armedAt = undefined;
      this.handle(timeout as Input | Timeout);
    });
  }
}
