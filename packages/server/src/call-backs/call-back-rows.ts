// Call-backs as rows (RT-09).

import type { SkillRequirement } from "@tellerline/acd";
import { instant, type TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";

/** Whom to call back, and where he stands. */
export interface CallBackWish {
  queueId: string;
  number: string;
  language: string | undefined;
  priority: number;
  requiredSkills: SkillRequirement[];
  preferredSkills: SkillRequirement[];
  /** His place in the queue is that of this instant. */
  since: number;
  source: "flow" | "agent" | "page";
  /** The call that he left for it. */
  originId: string | undefined;
  attributes: Record<string, string>;
}

export interface CallBack extends CallBackWish {
  id: string;
  attempts: number;
  nextAt: number;
}

export type CallBackEnd = "done" | "failed" | "cancelled";

export async function insertCallBack(tx: TenantTransaction, tenantId: string, one: CallBack): Promise<void> {
  const { id, queueId, number, language, priority, since, source, originId, attempts, nextAt } = one;
  await tx
    .insertInto("call_back")
    .values({
      ...{ tenant_id: tenantId, id, queue_id: queueId, number, language: language ?? null, priority, source, attempts },
      ...{
        required_skills: JSON.stringify(one.requiredSkills),
        preferred_skills: JSON.stringify(one.preferredSkills),
        attributes: JSON.stringify(one.attributes),
      },
      ...{ since: instant(since), next_at: instant(nextAt), origin_id: originId ?? null, state: "waiting" as const },
    })
    .execute();
}

export async function noteAttempt(
  tx: TenantTransaction,
  { id, attempts, nextAt }: CallBack,
  interactionId: string,
): Promise<void> {
  await tx
    .updateTable("call_back")
    .set({ attempts, next_at: instant(nextAt), interaction_id: interactionId })
    .where("id", "=", id)
    .execute();
}

export async function endCallBack(tx: TenantTransaction, id: string, state: CallBackEnd): Promise<void> {
  await tx.updateTable("call_back").set({ state }).where("id", "=", id).where("state", "=", "waiting").execute();
}

/** Those that wait. Who was reached by a call that did not outlive the product has been called back: he is done. */
export async function readWaiting(tx: TenantTransaction): Promise<CallBack[]> {
  await sql`
    update call_back c set state = 'done'
    where c.state = 'waiting' and exists (
      select from call_record r where r.interaction_id = c.interaction_id and r.answered_at is not null)`.execute(tx);
  const rows = await tx.selectFrom("call_back").selectAll().where("state", "=", "waiting").orderBy("since").execute();
  return rows.map((row) => ({
    ...{ id: row.id, queueId: row.queue_id, number: row.number, language: row.language ?? undefined },
    ...{ priority: row.priority, requiredSkills: row.required_skills as unknown as SkillRequirement[] },
    preferredSkills: row.preferred_skills as unknown as SkillRequirement[],
    ...{ since: row.since, source: row.source, originId: row.origin_id ?? undefined, attempts: row.attempts },
    ...{ nextAt: row.next_at, attributes: row.attributes as unknown as Record<string, string> },
  }));
}
