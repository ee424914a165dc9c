// Skills and queues.

import type { queueInputSchema, queueSchema, skillInputSchema, skillSchema } from "@tellerline/api";
import type { z } from "zod";
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
  remove: (tx, id) => removeRow(tx, "skill", id),
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
      version: row.version,
    }));
  },
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("queue")
      .values({ tenant_id: tenantId, id, ...queueColumns(input) })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => {
    return changeRow(tx, "queue", id, version, { ...queueColumns(input) });
  },
  remove: (tx, id) => removeRow(tx, "queue", id),
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
  };
}
