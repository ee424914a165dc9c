// Those who are to be called back (RT-09): each waits in its queue at the place it had, an agent is offered it like a call,
// and when he is there the customer is dialled.
//
//   request ─▶ waiting in the queue ── agent there, customer answers ──▶ done
//                 ▲   │                     └── not reached, again in ten minutes, three times ──▶ failed
//                 └───┘ restart: from the table, at the old place        leader takes it away ──▶ cancelled

import { type Log, newId, type Random, type Scheduler } from "@tellerline/base";
import type { Store, TenantTransaction } from "@tellerline/store";
import {
  type CallBack,
  type CallBackEnd,
  type CallBackWish,
  endCallBack,
  insertCallBack,
  noteAttempt,
  readWaiting,
} from "./call-back-rows.ts";

const mostAttempts = 3;
const againAfterMs = 10 * 60_000;
/** Who could not be reached for so long is not waiting for a call any more. */
const expiresAfterMs = 24 * 3_600_000;
const mostWaiting = 5000;

/** Where a call-back is carried out. */
export interface CallBackPort {
  /** Lets it wait in its queue. @returns the interaction, or undefined when there is no such queue */
  begin(tenantId: string, one: CallBack, ended: (reached: boolean) => void): string | undefined;
  /** Takes it out of its queue. */
  end(tenantId: string, interactionId: string): void;
}

export interface CallBacksOptions {
  store: Pick<Store, "inTenant">;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  port: CallBackPort;
  /** Somebody waits, or does not any more. */
  changed?(tenantId: string): void;
}

export interface WaitingCallBack extends CallBack {
  tenantId: string;
  /** While it stands in its queue, rings or talks. */
  interactionId: string | undefined;
}

interface Entry extends WaitingCallBack {
  cancelTimer: (() => void) | undefined;
}

export class CallBacks {
  readonly #options: CallBacksOptions;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: CallBacksOptions) {
    this.#options = options;
  }

  /** Takes up those of a tenant that wait. */
  async load(tenantId: string): Promise<void> {
    for (const one of await this.#options.store.inTenant(tenantId, readWaiting)) this.#add(tenantId, one);
  }

  /**
   * Somebody is to be called back; who is waiting for it already in that queue is not called twice.
   * @returns its id; undefined when too many wait
   */
  request(tenantId: string, wish: CallBackWish): string | undefined {
    const { scheduler, random } = this.#options;
    const now = scheduler.now();
    const same = this.waiting(tenantId).find(
      ({ number, queueId }) => number === wish.number && queueId === wish.queueId,
    );
    if (same !== undefined) return same.id;
    if (this.#entries.size >= mostWaiting || this.#stopped) return undefined;
    const one = { ...wish, id: newId(now, random), attempts: 0, nextAt: now };
    this.#write(tenantId, (tx) => insertCallBack(tx, tenantId, one));
    this.#add(tenantId, one);
    return one.id;
  }

  waiting(tenantId: string): WaitingCallBack[] {
    return [...this.#entries.values()].filter((entry) => entry.tenantId === tenantId);
  }

  /** @returns false if there is none such. */
  cancel(tenantId: string, id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry?.tenantId !== tenantId) return false;
    this.#end(entry, "cancelled");
    if (entry.interactionId !== undefined) this.#options.port.end(tenantId, entry.interactionId);
    return true;
  }

  /** From now on what ends is the product's end: it goes on after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancelTimer } of this.#entries.values()) cancelTimer?.();
    await this.#writing;
  }

  #add(tenantId: string, one: CallBack): void {
    this.#options.changed?.(tenantId);
    const entry: Entry = { ...one, tenantId, interactionId: undefined, cancelTimer: undefined };
    this.#entries.set(entry.id, entry);
    this.#beginAt(entry, one.nextAt);
  }

  #beginAt(entry: Entry, at: number): void {
    const { scheduler } = this.#options;
    if (at <= scheduler.now()) this.#begin(entry);
    else entry.cancelTimer = scheduler.schedule(at, () => this.#begin(entry));
  }

  #begin(entry: Entry): void {
    const { scheduler, port } = this.#options;
    entry.cancelTimer = undefined;
    const expired = scheduler.now() - entry.since > expiresAfterMs;
    let over = false;
    const ended = (reached: boolean) => {
      over = true;
      this.#attempted(entry, reached);
    };
    const interactionId = expired ? undefined : port.begin(entry.tenantId, entry, ended);
    if (interactionId === undefined) {
      this.#end(entry, "failed");
      return;
    }
    if (!over) entry.interactionId = interactionId;
    this.#write(entry.tenantId, (tx) => noteAttempt(tx, entry, interactionId));
  }

  #attempted(entry: Entry, reached: boolean): void {
    entry.interactionId = undefined;
    this.#options.changed?.(entry.tenantId);
    if (this.#stopped || !this.#entries.has(entry.id)) return;
    entry.attempts++;
    if (reached || entry.attempts >= mostAttempts) {
      this.#end(entry, reached ? "done" : "failed");
      return;
    }
    entry.nextAt = this.#options.scheduler.now() + againAfterMs;
    this.#beginAt(entry, entry.nextAt);
  }

  #end(entry: Entry, state: CallBackEnd): void {
    entry.cancelTimer?.();
    this.#options.changed?.(entry.tenantId);
    this.#entries.delete(entry.id);
    this.#write(entry.tenantId, (tx) => endCallBack(tx, entry.id, state));
  }

  /** In order. With the database away the call-back goes on all the same; only a restart would not know of it. */
  #write(tenantId: string, work: (tx: TenantTransaction) => Promise<void>): void {
    const { store, log } = this.#options;
    this.#writing = this.#writing
      .then(() => store.inTenant(tenantId, work))
      .catch((error: Error) => log.error("callBack.notWritten", { tenantId, message: error.message }));
  }
}
