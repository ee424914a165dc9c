// Which calls are lost, read from the records: nothing is kept that could disagree with them.

import type { LostCall } from "@tellerline/api";
import { instant, type TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";

/** Further back nobody wants to be called. */
export const lookBackMs = 7 * 86_400_000;
/** For so long an agent has a lost call for himself. */
export const claimMs = 15 * 60_000;
/** So many are listed; the rest come up as these are called back. */
export const listed = 200;

interface LostRow {
  interaction_id: string;
  customer_number: string;
  queue_name: string | null;
  ended_at: number;
  wait_ms: number;
  times: number;
  agent_id: string | null;
  agent_name: string | null;
  claimed_at: number | null;
}

export interface LostCallOf extends LostCall {
  claimedByAgentId: string | null;
}

/**
 * The customers who gave up in one of the queues since `now` − 7 days and were in no talk that began afterwards, the
 * longest lost first; at most 201, of which the last only says that there are more.
 * @param queueIds undefined: any queue. @param interactionId that one alone.
 */
export async function readLostCalls(
  tx: TenantTransaction,
  now: number,
  queueIds: readonly string[] | undefined,
  interactionId?: string,
): Promise<LostCallOf[]> {
  const [from, claimedFrom] = [instant(now - lookBackMs), instant(now - claimMs)];
  const inQueue = queueIds === undefined ? sql`true` : sql`queue_id = any(${queueIds}::uuid[])`;
  const { rows } = await sql<LostRow>`
    with given_up as (
      select distinct on (customer_number) interaction_id, customer_number, queue_id, queue_name, ended_at, wait_ms,
        count(*) over (partition by customer_number)::integer as times
      from call_record
      where end_reason = 'abandoned' and channel = 'voice' and kind = 'inbound' and started_at >= ${from}
        and queue_id is not null and customer_number ~ '^[+]?[0-9]{3,20}$'
      order by customer_number, ended_at desc
    )
    select g.interaction_id, g.customer_number, g.queue_name, g.ended_at, g.wait_ms, g.times,
      c.agent_id, c.agent_name, c.at as claimed_at
    from given_up g
    left join lost_call_claim c on c.interaction_id = g.interaction_id and c.at > ${claimedFrom}
    where ${inQueue} and (${interactionId ?? null}::uuid is null or g.interaction_id = ${interactionId ?? null}::uuid)
      and not exists (
        select from call_record r
        where r.customer_number = g.customer_number and r.answered_at > g.ended_at and cardinality(r.agent_ids) > 0)
    order by g.ended_at, g.interaction_id
    limit ${listed + 1}`.execute(tx);
  return rows.map((row) => ({
    ...{ interactionId: row.interaction_id, customerNumber: row.customer_number, queueName: row.queue_name ?? "" },
    ...{ lostAt: row.ended_at, waitMs: row.wait_ms, times: row.times },
    ...{ claimedBy: row.agent_name, claimedByAgentId: row.agent_id, claimedAt: row.claimed_at },
  }));
}

/** @returns whether it is the agent's now; it is not while a colleague's claim holds. */
export async function claimLostCall(
  tx: TenantTransaction,
  tenantId: string,
  now: number,
  interactionId: string,
  agent: { id: string; name: string },
): Promise<boolean> {
  const row = { tenant_id: tenantId, interaction_id: interactionId, agent_id: agent.id, agent_name: agent.name };
  const claimed = await tx
    .insertInto("lost_call_claim")
    .values({ ...row, at: instant(now) })
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "interaction_id"])
        .doUpdateSet({ agent_id: agent.id, agent_name: agent.name, at: instant(now) })
        .where((e) =>
          e.or([
            e("lost_call_claim.agent_id", "=", agent.id),
            e("lost_call_claim.at", "<=", instant(now - claimMs) as never),
          ]),
        ),
    )
    .executeTakeFirst();
  return (claimed.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function dropClaim(tx: TenantTransaction, interactionId: string, agentId: string): Promise<void> {
  await tx
    .deleteFrom("lost_call_claim")
    .where("interaction_id", "=", interactionId)
    .where("agent_id", "=", agentId)
    .execute();
}
