// Chat: its entries on web pages, what visitors and staff say over their sockets, conversations in the records (CH-01).
//
//   visitor's page ── /api/v1/chat/socket ──┐                       ┌── /api/v1/desk/chats ── agent's desk
//     hello{conversation, token, since}     ├── one conversation ───┤   follow{conversation, since}
//     post · typing · read · leave          │                       │   post · typing · read
//     ◀ entry · ack · refused · state …     ┘                       └   ◀ the same, with its conversation
//
// Whoever comes back says the last entry he has and gets what he missed. A message has the sender's own id: sent again
// under the same id it is the same message, so whatever is not acknowledged may be sent again.

import { z } from "zod";
import { idSchema, instantSchema, languageSchema, nameSchema } from "./common.ts";
import { agentSkillSchema } from "./configuration.ts";
import { endReasonSchema } from "./records.ts";

/** What a browser calls itself; it makes it up at its first visit. */
export const visitorKeyForm = /^[A-Za-z0-9_-]{16,64}$/;

const textByLanguage = z.object({ "zh-CN": z.string().max(500), "en-US": z.string().max(500) });
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "hours and minutes, such as 09:00");

export const chatHoursSchema = z
  .object({
    timeZone: z.string().refine(isTimeZone, "no such time zone"),
    /** 1 Monday … 7 Sunday. */
    days: z.array(z.int().min(1).max(7)).min(1),
    from: timeOfDay,
    to: timeOfDay,
  })
  .meta({ id: "ChatHours" });
export type ChatHours = z.infer<typeof chatHoursSchema>;

export const chatEntryInputSchema = z
  .object({
    name: nameSchema,
    queueId: idSchema,
    colour: z.string().regex(/^#[0-9a-fA-F]{6}$/, "a colour such as #8c1d2f"),
    /** Pages that may embed it, such as https://www.bank.example. */
    origins: z
      .array(z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "an origin such as https://www.bank.example"))
      .max(50),
    languages: z.array(languageSchema).min(1),
    greeting: textByLanguage,
    offlineText: textByLanguage,
    hours: chatHoursSchema.nullable(),
    /** Asks for a name and a number before the chat. */
    askContact: z.boolean(),
    /** Who serves these chats must have the one, and should have the other (RT-02). */
    requiredSkills: z.array(agentSkillSchema).max(20).default([]),
    preferredSkills: z.array(agentSkillSchema).max(20).default([]),
    /** Whose agents call back a visitor who asks for it on the page (RT-09); null: it is not offered. */
    callBackQueueId: idSchema.nullable().default(null),
    /** A chat in which nobody says anything for so long is ended. */
    idleMs: z.int().min(60_000).max(86_400_000),
    active: z.boolean(),
  })
  .meta({ id: "ChatEntryInput" });
export const chatEntrySchema = chatEntryInputSchema
  .extend({ id: idSchema, version: z.int() })
  .meta({ id: "ChatEntry" });
export type ChatEntry = z.infer<typeof chatEntrySchema>;

export const quickReplyInputSchema = z
  .object({ name: nameSchema, text: z.string().trim().min(1).max(2000) })
  .meta({ id: "QuickReplyInput" });
export const quickReplySchema = quickReplyInputSchema
  .extend({ id: idSchema, version: z.int() })
  .meta({ id: "QuickReply" });

/** What a visitor's page needs before a chat. */
export const chatWelcomeSchema = z
  .object({
    colour: z.string(),
    languages: z.array(languageSchema),
    greeting: textByLanguage,
    offlineText: textByLanguage,
    askContact: z.boolean(),
    /** Whether the visitor may ask to be called back. */
    callBack: z.boolean(),
    /** Otherwise only the form for a message is offered. */
    open: z.boolean(),
    closedBecause: z.enum(["hours", "nobody"]).nullable(),
    limits: z.object({ textLength: z.int(), fileBytes: z.int(), mediaTypes: z.array(z.string()) }),
  })
  .meta({ id: "ChatWelcome" });

const visitorName = z.string().trim().max(40);
const visitorNumber = z.string().regex(/^(\+?\d{5,20})?$/, "digits only, or empty");

export const openChatRequestSchema = z
  .object({
    language: languageSchema,
    name: visitorName.default(""),
    number: visitorNumber.default(""),
    /** A random word the page keeps, by which one visitor's chats are found together. */
    visitorKey: z.string().regex(visitorKeyForm),
    page: z.string().max(500).default(""),
  })
  .meta({ id: "OpenChatRequest" });
export const openedChatSchema = z.object({ conversationId: idSchema, token: z.string() }).meta({ id: "OpenedChat" });

