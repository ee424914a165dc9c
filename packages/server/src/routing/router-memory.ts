// What the router of a tenant knew when the product ended: the last snapshot and what its journal tells since (HA-04). And
// the snapshots to come, so that the next start, an explanation and a what-if have little to read.

import { type RouterSnapshot, RouterState, routerCode } from "@tellerline/acd";
import type { Instant, Log } from "@tellerline/base";
import { instant, type Store, type TenantTransaction } from "@tellerline/store";
import { type SqlBool, sql } from "kysely";
import { readRoutingJournal } from "./routing-journal.ts";

/** A snapshot after so many events, or after so many for each thing in it: it must cost less than what it saves. */
const snapshotEvery = 10_000;
const eventsPerThing = 20;

export interface Remembered {
  stream: string;
  /** The number of the last entry there is. */
  after: number;
  snapshot: RouterSnapshot;
}

/** The state at the end of the newest stream; undefined when there is none or other code wrote it. */
export async function recallRouter(
  store: Pick<Store, "inTenant">,
  tenantId: string,
  log: Log,
): Promise<Remembered | undefined> {
  const newest = await store.inTenant(tenantId, (tx) =>
    sql<{ stream: string; code: string }>`
      select stream, code from journal where stream >= 'routing/' and stream < 'routing0'
      order by stream desc, sequence desc limit 1`.execute(tx),
  );
  const [found] = newest.rows;
  if (found === undefined) return undefined;
  if (found.code !== routerCode) {
    log.warn("router.otherCode", { tenantId, wrote: found.code, reads: routerCode });
    return undefined;
  }
  const start = await store.inTenant(tenantId, (tx) => snapshotBefore(tx, found.stream, undefined));
  let after = start?.sequence ?? 0;
  const state = start === undefined ? new RouterState() : RouterState.restore(start.snapshot);
  for await (const entries of readRoutingJournal(store, tenantId, { stream: found.stream, after })) {
    for (const { event } of entries) state.apply(event);
    after = entries.at(-1)?.sequence ?? after;
  }
  return { stream: found.stream, after, snapshot: state.snapshot() };
}

/** The last snapshot of the stream taken before an instant. */
export async function snapshotBefore(
  tx: TenantTransaction,
  stream: string,
  at: Instant | undefined,
): Promise<{ sequence: number; snapshot: RouterSnapshot } | undefined> {
  let rows = tx.selectFrom("router_snapshot").select(["sequence", "snapshot"]).where("stream", "=", stream);
  if (at !== undefined) rows = rows.where(sql<SqlBool>`at <= ${instant(at)}`);
  const row = await rows.orderBy("sequence", "desc").limit(1).executeTakeFirst();
  return row && { sequence: row.sequence, snapshot: row.snapshot as unknown as RouterSnapshot };
}

export interface RouterMemoryOptions {
  store: Pick<Store, "inTenant">;
  tenantId: string;
  stream: string;
  /** The number of the last entry that was there at the start. */
  after: number;
  log: Log;
  /** The router as it is after the entry that was just told. */
  snapshot(): RouterSnapshot;
}

/** Writes a snapshot now and then. */
export class RouterMemory {
  readonly #options: RouterMemoryOptions;
  #last: number;
  #threshold = snapshotEvery;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RouterMemoryOptions) {
    this.#options = options;
    this.#last = options.after;
  }

  /** After a step of the router whose last entry has this number. */
  told(sequence: number, at: Instant): void {
    if (sequence - this.#last < this.#threshold) return;
    this.#last = sequence;
    const { store, tenantId, stream, log, snapshot } = this.#options;
    const state = snapshot();
    this.#threshold = Math.max(snapshotEvery, eventsPerThing * (state.agents.length + state.interactions.length));
    const text = JSON.stringify(state);
    this.#writing = this.#writing
      .then(() =>
        store.inTenant(tenantId, async (tx) => {
          await tx
            .insertInto("router_snapshot")
            .values({ tenant_id: tenantId, stream, sequence, at: instant(at), snapshot: text })
            .execute();
        }),
      )
      .catch((error: Error) => log.error("router.snapshotNotWritten", { tenantId, message: error.message }));
  }
}
