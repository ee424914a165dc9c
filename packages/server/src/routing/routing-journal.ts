// Where in the journal the routing of an interaction stands, and reading it in pieces that leave the process free for
// calls in between.

import type { RouterEvent } from "@tellerline/acd";
import type { Instant } from "@tellerline/base";
import type { Store, TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";

const pieceSize = 2000;

export interface RoutingJournalPart {
  stream: string;
  code: string;
  /** The first entry about the interaction. */
  from: Instant;
  /** The last entry about the interaction itself. */
  to: Instant;
  /** It has not ended: the journal is read to its end. */
  open: boolean;
}

/** The stream of the router that routed the interaction; undefined when nobody knows it. */
export async function routingJournalOf(
  tx: TenantTransaction,
  interactionId: string,
): Promise<RoutingJournalPart | undefined> {
  const own = await sql<{ from: Instant | null; to: Instant | null; ended: boolean | null }>`
    select (extract(epoch from min(at)) * 1000)::float8 as "from", (extract(epoch from max(at)) * 1000)::float8 as "to",
           bool_or(event ->> 'type' = 'ended') as ended
    from journal where stream = ${interactionId}`.execute(tx);
  const { from, to, ended } = own.rows[0] ?? { from: null, to: null, ended: null };
  if (from === null || to === null) return undefined;
  const stream = await routingJournalAt(tx, from);
  return stream && { ...stream, from: Math.round(from), to: Math.round(to), open: ended !== true };
}

/** The stream of the router that ran at an instant. */
export async function routingJournalAt(
  tx: TenantTransaction,
  at: Instant,
): Promise<{ stream: string; code: string } | undefined> {
  // A run's id begins with the instant at which it began (RFC 9562 §5.7), so that streams sort by it.
  const router = await sql<{ stream: string; code: string }>`
    select stream, code from journal
    where stream >= 'routing/' and stream <= ${`routing/${uuidAt(at + 1)}`} and sequence = 1
    order by stream desc limit 1`.execute(tx);
  return router.rows[0];
}

export interface RoutingEntry {
  sequence: number;
  event: RouterEvent;
}

/** The entries of a stream in order, in pieces: those after a number, up to an instant. */
export async function* readRoutingJournal(
  store: Pick<Store, "inTenant">,
  tenantId: string,
  { stream, after = 0, to = Number.POSITIVE_INFINITY }: { stream: string; after?: number; to?: Instant },
): AsyncGenerator<RoutingEntry[]> {
  let read = after;
  for (;;) {
    const rows = await store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("journal")
        .select(["sequence", "event"])
        .where("stream", "=", stream)
        .where("sequence", ">", read)
        .orderBy("sequence")
        .limit(pieceSize)
        .execute(),
    );
    const entries = rows.map(({ sequence, event }) => ({ sequence, event: event as RouterEvent }));
    const wanted = entries.filter(({ event }) => event.at <= to);
    if (wanted.length > 0) yield wanted;
    const last = entries.at(-1);
    if (last === undefined || entries.length < pieceSize || wanted.length < entries.length) return;
    read = last.sequence;
  }
}

/** The lowest version 7 UUID of an instant. */
function uuidAt(at: Instant): string {
  const hex = Math.floor(at).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
