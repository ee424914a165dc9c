// Time as an input. Machines never read a clock: a shell passes `now` in. The real implementation lives in `server`,
// the virtual one in `testkit`.

/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;

export interface Clock {
  /** The present, in whole milliseconds since the Unix epoch. Never goes backwards within one process. */
  now(): Instant;
}

/** A clock that can also call back. */
export interface Scheduler extends Clock {
  /** Calls `run` once at or after `at`; the returned function cancels it and may be called any number of times. */
  schedule(at: Instant, run: () => void): () => void;
}
