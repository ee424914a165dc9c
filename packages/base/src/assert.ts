// Invariants. On in production: an assertion in one call's machine ends that call, one in shared state stops the process,
// which restarts from the journal.

/** A rule of a SPEC does not hold: a defect of ours, never the fault of an input. */
export class InvariantError extends Error {
  readonly code = "invariant";
}

/** @param rule what must hold, beginning with its rule id where there is one. */
export function assert(condition: unknown, rule: string): asserts condition {
  if (!condition) throw new InvariantError(rule);
}

/** For the `default` of a switch over a union: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}
