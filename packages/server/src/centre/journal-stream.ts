// One stream of the journal: numbers its entries 1, 2, 3 … and hands them on.

import type { Instant, Journal, JournalEntry, JournalEvent } from "@tellerline/base";

export class JournalStream<Event extends JournalEvent> {
  readonly #journal: Journal;
  readonly #tenantId: string;
  readonly #stream: string;
  readonly #code: string;
  #sequence: number;

  /** @param after the number of the last entry there is already. */
  constructor(journal: Journal, tenantId: string, stream: string, code: string, after = 0) {
    this.#sequence = after;
    this.#journal = journal;
    this.#tenantId = tenantId;
    this.#stream = stream;
    this.#code = code;
  }

  append(at: Instant, event: Event): JournalEntry<Event> {
    const entry = {
      tenantId: this.#tenantId,
      stream: this.#stream,
      sequence: ++this.#sequence,
      at,
      code: this.#code,
      event,
    };
    this.#journal.append(entry);
    return entry;
  }
}
