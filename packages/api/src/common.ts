// Shapes that several parts of the contract use.

import { z } from "zod";

export const idSchema = z.uuid();
/** Milliseconds since the Unix epoch, UTC. */
export const instantSchema = z.int().min(0);
export const nameSchema = z.string().trim().min(1).max(80);
/** A telephone number as dialled: digits, optionally with a leading plus; or a short internal number. */
export const numberSchema = z
  .string()
  .regex(/^\+?[0-9*#]{1,20}$/, "digits only, at most 20, with an optional leading +");
export const channelSchema = z.enum(["voice", "chat"]).meta({ id: "Channel" });
export const languageSchema = z.enum(["zh-CN", "en-US"]).meta({ id: "Language" });

/** Where a call can be sent. */
export const targetSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("agent"), agentId: idSchema }),
    z.object({ kind: z.literal("queue"), queueId: idSchema }),
    z.object({ kind: z.literal("number"), number: numberSchema }),
    /** A published flow; the number of an access code means its flow. */
    z.object({ kind: z.literal("flow"), flowId: z.string().min(1).max(80) }),
  ])
  .meta({ id: "Target" });
export type Target = z.infer<typeof targetSchema>;

export const emptySchema = z.object({}).meta({ id: "Empty" });