export const chatMessageRequestSchema = openChatRequestSchema
  .extend({ contact: z.string().trim().min(3).max(100), text: z.string().trim().min(1).max(4000) })
  .omit({ number: true })
  .meta({ id: "ChatMessageRequest" });

export const chatRatingRequestSchema = z
  .object({ score: z.int().min(1).max(5), comment: z.string().trim().max(500).default("") })
  .meta({ id: "ChatRatingRequest" });

export const chatContentSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string() }),
    z.object({
      type: z.literal("file"),
      fileId: idSchema,
      name: z.string(),
      mediaType: z.string(),
      bytes: z.int(),
    }),
    z.object({
      type: z.literal("notice"),
      notice: z.enum([
        "queued",
        "joined",
        "left",
        "reconnecting",
        "transferred",
        "transferFailed",
        "tookOver",
        "ended",
      ]),
      name: z.string().optional(),
      detail: z.string().optional(),
    }),
  ])
  .meta({ id: "ChatContent" });

export const chatAuthorSchema = z
  .object({ side: z.enum(["customer", "agent", "supervisor", "system"]), id: z.string(), name: z.string() })
  .meta({ id: "ChatAuthor" });

export const chatLineSchema = z
  .object({
    sequence: z.int(),
    at: instantSchema,
    author: chatAuthorSchema,
    clientId: z.string().nullable(),
    /** `staff`: a whisper; customers never get it. */
    audience: z.enum(["all", "staff"]),
    content: chatContentSchema,
  })
  .meta({ id: "ChatLine" });
export type ChatLine = z.infer<typeof chatLineSchema>;

export const chatStateSchema = z
  .object({
    stage: z.enum(["queue", "talk", "ended"]),
    position: z.int().nullable(),
    staffed: z.boolean(),
    agentName: z.string().nullable(),
    agentAway: z.boolean(),
    endReason: endReasonSchema.nullable(),
    read: z.object({ customer: z.int(), staff: z.int() }),
  })
  .meta({ id: "ChatState" });
export type ChatState = z.infer<typeof chatStateSchema>;

const clientId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const lineText = z.string().min(1).max(4000);
const since = z.int().min(0);

/** What a visitor's page says on /api/v1/chat/socket; `hello` first, within five seconds. */
export const visitorFrameSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("hello"), conversationId: idSchema, token: z.string().max(100), since }),
    z.object({ type: z.literal("post"), clientId, text: lineText }),
    z.object({ type: z.literal("typing"), on: z.boolean() }),
    z.object({ type: z.literal("read"), sequence: since }),
    z.object({ type: z.literal("leave") }),
  ])
  .meta({ id: "VisitorFrame" });

const answers = [
  z.object({ type: z.literal("entry"), entry: chatLineSchema }),
  z.object({ type: z.literal("ack"), clientId: z.string(), sequence: z.int(), at: instantSchema }),
  z.object({
    type: z.literal("refused"),
    clientId: z.string(),
    reason: z.enum(["closed", "tooLong", "tooFast", "full", "notYours"]),
  }),
  z.object({ type: z.literal("typing"), name: z.string(), on: z.boolean() }),
  z.object({ type: z.literal("state"), state: chatStateSchema }),
  z.object({ type: z.literal("ready") }),
] as const;

/** What is said to a visitor's page. */
export const chatFrameSchema = z.discriminatedUnion("type", answers).meta({ id: "ChatFrame" });
export type ChatFrame = z.infer<typeof chatFrameSchema>;

/** What an agent's desk says on /api/v1/desk/chats. */
export const deskChatFrameSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("follow"), conversationId: idSchema, since }),
    z.object({ type: z.literal("unfollow"), conversationId: idSchema }),
    z.object({
      type: z.literal("post"),
      conversationId: idSchema,
      clientId,
      text: lineText,
      audience: z.enum(["all", "staff"]),
    }),
    z.object({ type: z.literal("typing"), conversationId: idSchema, on: z.boolean() }),
    z.object({ type: z.literal("read"), conversationId: idSchema, sequence: since }),
  ])
  .meta({ id: "DeskChatFrame" });
export type DeskChatFrame = z.infer<typeof deskChatFrameSchema>;

/** What is said to a desk: a frame and the conversation it is about. */
export const deskChatNewsSchema = z
  .object({ conversationId: idSchema, frame: chatFrameSchema })
  .meta({ id: "DeskChatNews" });
export type DeskChatNews = z.infer<typeof deskChatNewsSchema>;

/** What was said in a chat, for its record. */
export const chatLogSchema = z
  .object({
    lines: z.array(chatLineSchema),
    rating: z.object({ score: z.int(), comment: z.string() }).nullable(),
    language: z.string(),
    page: z.string(),
  })
  .meta({ id: "ChatLog" });
export type ChatLog = z.infer<typeof chatLogSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
