// The one way of chat messages to PostgreSQL: batches over all conversations and tenants, in the order in which they were
// numbered. Whoever waits for a message is told when it is durable, and not before (CV-2).
//
//   add ─▶ queue ─(10 ms or as soon as the last batch is done)─▶ one insert ─▶ stored(sequence) per conversation

import type { Log, Scheduler } from "@tellerline/base";
import type { Entry } from "@tellerline/channels";
import type { ChatMessageRow, Store } from "@tellerline/store";
import { sql } from "kysely";

const gatherMs = 10;
const batchRows = 1000;
const firstRetryMs = 250;
const longestRetryMs = 10_000;
const readMarksMs = 2000;

interface Waiting {
  row: ChatMessageRow;
  stored: (sequence: number) => void;
}

interface ReadMarks {
  tenantId: string;
  customer: number;
  staff: number;
}

export interface ChatWriterOptions {
  store: Pick<Store, "insertChatMessages" | "inTenant">;
  scheduler: Scheduler;
  log: Log;
}

export class ChatWriter {
  readonly #options: ChatWriterOptions;
  readonly #queue: Waiting[] = [];
  readonly #marks = new Map<string, ReadMarks>();
  #writing: Promise<void> | undefined;
  #gathering: (() => void) | undefined;
  #marking: (() => void) | undefined;

  constructor(options: ChatWriterOptions) {
    this.#options = options;
  }

  /** Messages that are not durable yet. */
  get backlog(): number {
    return this.#queue.length;
  }

  /** @param stored called with the highest number of its conversation that is durable now. */
  add(tenantId: string, conversationId: string, entry: Entry, stored: (sequence: number) => void): void {
    const { author, ...rest } = entry;
    const by = { authorSide: author.side, authorId: author.id, authorName: author.name };
    this.#queue.push({ row: { tenantId, conversationId, ...by, ...rest }, stored });
    if (this.#writing !== undefined) return;
    const { scheduler } = this.#options;
    this.#gathering ??= scheduler.schedule(scheduler.now() + gatherMs, () => {
      this.#gathering = undefined;
      void this.flush();
    });
  }

  /** Read marks may lag: losing the last seconds of them costs a repeated "unread". */
  markRead(tenantId: string, conversationId: string, read: { customer: number; staff: number }): void {
    this.#marks.set(conversationId, { tenantId, ...read });
    const { scheduler } = this.#options;
    this.#marking ??= scheduler.schedule(scheduler.now() + readMarksMs, () => {
      this.#marking = undefined;
      void this.#writeMarks();
    });
  }

  /** Resolves when everything added so far is durable. */
  flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#gathering?.();
    this.#marking?.();
    await this.flush();
    await this.#writeMarks();
  }

  async #writeAll(): Promise<void> {
    for (let wait = firstRetryMs; this.#queue.length > 0; ) {
      const batch = this.#queue.slice(0, batchRows);
      try {
        await this.#insert(batch.map(({ row }) => row));
      } catch (error) {
        this.#options.log.error("chat.notStoredYet", { message: (error as Error).message, backlog: this.backlog });
        const { scheduler } = this.#options;
        await new Promise<void>((resolve) => scheduler.schedule(scheduler.now() + wait, resolve));
        wait = Math.min(wait * 2, longestRetryMs);
        continue;
      }
      wait = firstRetryMs;
      this.#queue.splice(0, batch.length);
      const last = new Map<string, Waiting>();
      for (const waiting of batch) last.set(waiting.row.conversationId, waiting);
      for (const { row, stored } of last.values()) stored(row.sequence);
    }
  }

  async #insert(rows: ChatMessageRow[]): Promise<void> {
    const { store, log } = this.#options;
    try {
      await store.insertChatMessages(rows);
    } catch (error) {
      if (!isAboutData(error)) throw error;
      // One row that the database cannot take must not hold up the others, nor its own conversation.
      for (const row of rows)
        await store.insertChatMessages([row]).catch(async (cause: unknown) => {
          if (!isAboutData(cause)) throw cause;
          log.error("chat.unstorable", { conversationId: row.conversationId, sequence: row.sequence });
          await store.insertChatMessages([{ ...row, authorName: "", content: { type: "text", text: "\uFFFD" } }]);
        });
    }
  }

  async #writeMarks(): Promise<void> {
    const tenants = new Map<string, [string, ReadMarks][]>();
    for (const [id, marks] of this.#marks) {
      const rows = tenants.get(marks.tenantId) ?? [];
      rows.push([id, marks]);
      tenants.set(marks.tenantId, rows);
    }
    this.#marks.clear();
    for (const [tenantId, rows] of tenants) {
      const ids = rows.map(([id]) => id);
      const customer = rows.map(([, marks]) => marks.customer);
      const staff = rows.map(([, marks]) => marks.staff);
      await this.#options.store
        .inTenant(tenantId, (tx) =>
          sql`update conversation c set customer_read = greatest(customer_read, m.customer),
                staff_read = greatest(staff_read, m.staff)
              from unnest(${ids}::uuid[], ${customer}::int[], ${staff}::int[]) as m (id, customer, staff)
              where c.id = m.id`.execute(tx),
        )
        .catch((error: Error) => this.#options.log.warn("chat.readMarksNotStored", { message: error.message }));
    }
  }
}

/** Class 22: data exception; class 23: constraint. Everything else may be over in a moment. */
function isAboutData(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? "");
}
