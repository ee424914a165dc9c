// Skills and queues.

import {
  type QueueRouting,
  type queueInputSchema,
  type queueSchema,
  type skillInputSchema,
  type skillSchema,
  standardQueueRouting,
} from "@tellerline/api";
import type { TenantTransaction } from "@tellerline/store";
import { sql } from "kysely";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Rows } from "./collection.ts";
import { changeRow, removeRow } from "./versioned-row.ts";

type Queue = z.output<typeof queueSchema>;
type QueueInput = z.output<typeof queueInputSchema>;

export const skillRows: Rows<z.output<typeof skillInputSchema>, z.output<typeof skillSchema>> = {
  subject: "skill",
  list: (tx) => tx.selectFrom("skill").select(["id", "name", "version"]).orderBy("name").execute(),
  insert: async (tx, tenantId, id, input) => {
    await tx.insertInto("skill").values({ tenant_id: tenantId, id, name: input.name }).execute();
  },
  update: async (tx, _tenantId, id, version, input) => {
    return changeRow(tx, "skill", id, version, { name: input.name });
  },
  remove: async (tx, id) => {
    await requireUnnamed(tx, id, "skill");
    return removeRow(tx, "skill", id);
  },
  describe: (input) => ({ ...input }),
};

export const queueRows: Rows<QueueInput, Queue> = {
  subject: "queue",
  list: async (tx) => {
    const rows = await tx.selectFrom("queue").selectAll().orderBy("name").execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      strategy: row.strategy as Queue["strategy"],
      requiredSkills: row.required_skills,
      priority: row.priority,
      ringTimeoutMs: row.ring_timeout_ms,
      wrapUpMs: row.wrap_up_ms,
      serviceLevelMs: row.service_level_ms,
      maxWaitMs: row.max_wait_ms,
      recording: row.recording as Queue["recording"],
      autoAnswer: row.auto_answer,
      holdFreesAgent: row.hold_frees_agent,
      releasedByAgent: row.released_by_agent,
      serviceLevelFormula: row.service_level_formula as Queue["serviceLevelFormula"],
      shortAbandonMs: row.short_abandon_ms,
      // What was written before a part was there has the standard's.
      routing: { ...standardQueueRouting, ...row.routing } as QueueRouting,
      version: row.version,
    }));
  },
  insert: async (tx, tenantId, id, input) => {
    await checkNamed(tx, input);
    await tx
      .insertInto("queue")
      .values({ tenant_id: tenantId, id, ...queueColumns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => {
    await checkNamed(tx, input);
    return changeRow(tx, "queue", id, version, { ...queueColumns(input) });
  },
  remove: async (tx, id) => {
    await requireUnnamed(tx, id, "queue");
    return removeRow(tx, "queue", id);
  },
  describe: (input) => ({ ...input }),
};

function queueColumns(input: QueueInput) {
  return {
    name: input.name,
    strategy: input.strategy,
    required_skills: JSON.stringify(input.requiredSkills),
    priority: input.priority,
    ring_timeout_ms: input.ringTimeoutMs,
    wrap_up_ms: input.wrapUpMs,
    service_level_ms: input.serviceLevelMs,
    max_wait_ms: input.maxWaitMs,
    recording: input.recording,
    auto_answer: input.autoAnswer,
    hold_frees_agent: input.holdFreesAgent,
    released_by_agent: input.releasedByAgent,
    service_level_formula: input.serviceLevelFormula,
    short_abandon_ms: input.shortAbandonMs,
    routing: JSON.stringify(input.routing),
  };
}

/** What stands inside documents has no foreign key: what a queue names must exist. */
async function checkNamed(tx: TenantTransaction, { requiredSkills, routing }: QueueInput): Promise<void> {
  const queues = new Set((await tx.selectFrom("queue").select("id").execute()).map(({ id }) => id));
  const skills = new Set((await tx.selectFrom("skill").select("id").execute()).map(({ id }) => id));
  const errors: { field: string; message: string }[] = [];
  const check = (field: string, ids: readonly string[], known: ReadonlySet<string>) => {
    if (!ids.every((id) => known.has(id))) errors.push({ field, message: "names something that does not exist" });
  };
  check(
    "requiredSkills",
    requiredSkills.map(({ skillId }) => skillId),
    skills,
  );
  routing.relaxation.forEach(({ dropSkills = [] }, n) => {
    check(`routing.relaxation.${n}.dropSkills`, dropSkills, skills);
  });
  routing.overflow.forEach(({ queueIds }, n) => {
    check(`routing.overflow.${n}.queueIds`, queueIds, queues);
  });
  if (errors.length > 0) throw new ProblemError("invalidRequest", undefined, errors);
}

/** Refuses to remove what the routing of a queue still names. */
async function requireUnnamed(tx: TenantTransaction, id: string, subject: "queue" | "skill"): Promise<void> {
  const naming = await sql<{ name: string }>`
    select name from queue
    where id <> ${id} and (routing::text like ${`%${id}%`} or required_skills::text like ${`%${id}%`})
    union all
    select name from chat_entry
    where required_skills::text like ${`%${id}%`} or preferred_skills::text like ${`%${id}%`}
    limit 1`.execute(tx);
  const [first] = naming.rows;
  if (first === undefined) return;
  throw new ProblemError("inUse", `${first.name} names this ${subject} in its routing; take it out there first.`);
}
