// What would have been with other agents, skills or strategies (RT-14).

import { z } from "zod";
import { idSchema, instantSchema } from "./common.ts";
import { agentSkillSchema } from "./configuration.ts";
import { strategySchema } from "./routing-rules.ts";

export const whatIfRequestSchema = z
  .object({
    /** Waits that ended in this span are counted. */
    from: instantSchema,
    to: instantSchema,
    /** What was never seen is drawn from what was; the same seed draws the same. */
    seed: z.int().min(1).max(1_000_000).default(1),
    addAgents: z
      .array(
        z.object({
          count: z.int().min(1).max(500),
          queueIds: z.array(idSchema).min(1).max(200),
          skills: z.array(agentSkillSchema).max(200),
        }),
      )
      .max(10)
      .default([]),
    removeAgents: z.array(idSchema).max(500).default([]),
    strategies: z
      .array(z.object({ queueId: idSchema, strategy: strategySchema }))
      .max(500)
      .default([]),
    /** Level 0 takes a skill away. */
    skills: z
      .array(
        z.object({
          agentId: idSchema,
          skills: z.array(z.object({ skillId: idSchema, level: z.int().min(0).max(9) })).max(200),
        }),
      )
      .max(500)
      .default([]),
  })
  .refine(({ from, to }) => from < to, { message: "must be before the end", path: ["from"] })
  .meta({ id: "WhatIfRequest" });

const queueDaySchema = z
  .object({
    queueId: z.string(),
    name: z.string(),
    offered: z.int(),
    answered: z.int(),
    abandoned: z.int(),
    averageWaitMs: z.int(),
    longestWaitMs: z.int(),
    /** By the queue's formula, 0–1. */
    serviceLevel: z.number().nullable(),
  })
  .meta({ id: "QueueDay" });

const whatIfSideSchema = z.object({
  queues: z.array(queueDaySchema),
  /** Busy ÷ signed-in time over all agents, 0–1. */
  occupancy: z.number(),
});

export const whatIfAnswerSchema = z
  .object({
    /** The unchanged replay is the journal, event for event. */
    reproduced: z.boolean(),
    events: z.int(),
    before: whatIfSideSchema,
    after: whatIfSideSchema,
  })
  .meta({ id: "WhatIfAnswer" });
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;
