// The centre as it is now: queues, agents, interactions.

import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "./common.ts";
import { agentStateSchema } from "./desk.ts";
import { serviceLevelFormulaSchema } from "./routing-rules.ts";
import { supervisorSchema } from "./supervision.ts";

export const liveQueueSchema = z
  .object({
    queueId: idSchema,
    name: z.string(),
    waiting: z.int(),
    /** When the longest waiting interaction entered. */
    longestSince: instantSchema.nullable(),
    /** Of somebody who came now, in ms; null while nothing is known (docs/figures.md). */
    expectedWaitMs: z.int().nullable(),
    /** By how much that was off lately, in ms; null while nobody's wait could be compared (docs/figures.md). */
    expectedWaitErrorMs: z.int().nullable(),
    agentsReady: z.int(),
    agentsTalking: z.int(),
    agentsWrapUp: z.int(),
    agentsNotReady: z.int(),
    agentsSignedIn: z.int(),
    today: z.object({
      offered: z.int(),
      answered: z.int(),
      abandoned: z.int(),
      answeredInTime: z.int(),
      abandonedInTime: z.int(),
      abandonedShort: z.int(),
      waitMs: z.int(),
      /** The longest wait that ended today. */
      longestWaitMs: z.int(),
    }),
    /** By the queue's formula, 0–1; null while there is nothing to divide by. */
    serviceLevel: z.number().nullable(),
    serviceLevelFormula: serviceLevelFormulaSchema,
    /** What the service level is a share of, by its formula: the weight of this queue beside others. */
    serviceLevelCounted: z.int(),
  })
  .meta({ id: "LiveQueue" });
export type LiveQueue = z.infer<typeof liveQueueSchema>;

/** A team, a skill or the whole centre; formulas: docs/figures.md (RT-16). */
export const liveGroupSchema = z
  .object({
    /** The team's name, the skill's id; empty: the centre. */
    key: z.string(),
    name: z.string(),
    waiting: z.int(),
    longestSince: instantSchema.nullable(),
    agentsReady: z.int(),
    agentsTalking: z.int(),
    agentsWrapUp: z.int(),
    agentsNotReady: z.int(),
    agentsSignedIn: z.int(),
    offered: z.int(),
    answered: z.int(),
    abandoned: z.int(),
    averageWaitMs: z.number().nullable(),
    /** 0–1. */
    serviceLevel: z.number().nullable(),
    /** 0–1. */
    occupancy: z.number().nullable(),
    handled: z.int(),
  })
  .meta({ id: "LiveGroup" });
export type LiveGroup = z.infer<typeof liveGroupSchema>;
export const liveGroupsSchema = z
  .object({ centre: liveGroupSchema, teams: z.array(liveGroupSchema), skills: z.array(liveGroupSchema) })
  .meta({ id: "LiveGroups" });
export type LiveGroups = z.infer<typeof liveGroupsSchema>;

export const liveTrunksSchema = z
  .object({
    items: z.array(
      z.object({
        trunkId: idSchema,
        name: z.string(),
        /** Whether what is behind it answers; unknown before the first answer. */
        status: z.enum(["up", "down", "unknown"]),
        channels: z.int(),
        outbound: z.boolean(),
        busyIn: z.int(),
        busyOut: z.int(),
        /** The most at once, and calls, since `since`: today, or since the product was started today. */
        peak: z.int(),
        callsIn: z.int(),
        callsOut: z.int(),
        /** Calls that found every channel taken. */
        refused: z.int(),
        since: instantSchema,
      }),
    ),
  })
  .meta({ id: "LiveTrunks" });
export type LiveTrunks = z.infer<typeof liveTrunksSchema>;

export const liveFlowsSchema = z
  .object({
    items: z.array(
      z.object({
        flowId: idSchema,
        name: z.string(),
        version: z.int(),
        /** Callers who are in it now, those whom it lets wait in a queue included. */
        count: z.int(),
        steps: z.array(
          z.object({ nodeId: z.string(), label: z.string(), count: z.int(), longestSince: instantSchema }),
        ),
      }),
    ),
  })
  .meta({ id: "LiveFlows" });
export type LiveFlows = z.infer<typeof liveFlowsSchema>;

/** Of one queue, or of all. */
export const dayCourseQuerySchema = z.object({ queueId: idSchema.optional() });

/** Of interactions that ended, by the half hour in which they began (docs/figures.md). */
export const dayCourseSchema = z
  .object({
    bucketMs: z.int(),
    items: z.array(
      z.object({
        at: instantSchema,
        offered: z.int(),
        answered: z.int(),
        abandoned: z.int(),
        /** Of all of them together. */
        waitMs: z.int(),
      }),
    ),
  })
  .meta({ id: "DayCourse" });
export type DayCourse = z.infer<typeof dayCourseSchema>;

export const liveAgentSchema = z
  .object({
    agentId: idSchema,
    name: z.string(),
    number: z.string(),
    /** Empty: none. */
    team: z.string(),
    state: agentStateSchema,
    reason: z.string().nullable(),
    since: instantSchema,
    interactionId: idSchema.nullable(),
    /** The SIP phone he is signed in at; null at a browser, without a terminal, or signed out. */
    phoneId: idSchema.nullable(),
    /** At the moment of the event; formulas: docs/figures.md. */
    today: z.object({ handled: z.int(), talkMs: z.int(), wrapUpMs: z.int(), readyMs: z.int(), notReadyMs: z.int() }),
    /** Locked by a leader. */
    locked: z.boolean().optional(),
    skills: z.array(z.string()),
    queues: z.array(z.string()),
  })
  .meta({ id: "LiveAgent" });
export type LiveAgent = z.infer<typeof liveAgentSchema>;

export const liveInteractionSchema = z
  .object({
    interactionId: idSchema,
    channel: channelSchema,
    stage: z.enum(["flow", "queue", "offered", "connected", "wrapUp"]),
    customerNumber: z.string(),
    queueName: z.string().nullable(),
    agentName: z.string().nullable(),
    agentId: idSchema.nullable(),
    since: instantSchema,
    /** Who supervises it now. */
    supervisors: z.array(supervisorSchema).optional(),
  })
  .meta({ id: "LiveInteraction" });
export type LiveInteraction = z.infer<typeof liveInteractionSchema>;

export const liveSchema = z
  .object({
    queues: z.array(liveQueueSchema),
    agents: z.array(liveAgentSchema),
    interactions: z.array(liveInteractionSchema),
    incidents: z.int(),
  })
  .meta({ id: "Live" });
export type Live = z.infer<typeof liveSchema>;
