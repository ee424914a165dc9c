// The journal: what happened, append-only. State is the fold of it; call records, counters and reports are projections.

import type { Instant } from "./clock.ts";

export interface JournalEvent {
  type: string;
}

export interface JournalEntry<Event extends JournalEvent = JournalEvent> {
  tenantId: string;
  /** "routing" for the router of a tenant, otherwise the id of the interaction it tells of. */
  stream: string;
  /** 1, 2, 3 … without gaps within (tenant, stream); numbered by the one writer of the stream. */
  sequence: number;
  at: Instant;
  /** The version of the code that decided. */
  code: string;
  event: Event;
}

/** Where a writer puts entries; they are durable at the latest 100 ms later. */
export interface Journal {
  append(entry: JournalEntry): void;
}
