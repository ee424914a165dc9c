// One reader's view of a conversation: first what he missed, then what comes, each entry once and in order, whatever
// crosses (SPEC.md, CV-6).

import { type Entry, isFor, type Side } from "./entry.ts";

export class EntryFeed {
  readonly #side: Side;
  readonly #send: (entry: Entry) => void;
  #last: number;
  /** Live entries that came while the missed ones were fetched; undefined once those are through. */
  #early: Entry[] | undefined = [];

  /** @param since the last entry the reader has. */
  constructor(side: Side, since: number, send: (entry: Entry) => void) {
    this.#side = side;
    this.#last = since;
    this.#send = send;
  }

  get since(): number {
    return this.#last;
  }

  /** What was stored after `since` when it was asked for. */
  catchUp(missed: readonly Entry[]): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const entry of missed) this.#pass(entry);
    for (const entry of early) this.#pass(entry);
  }

  push(entry: Entry): void {
    if (this.#early === undefined) this.#pass(entry);
    else this.#early.push(entry);
  }

  #pass(entry: Entry): void {
    if (entry.sequence <= this.#last) return;
    this.#last = entry.sequence;
    if (isFor(entry, this.#side)) this.#send(entry);
  }
}
