// Why an interaction waited and why it went where it went (RT-13). Names are those of the time.

import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "./common.ts";

/** Somebody or something with the name it had then. */
const namedSchema = z.object({ id: z.string(), name: z.string() });

export const waitCauseSchema = z
  .enum([
    "before",
    "ringing",
    "held",
    "nobodySignedIn",
    "noSkill",
    "noTier",
    "excluded",
    "retryPause",
    "agentsNotReady",
    "agentsBusy",
    "deciding",
  ])
  .meta({ id: "WaitCause" });

export const agentVerdictSchema = z
  .object({
    agent: namedSchema,
    verdict: z.enum([
      "chosen",
      "free",
      "signedOut",
      "skill",
      "tier",
      "excluded",
      "held",
      "justFailed",
      "notReady",
      "terminalLost",
      "busy",
      "noCapacity",
    ]),
    /** The skill, reason, state or tier that stands against him. */
    detail: z.string().nullable(),
  })
  .meta({ id: "AgentVerdict" });

export const routingStaySchema = z
  .object({
    channel: channelSchema,
    queue: namedSchema,
    enqueuedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    /** "assigned" or the reason for which the wait ended; null while it goes on. */
    end: z.string().nullable(),
    agent: namedSchema.nullable(),
    waitedMs: z.int(),
    /** Without gaps; their lengths sum to `waitedMs`. */
    intervals: z.array(
      z.object({
        cause: waitCauseSchema,
        from: instantSchema,
        to: instantSchema,
        agentCount: z.int(),
        /** The first of them. */
        agents: z.array(namedSchema),
      }),
    ),
    offers: z.array(
      z.object({
        at: instantSchema,
        agents: z.array(namedSchema),
        queue: namedSchema,
        strategy: z.string(),
        decidedBy: z.string(),
        /** The rules, asked again, choose the same. */
        reproduced: z.boolean(),
        /** Why it ended; "assigned" when it was taken, null while it rings. */
        outcome: z.string().nullable(),
        candidateCount: z.int(),
        /** In the order of choice, the first of them. */
        candidates: z.array(agentVerdictSchema),
      }),
    ),
    changes: z.array(z.object({ at: instantSchema, type: z.string(), queue: namedSchema.nullable() })),
    counterfactuals: z.array(
      z.object({
        change: z.enum(["agentReady", "skillNotAsked", "tierOpen", "higherPriority"]),
        subject: namedSchema,
        at: instantSchema,
        savedMs: z.int(),
      }),
    ),
  })
  .meta({ id: "RoutingStay" });

export const routingExplanationSchema = z
  .object({ interactionId: idSchema, routerCode: z.string(), stays: z.array(routingStaySchema) })
  .meta({ id: "RoutingExplanation" });

export const routingQuerySchema = z.object({
  /** How many candidates of an offer are listed. */
  candidates: z.coerce.number().int().min(1).max(2000).default(50),
});
export type RoutingExplanation = z.infer<typeof routingExplanationSchema>;
