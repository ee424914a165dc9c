// Call records: what happened to one interaction, written exactly once when it ended, and its sound.

import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "./common.ts";

export const endReasonSchema = z
  .enum([
    "customerHungUp",
    "agentHungUp",
    "flowEnded",
    "abandoned",
    "transferredOut",
    "rejected",
    "failed",
    "mediaLost",
    "controllerLost",
    "refused",
    "forced",
    /** He left the queue to be called back at his place. */
    "callBack",
    /** Nobody said anything in a chat for as long as its entry allows. */
    "idle",
    /** A visitor left a message while nobody was there. */
    "leftMessage",
  ])
  .meta({ id: "EndReason" });
export type EndReason = z.infer<typeof endReasonSchema>;

export const recordSummarySchema = z
  .object({
    interactionId: idSchema,
    channel: channelSchema,
    kind: z.enum(["inbound", "outbound", "internal", "callBack"]),
    customerNumber: z.string(),
    /** What he calls himself; known of chats. */
    customerName: z.string().nullable(),
    dialledNumber: z.string(),
    startedAt: instantSchema,
    answeredAt: instantSchema.nullable(),
    endedAt: instantSchema,
    endReason: endReasonSchema,
    queueName: z.string().nullable(),
    agentNames: z.array(z.string()),
    waitMs: z.int(),
    talkMs: z.int(),
    durationMs: z.int(),
    disposition: z.string().nullable(),
    recordingCount: z.int(),
  })
  .meta({ id: "RecordSummary" });
export type RecordSummary = z.infer<typeof recordSummarySchema>;

export const segmentSchema = z
  .object({
    kind: z.enum(["flow", "queue", "ring", "talk", "hold", "consult", "wrapUp"]),
    label: z.string(),
    agentName: z.string().nullable(),
    startedAt: instantSchema,
    endedAt: instantSchema,
    endReason: z.string(),
  })
  .meta({ id: "Segment" });
export type Segment = z.infer<typeof segmentSchema>;

export const timelineEntrySchema = z
  .object({
    sequence: z.int(),
    at: instantSchema,
    type: z.string(),
    text: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const recordingSchema = z
  .object({
    recordingId: idSchema,
    startedAt: instantSchema,
    durationMs: z.int(),
    bytes: z.int(),
    sha256: z.string(),
    complete: z.boolean(),
    pauses: z.array(z.object({ fromMs: z.int(), toMs: z.int() })),
  })
  .meta({ id: "Recording" });
export type Recording = z.infer<typeof recordingSchema>;

export const recordSchema = recordSummarySchema
  .extend({
    traceId: z.string(),
    note: z.string().nullable(),
    /** What was attached at the end; who changed what is in the timeline. */
    attributes: z.record(z.string(), z.string()),
    segments: z.array(segmentSchema),
    timeline: z.array(timelineEntrySchema),
    recordings: z.array(recordingSchema),
  })
  .meta({ id: "Record" });
export type CallRecord = z.infer<typeof recordSchema>;

export const recordsQuerySchema = z
  .object({
    from: z.coerce.number().int().optional(),
    to: z.coerce.number().int().optional(),
    /** The whole number, or its last digits (at most six). */
    number: z.string().max(20).optional(),
    channel: channelSchema.optional(),
    queueId: idSchema.optional(),
    agentId: idSchema.optional(),
    endReason: endReasonSchema.optional(),
    before: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: "RecordsQuery" });

export const recordsPageSchema = z
  .object({ items: z.array(recordSummarySchema), next: z.string().nullable() })
  .meta({ id: "RecordsPage" });

export const peaksQuerySchema = z.object({ buckets: z.coerce.number().int().min(10).max(4000).default(800) });
/** One value 0–1 per bucket and side. */
export const peaksSchema = z
  .object({ durationMs: z.int(), left: z.array(z.number()), right: z.array(z.number()) })
  .meta({ id: "Peaks" });

export const sipMessageSchema = z
  .object({
    at: instantSchema,
    legId: z.string(),
    direction: z.enum(["in", "out"]),
    remote: z.string(),
    transport: z.string(),
    firstLine: z.string(),
    /** The whole message; credentials, INFO bodies and digits are struck out. */
    text: z.string(),
  })
  .meta({ id: "SipMessage" });
export const sipLadderSchema = z.object({ messages: z.array(sipMessageSchema) }).meta({ id: "SipLadder" });
