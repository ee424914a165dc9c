// How a queue routes: what a wait leads to, and what the choice of an agent goes by beside skills (RT-01 … RT-07).

import { z } from "zod";
import { idSchema } from "./common.ts";

export const strategySchema = z
  .enum(["longestIdle", "fewestHandled", "lowestOccupancy", "roundRobin", "bestSkillMatch", "lowestCost", "broadcast"])
  .meta({ id: "Strategy" });

/** See docs/figures.md: they differ in what becomes of those who gave up. */
export const serviceLevelFormulaSchema = z
  .enum(["ofAll", "ofAnswered", "abandonedInTimeMet", "abandonedInTimeExcluded", "shortAbandonedMet"])
  .meta({ id: "ServiceLevelFormula" });

const waitMsSchema = z.int().min(1_000).max(7_200_000);

export const relaxationStepSchema = z
  .object({
    /** Since the beginning of the wait. */
    afterMs: waitMsSchema,
    /** Every required level sinks by so much, never below 1. */
    lowerLevelsBy: z.int().min(1).max(9).optional(),
    /** No longer required. */
    dropSkills: z.array(idSchema).max(20).optional(),
    /** Agents up to this tier may serve from now on. */
    maxTier: z.int().min(1).max(9).optional(),
    raisePriorityBy: z.int().min(1).max(100).optional(),
  })
  .refine(({ afterMs: _afterMs, ...parts }) => Object.values(parts).some((part) => part !== undefined), {
    message: "a step must relax something",
  })
  .meta({ id: "RelaxationStep" });

export const overflowRuleSchema = z
  .object({
    when: z.discriminatedUnion("type", [
      z.object({ type: z.literal("waited"), afterMs: waitMsSchema }),
      z.object({ type: z.literal("expectedWait"), aboveMs: z.int().min(0).max(7_200_000) }),
      z.object({ type: z.literal("waiting"), above: z.int().min(0).max(10_000) }),
      z.object({ type: z.literal("occupancy"), above: z.number().min(0).max(1) }),
      z.object({ type: z.literal("noAgents") }),
    ]),
    /** The one with the least expected wait of those with a signed-in member. */
    queueIds: z.array(idSchema).min(1).max(20),
    how: z.enum(["add", "move"]),
  })
  .meta({ id: "OverflowRule" });

export const queueRoutingSchema = z
  .object({
    /** Among equal priorities who is due first is served first: the beginning of the wait plus this. 0: none. */
    targetAnswerMs: z.int().min(0).max(7_200_000),
    /** Only agents up to this tier at first; null: all. */
    firstTier: z.int().min(1).max(9).nullable(),
    relaxation: z
      .array(relaxationStepSchema)
      .max(10)
      .refine((steps) => steps.every((step, n) => n === 0 || step.afterMs >= (steps[n - 1]?.afterMs ?? 0)), {
        message: "the steps must come in the order of their times",
      }),
    overflow: z.array(overflowRuleSchema).max(10),
    /** Who served the customer so recently is chosen before all others; 0: nobody is. */
    lastAgentWithinHours: z.int().min(0).max(8_760).default(0),
    /** So long he alone is waited for while he is signed in; 0: he is only preferred. */
    lastAgentHoldMs: z.int().min(0).max(600_000).default(0),
  })
  .meta({ id: "QueueRouting" });
export type QueueRouting = z.infer<typeof queueRoutingSchema>;

export const agentRoutingSchema = z
  .object({
    /** Queue to his tier there, 1 the first line; 1 for those not named. */
    tiers: z.record(idSchema, z.int().min(1).max(9)),
    /** Of an hour, in any unit, for the strategy lowestCost. */
    cost: z.number().min(0).max(1_000_000),
    /** Interactions at once over all channels; null: no limit but those of the channels. */
    totalCapacity: z.int().min(1).max(60).nullable(),
    /** Calls come beside chats, although chats do not come beside a call. */
    callsInterruptChats: z.boolean(),
  })
  .meta({ id: "AgentRouting" });
export type AgentRouting = z.infer<typeof agentRoutingSchema>;

export const standardQueueRouting: QueueRouting = {
  ...{ targetAnswerMs: 0, firstTier: null, relaxation: [], overflow: [] },
  ...{ lastAgentWithinHours: 0, lastAgentHoldMs: 0 },
};
export const standardAgentRouting: AgentRouting = {
  tiers: {},
  cost: 0,
  totalCapacity: null,
  callsInterruptChats: false,
};
