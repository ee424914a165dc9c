// What agents write down about an interaction: attached data, the note, what is to be done later (AG-06).

import { z } from "zod";
import { idSchema, instantSchema } from "./common.ts";

/** At most so many pieces of data belong to one interaction, those of its flow included. */
export const maxAttachedData = 50;

/** What a journal and a database can hold. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((written) => written.isWellFormed() && !written.includes("\0"), { message: "is no text" });

/** Letters and digits of any script; begins with a letter. */
export const dataNameSchema = z
  .string()
  .trim()
  .regex(/^\p{L}[\p{L}\p{N} _.-]{0,39}$/u, "begins with a letter; letters, digits, space, _ . - ; at most 40");

export const attachDataRequestSchema = z
  .object({
    /** Name to value; null takes it away. */
    set: z
      .record(dataNameSchema, text(500).nullable())
      .refine((set) => Object.keys(set).length >= 1, { message: "says nothing to do" })
      .refine((set) => Object.keys(set).length <= 20, { message: "at most 20 at once" }),
  })
  .meta({ id: "AttachDataRequest" });

export const dataChangeSchema = z
  .object({
    at: instantSchema,
    name: z.string(),
    /** Null: it was taken away. */
    value: z.string().nullable(),
    /** The agent; null: the flow. */
    by: z.string().nullable(),
  })
  .meta({ id: "DataChange" });
export type DataChange = z.infer<typeof dataChangeSchema>;

export const attachedDataSchema = z
  .object({
    interactionId: idSchema,
    attributes: z.record(z.string(), z.string()),
    /** Every change in order: who, when, what. */
    changes: z.array(dataChangeSchema),
  })
  .meta({ id: "AttachedData" });
export type AttachedData = z.infer<typeof attachedDataSchema>;

export const interactionNoteInputSchema = z.object({ text: text(4000) }).meta({ id: "InteractionNoteInput" });

/** Version 0: nobody has written anything yet. */
export const interactionNoteSchema = z
  .object({
    interactionId: idSchema,
    text: z.string(),
    version: z.int().min(0),
    by: z.string().nullable(),
    at: instantSchema.nullable(),
  })
  .meta({ id: "InteractionNote" });
export type InteractionNote = z.infer<typeof interactionNoteSchema>;

export const followUpInputSchema = z
  .object({
    /** Whose task it is; his own when absent. */
    agentId: idSchema.optional(),
    /** What it comes from: an interaction on the desk or in one's records. */
    interactionId: idSchema.nullable().default(null),
    text: text(500).trim().min(1),
    dueAt: instantSchema,
  })
  .meta({ id: "FollowUpInput" });

export const followUpChangeSchema = z
  .object({
    text: text(500).trim().min(1).optional(),
    dueAt: instantSchema.optional(),
    done: z.boolean().optional(),
  })
  .refine((parts) => Object.values(parts).some((part) => part !== undefined), { message: "says nothing to do" })
  .meta({ id: "FollowUpChange" });

export const followUpSchema = z
  .object({
    id: idSchema,
    agentId: idSchema,
    interactionId: idSchema.nullable(),
    text: z.string(),
    dueAt: instantSchema,
    doneAt: instantSchema.nullable(),
    by: z.string(),
    createdAt: instantSchema,
    version: z.int(),
  })
  .meta({ id: "FollowUp" });
export type FollowUp = z.infer<typeof followUpSchema>;

/** The open ones by due time, then those done in the last day. */
export const followUpsSchema = z.object({ items: z.array(followUpSchema) }).meta({ id: "FollowUps" });
