// Supervision of an interaction by a team leader (SW-06, SV-04) and forced operations on agents (SV-03).

import { z } from "zod";
import { idSchema } from "./common.ts";

/**
 * listen: hears both, nobody hears him · coach: the agent alone hears him · bargeIn: all talk · intercept: he takes the
 * customer over, possible after one of the others · off: he leaves.
 */
export const supervisionWishSchema = z
  .enum(["listen", "coach", "bargeIn", "intercept", "off"])
  .meta({ id: "SupervisionWish" });
export type SupervisionWish = z.infer<typeof supervisionWishSchema>;

export const supervisionModeSchema = z.enum(["listen", "coach", "bargeIn"]).meta({ id: "SupervisionMode" });
export type SupervisionMode = z.infer<typeof supervisionModeSchema>;

/** Why a leader does what he does to somebody; the audit keeps it. */
export const forceReasonSchema = z.string().trim().min(1).max(200);

export const superviseRequestSchema = z
  .object({ mode: supervisionWishSchema, reason: forceReasonSchema.optional() })
  .meta({ id: "SuperviseRequest" });

/** One who supervises an interaction; `ringing` until his own phone is answered. */
export const supervisorSchema = z
  .object({ agentId: idSchema, name: z.string(), mode: supervisionModeSchema, state: z.enum(["ringing", "on"]) })
  .meta({ id: "Supervisor" });
export type SupervisorView = z.infer<typeof supervisorSchema>;

export const supervisionSchema = z
  .object({
    interactionId: idSchema,
    /** My own supervision of it; null when there is none (any more). */
    mine: supervisorSchema.nullable(),
  })
  .meta({ id: "Supervision" });

/** A supervisor's hand on an interaction that waits (RT-07); at least one part. */
export const moveRequestSchema = z
  .object({
    priority: z.int().min(0).max(1000).optional(),
    toFront: z.literal(true).optional(),
    queueId: idSchema.optional(),
    /** Held for this agent for ten minutes. */
    agentId: idSchema.optional(),
  })
  .refine((parts) => Object.values(parts).some((part) => part !== undefined), { message: "says nothing to do" })
  .meta({ id: "MoveRequest" });

export const movedSchema = z
  .object({
    interactionId: idSchema,
    /** Its place in its queue now, from 1; null when somebody is rung already. */
    position: z.int().nullable(),
  })
  .meta({ id: "Moved" });

export const forceActionSchema = z
  .enum(["ready", "notReady", "endRest", "lock", "unlock", "signOut", "release"])
  .meta({ id: "ForceAction" });
export type ForceAction = z.infer<typeof forceActionSchema>;

export const forceRequestSchema = z
  .object({ action: forceActionSchema, reason: forceReasonSchema })
  .meta({ id: "ForceRequest" });

/** What a leader did to an agent last, as the agent's desk tells him. */
export const forcedSchema = z
  .object({ action: forceActionSchema, by: z.string(), reason: z.string(), at: z.int() })
  .meta({ id: "Forced" });
export type Forced = z.infer<typeof forcedSchema>;

/** The agent after a forced operation. */
export const forceResultSchema = z
  .object({ agentId: idSchema, state: z.string(), reason: z.string().nullable(), locked: z.boolean() })
  .meta({ id: "ForceResult" });
