// What an administrator of a tenant configures: users and agents, skills, queues, numbers, trunks, phones.

import { z } from "zod";
import { idSchema, languageSchema, nameSchema, numberSchema } from "./common.ts";
import { roleSchema } from "./rights.ts";
import {
  agentRoutingSchema,
  queueRoutingSchema,
  serviceLevelFormulaSchema,
  standardAgentRouting,
  standardQueueRouting,
  strategySchema,
} from "./routing-rules.ts";

const versioned = { id: idSchema, version: z.int() };

export const skillInputSchema = z.object({ name: nameSchema }).meta({ id: "SkillInput" });
export const skillSchema = skillInputSchema.extend(versioned).meta({ id: "Skill" });

export const agentSkillSchema = z.object({ skillId: idSchema, level: z.int().min(1).max(9) });

/** How many interactions of each channel an agent serves at once; 0: none of this channel. */
export const capacitySchema = z
  .object({ voice: z.int().min(0).max(1), chat: z.int().min(0).max(50) })
  .meta({ id: "Capacity" });
export type Capacity = z.infer<typeof capacitySchema>;

/** A skill an agent may use. `standard`: he begins with it when he signs in; otherwise he adds it himself (AG-05). */
export const userSkillSchema = agentSkillSchema
  .extend({ standard: z.boolean().default(true) })
  .meta({ id: "UserSkill" });

export const userInputSchema = z
  .object({
    login: z
      .string()
      .trim()
      .regex(/^[a-zA-Z0-9._@-]{2,60}$/, "2 to 60 letters, digits, . _ @ -"),
    name: nameSchema,
    role: roleSchema.exclude(["platformAdministrator"]),
    language: languageSchema,
    /** Only when a user is made or the password is set anew. */
    password: z.string().max(200).optional(),
    active: z.boolean(),
    /** Present for whoever takes interactions. */
    agent: z
      .object({
        number: numberSchema,
        /** By which the live view filters; empty: none. */
        team: z.string().trim().max(40).default(""),
        skills: z.array(userSkillSchema).max(200),
        queueIds: z.array(idSchema).max(200),
        capacity: capacitySchema.default({ voice: 1, chat: 3 }),
        /** Whether chats come beside a call; otherwise one channel at a time. */
        mixedMedia: z.boolean().default(true),
        routing: agentRoutingSchema.default(standardAgentRouting),
      })
      .nullable(),
  })
  .meta({ id: "UserInput" });
export const userSchema = userInputSchema
  .omit({ password: true })
  .extend({ ...versioned, agentId: idSchema.nullable(), lockedUntil: z.int().nullable() })
  .meta({ id: "User" });

export const queueInputSchema = z
  .object({
    name: nameSchema,
    strategy: strategySchema,
    requiredSkills: z.array(agentSkillSchema).max(20),
    priority: z.int().min(0).max(100),
    ringTimeoutMs: z.int().min(3_000).max(120_000),
    wrapUpMs: z.int().min(0).max(3_600_000),
    serviceLevelMs: z.int().min(1_000).max(600_000),
    maxWaitMs: z.int().min(10_000).max(7_200_000),
    recording: z.enum(["all", "onDemand", "none"]),
    autoAnswer: z.boolean(),
    /** A hold ends the agent's leg and makes him ready for the next call (SW-05). */
    holdFreesAgent: z.boolean().default(false),
    /** After the customer's hang-up the agent's leg stays up until he releases it (SW-05). */
    releasedByAgent: z.boolean().default(false),
    serviceLevelFormula: serviceLevelFormulaSchema.default("ofAll"),
    /** Who gives up sooner could not have been answered. */
    shortAbandonMs: z.int().min(0).max(60_000).default(5_000),
    routing: queueRoutingSchema.default(standardQueueRouting),
  })
  .refine(({ strategy, autoAnswer }) => strategy !== "broadcast" || !autoAnswer, {
    message: "what rings at everybody cannot be answered by itself: all phones would",
    path: ["autoAnswer"],
  })
  .meta({ id: "QueueInput" });
export const queueSchema = z.object({ ...queueInputSchema.shape, ...versioned }).meta({ id: "Queue" });

export const phoneNumberInputSchema = z
  .object({ number: numberSchema, label: nameSchema, flowId: idSchema })
  .meta({ id: "PhoneNumberInput" });
export const phoneNumberSchema = phoneNumberInputSchema
  .extend({ ...versioned, flowName: z.string() })
  .meta({ id: "PhoneNumber" });

export const trunkInputSchema = z
  .object({
    name: nameSchema,
    /** Addresses whose INVITEs are accepted without digest. */
    addresses: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .min(1)
      .max(20),
    host: z.string().regex(/^[a-zA-Z0-9.:[\]-]{1,120}$/),
    port: z.int().min(1).max(65_535),
    transport: z.enum(["udp", "tcp", "tls"]),
    channels: z.int().min(1).max(10_000),
    outbound: z.boolean(),
    callerNumber: numberSchema,
  })
  .meta({ id: "TrunkInput" });
export const trunkSchema = trunkInputSchema
  .extend({ ...versioned, status: z.enum(["up", "down", "unknown"]), busyChannels: z.int() })
  .meta({ id: "Trunk" });

export const phoneInputSchema = z
  .object({
    name: nameSchema,
    username: z.string().regex(/^[a-zA-Z0-9._-]{2,40}$/, "2 to 40 letters, digits, . _ -"),
    password: z.string().min(12, "at least 12 characters").max(100).optional(),
  })
  .meta({ id: "PhoneInput" });
export const phoneSchema = phoneInputSchema
  .omit({ password: true })
  .extend({ ...versioned, registered: z.boolean(), contact: z.string().nullable() })
  .meta({ id: "Phone" });

export const flowSummarySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    version: z.int(),
    publishedAt: z.int(),
    document: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "FlowSummary" });

export const tenantSummarySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    agents: z.int(),
    signedIn: z.int(),
    interactionsToday: z.int(),
    recordsTotal: z.int(),
  })
  .meta({ id: "TenantSummary" });

export const auditEntrySchema = z
  .object({
    sequence: z.int(),
    at: z.int(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item) });
}
