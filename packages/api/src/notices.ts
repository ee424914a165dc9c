// Notices to many (AG-07, SV-10) with who has read them, and short messages between colleagues.

import { z } from "zod";
import { idSchema, instantSchema } from "./common.ts";

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((written) => written.isWellFormed() && !written.includes("\0"), { message: "is no text" });
const teamSchema = z.string().trim().min(1).max(40);

/** Agents, whichever role they have: all, those of a team, those of a queue. */
export const noticeAudienceSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("all") }),
    z.object({ kind: z.literal("team"), team: teamSchema }),
    z.object({ kind: z.literal("queue"), queueId: idSchema }),
  ])
  .meta({ id: "NoticeAudience" });
export type NoticeAudience = z.infer<typeof noticeAudienceSchema>;

const noticeParts = {
  title: text(100),
  text: text(5000),
  audience: noticeAudienceSchema,
  urgency: z.enum(["normal", "urgent"]),
  /** Stays before the reader until he confirms that he has read it. */
  mustConfirm: z.boolean(),
  validUntil: instantSchema,
};

export const noticeInputSchema = z
  .object({
    ...noticeParts,
    /** Now when absent. */
    validFrom: instantSchema.optional(),
  })
  .meta({ id: "NoticeInput" });

const noticeCommon = {
  id: idSchema,
  ...noticeParts,
  validFrom: instantSchema,
  by: z.string(),
  createdAt: instantSchema,
};

/** A notice as its reader has it. */
export const deskNoticeSchema = z
  .object({
    ...noticeCommon,
    /** When I read these words of it; null: not yet. */
    readAt: instantSchema.nullable(),
  })
  .meta({ id: "DeskNotice" });
export type DeskNotice = z.infer<typeof deskNoticeSchema>;

export const deskNoticesSchema = z
  .object({
    /** Those that hold now: unread and urgent ones first, then the newest. */
    items: z.array(deskNoticeSchema),
    /** When there will be more to ask for: the next notice begins or the next one ends. */
    nextAt: instantSchema.nullable(),
  })
  .meta({ id: "DeskNotices" });

/** A notice as its writer has it. */
export const noticeSchema = z
  .object({
    ...noticeCommon,
    version: z.int(),
    withdrawnAt: instantSchema.nullable(),
    /** Agents it speaks to now, and how many of them have read its present words. */
    addressed: z.int(),
    read: z.int(),
  })
  .meta({ id: "Notice" });
export type Notice = z.infer<typeof noticeSchema>;

export const noticesSchema = z.object({ items: z.array(noticeSchema) }).meta({ id: "Notices" });

export const noticeReceiptsSchema = z
  .object({
    items: z.array(
      z.object({
        userId: idSchema,
        name: z.string(),
        team: z.string(),
        /** Of its present words; null: not yet. */
        readAt: instantSchema.nullable(),
      }),
    ),
  })
  .meta({ id: "NoticeReceipts" });

export const noticeAudiencesSchema = z
  .object({ teams: z.array(z.string()), queues: z.array(z.object({ id: idSchema, name: z.string() })) })
  .meta({ id: "NoticeAudiences" });

/** Whom a message is to. */
export const messageTargetSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("agent"), agentId: idSchema }),
    z.object({ kind: z.literal("team"), team: teamSchema }),
  ])
  .meta({ id: "MessageTarget" });
export type MessageTarget = z.infer<typeof messageTargetSchema>;

export const messageInputSchema = z.object({ to: messageTargetSchema, text: text(1000) }).meta({ id: "MessageInput" });

export const colleagueMessageSchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    fromAgentId: idSchema,
    fromName: z.string(),
    to: messageTargetSchema,
    text: z.string(),
  })
  .meta({ id: "ColleagueMessage" });
export type ColleagueMessage = z.infer<typeof colleagueMessageSchema>;

export const messageThreadSchema = z
  .object({
    with: messageTargetSchema,
    name: z.string(),
    unread: z.int(),
    last: colleagueMessageSchema.nullable(),
  })
  .meta({ id: "MessageThread" });
export type MessageThread = z.infer<typeof messageThreadSchema>;

/** The newest first; one's own team is there even while nothing was said. */
export const messageThreadsSchema = z.object({ items: z.array(messageThreadSchema) }).meta({ id: "MessageThreads" });

export const messagesQuerySchema = z
  .object({
    agentId: idSchema.optional(),
    team: teamSchema.optional(),
    /** Only what was said before this message. */
    before: idSchema.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: "MessagesQuery" });

/** In the order they were said. */
export const messagesSchema = z
  .object({ items: z.array(colleagueMessageSchema), more: z.boolean() })
  .meta({ id: "Messages" });

export const readMessagesRequestSchema = z
  .object({ with: messageTargetSchema, upTo: idSchema })
  .meta({ id: "ReadMessagesRequest" });
