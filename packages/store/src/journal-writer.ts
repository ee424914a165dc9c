// The journal's way to disk: at once into a local spool, at the latest 100 ms later into PostgreSQL, in batches that span
// tenants. With the database away the spool grows and is written later, in order (HA-07).
//
//   append ──▶ spool-<n>.jsonl (written before append returns) ──▶ batch ──▶ insert … on conflict do nothing ──▶ spool removed
//                          │
//   a start after kill -9 ─┘ reads every spool left behind first

import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Journal, JournalEntry, Log, Scheduler } from "@tellerline/base";
import type { JournalRow, Store } from "./store.ts";

const batchDelayMs = 50;
const batchRows = 2000;
const retryDelayMs = 1000;
const rowsPerSpool = 20_000;

interface Spool {
  file: string;
  descriptor: number;
  rows: number;
  pending: number;
}

export class JournalWriter implements Journal {
  readonly #store: Store;
  readonly #folder: string;
  readonly #scheduler: Scheduler;
  readonly #log: Log;
  readonly #queue: { row: JournalRow; spool: Spool }[] = [];
  #spool: Spool;
  #spools = 0;
  #cancel: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #failing = false;
  #spoolFails = false;

  constructor(store: Store, folder: string, scheduler: Scheduler, log: Log) {
    this.#store = store;
    this.#folder = folder;
    this.#scheduler = scheduler;
    this.#log = log;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#spool = this.#open();
  }

  /** Entries waiting for the database. */
  get backlog(): number {
    return this.#queue.length;
  }

  append(entry: JournalEntry): void {
    if (this.#spool.rows >= rowsPerSpool) this.#spool = this.#open();
    const row: JournalRow = { ...entry };
    this.#spoolRow(row);
    this.#spool.rows++;
    this.#spool.pending++;
    this.#queue.push({ row, spool: this.#spool });
    this.#cancel ??= this.#scheduler.schedule(this.#scheduler.now() + batchDelayMs, () => this.#wake());
  }

  /** Writes what a killed run left in its spool; must end before anything is read from the journal. */
  async recover(): Promise<number> {
    let recovered = 0;
    for (const name of readdirSync(this.#folder).sort()) {
      const file = join(this.#folder, name);
      if (file === this.#spool.file || !name.endsWith(".jsonl")) continue;
      const rows = readSpool(file, this.#log);
      for (let from = 0; from < rows.length; from += batchRows) {
        await this.#store.insertJournal(rows.slice(from, from + batchRows));
      }
      recovered += rows.length;
      unlinkSync(file);
    }
    return recovered;
  }

  /** Resolves when everything appended so far is in PostgreSQL. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    while (this.#queue.length > 0) {
      this.#flushing ??= this.#writeBatch().finally(() => {
        this.#flushing = undefined;
      });
      await this.#flushing;
    }
  }

  /** Writes what is left and removes the empty spool. */
  async close(): Promise<void> {
    await this.flush();
    closeSync(this.#spool.descriptor);
    if (this.#spool.pending === 0) unlinkSync(this.#spool.file);
  }

  /** A full disk must not end calls: the entry still goes to PostgreSQL from memory, and it is said once. */
  #spoolRow(row: JournalRow): void {
    try {
      writeSync(this.#spool.descriptor, `${JSON.stringify(row)}\n`);
      this.#spoolFails = false;
    } catch (error) {
      if (!this.#spoolFails) this.#log.error("journal.spoolFails", { message: (error as Error).message });
      this.#spoolFails = true;
    }
  }

  #wake(): void {
    this.#cancel = undefined;
    this.flush().catch((error: Error) => {
      if (!this.#failing)
        this.#log.error("journal.databaseAway", { message: error.message, backlog: this.#queue.length });
      this.#failing = true;
      this.#cancel ??= this.#scheduler.schedule(this.#scheduler.now() + retryDelayMs, () => this.#wake());
    });
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#queue.slice(0, batchRows);
    await this.#store.insertJournal(batch.map((entry) => entry.row));
    if (this.#failing) this.#log.info("journal.databaseBack", { backlog: this.#queue.length });
    this.#failing = false;
    this.#queue.splice(0, batch.length);
    for (const { spool } of batch) {
      spool.pending--;
      if (spool.pending === 0 && spool !== this.#spool) this.#remove(spool);
    }
  }

  #open(): Spool {
    const name = `spool-${this.#scheduler.now().toString().padStart(16, "0")}-${process.pid}-${this.#spools++}.jsonl`;
    const file = join(this.#folder, name);
    return { file, descriptor: openSync(file, "a", 0o600), rows: 0, pending: 0 };
  }

  #remove(spool: Spool): void {
    closeSync(spool.descriptor);
    unlinkSync(spool.file);
  }
}

/** The whole lines of a spool; the last one may be cut off by the kill and is then worth nothing. */
function readSpool(file: string, log: Log): JournalRow[] {
  const rows: JournalRow[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    try {
      rows.push(JSON.parse(line) as JournalRow);
    } catch {
      log.warn("journal.spoolCutOff", { file });
    }
  }
  return rows;
}
