// The audit: who did what, append-only, each entry chained to the one before by SHA-256 (SE-03).
//
//   hash(n) = SHA-256( hash(n−1) ‖ canonical JSON of [tenant, n, at, actor, action, subject, detail] )     hash(0) = 32 zero bytes

import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Store, TenantTransaction } from "./store.ts";
import { instant } from "./tables.ts";

export interface AuditInput {
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

const genesis = Buffer.alloc(32);

/** Appends one entry within the transaction of the deed itself, so that neither happens without the other. */
export async function appendAudit(tx: TenantTransaction, tenantId: string, input: AuditInput): Promise<void> {
  // One writer at a time per tenant: the chain has no forks.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${tenantId}`}, 0))`.execute(tx);
  const last = await tx
    .selectFrom("audit")
    .select(["sequence", "hash"])
    .where("tenant_id", "=", tenantId)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const sequence = (last?.sequence ?? 0) + 1;
  const previous = last?.hash ?? genesis;
  await tx
    .insertInto("audit")
    .values({
      tenant_id: tenantId,
      sequence,
      at: instant(input.at),
      actor: input.actor,
      action: input.action,
      subject: input.subject,
      detail: JSON.stringify(input.detail),
      previous_hash: previous,
      hash: auditHash(previous, tenantId, sequence, input),
    })
    .execute();
}

export interface AuditVerdict {
  tenantId: string;
  entries: number;
  /** The first entry that does not fit its chain, or undefined if all do. */
  brokenAt?: { sequence: number; why: string };
}

/** Recomputes the chain of one tenant from its first entry. */
export async function verifyAudit(store: Store, tenantId: string): Promise<AuditVerdict> {
  return store.inTenant(tenantId, async (tx) => {
    let previous: Buffer = genesis;
    let entries = 0;
    for (;;) {
      const rows = await tx
        .selectFrom("audit")
        .selectAll()
        .where("sequence", ">", entries)
        .orderBy("sequence")
        .limit(1000)
        .execute();
      for (const row of rows) {
        entries++;
        const why =
          row.sequence !== entries
            ? `entry ${entries} is missing`
            : !row.previous_hash.equals(previous)
              ? "it is not chained to the entry before it"
              : !row.hash.equals(auditHash(previous, tenantId, row.sequence, row))
                ? "its content does not give its hash"
                : undefined;
        if (why !== undefined) return { tenantId, entries, brokenAt: { sequence: row.sequence, why } };
        previous = row.hash;
      }
      if (rows.length < 1000) return { tenantId, entries };
    }
  });
}

function auditHash(previous: Buffer, tenantId: string, sequence: number, input: AuditInput): Buffer {
  const text = canonical([tenantId, sequence, input.at, input.actor, input.action, input.subject, input.detail]);
  return createHash("sha256").update(previous).update(text).digest();
}

/** JSON with sorted keys and no white space: jsonb does not keep the order of keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}
