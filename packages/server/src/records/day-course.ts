// The course of a day: how many came, were answered and gave up in each half hour (SV-01; formulas: docs/figures.md).

import type { DayCourse } from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";
import { startOfDay } from "../centre/day.ts";

export const bucketMs = 1_800_000;

/** Today until `now`, of one queue or of all; buckets in which nobody came are there with zeros. */
export async function readDayCourse(tx: TenantTransaction, now: number, queueId?: string): Promise<DayCourse> {
  const from = startOfDay(now);
  let query = tx
    .selectFrom("call_record")
    .select((e) => [
      sql<number>`floor(extract(epoch from started_at - ${new Date(from)}::timestamptz) * 1000 / ${bucketMs})::integer`.as(
        "bucket",
      ),
      sql<number>`count(*)::integer`.as("offered"),
      sql<number>`(count(*) filter (where cardinality(agent_ids) > 0))::integer`.as("answered"),
      sql<number>`(count(*) filter (where end_reason = 'abandoned'))::integer`.as("abandoned"),
      e.fn.sum<string>("wait_ms").as("wait_ms"),
    ])
    .where("started_at", ">=", sql<never>`${new Date(from)}::timestamptz`)
    .where("kind", "in", ["inbound", "callBack"])
    .where("queue_id", "is not", null)
    .groupBy("bucket");
  if (queueId !== undefined) query = query.where("queue_id", "=", queueId);
  const rows = new Map((await query.execute()).map((row) => [row.bucket, row]));
  const count = Math.floor((now - from) / bucketMs) + 1;
  const items = Array.from({ length: count }, (_, bucket) => {
    const { offered = 0, answered = 0, abandoned = 0, wait_ms: wait = "0" } = rows.get(bucket) ?? {};
    return { at: from + bucket * bucketMs, offered, answered, abandoned, waitMs: Number(wait) };
  });
  return { bucketMs, items };
}
