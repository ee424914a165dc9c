// What the server tells over /api/v1/events. Every event has a sequence number of the tenant's stream; a client that
// comes back says the last one it saw (`?epoch=…&since=…`) and gets what it missed, or `reset` if that is no longer known.
//
//   client                         server
//     │── GET /events?epoch&since ──▶│
//     │◀── hello {epoch, sequence} ──│   then every event after `since`, in order, then live ones
//     │◀── reset {sequence} ─────────│   only if `since` is too old or of another epoch: load everything again

import { z } from "zod";
import { idSchema, instantSchema } from "./common.ts";
import { deskSchema } from "./desk.ts";
import { liveAgentSchema, liveInteractionSchema, liveQueueSchema } from "./live.ts";
import { followUpSchema, interactionNoteSchema } from "./notes.ts";
import { colleagueMessageSchema } from "./notices.ts";
import { recordSummarySchema } from "./records.ts";

const envelope = { sequence: z.int(), at: instantSchema };

export const serverEventSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("hello"), epoch: z.string(), ...envelope }),
    z.object({ type: z.literal("reset"), epoch: z.string(), ...envelope }),
    /** To the agent himself: his desk, whole, whenever anything on it changed. */
    z.object({ type: z.literal("desk.changed"), ...envelope, data: deskSchema }),
    z.object({ type: z.literal("queue.changed"), ...envelope, data: liveQueueSchema }),
    z.object({ type: z.literal("agent.changed"), ...envelope, data: liveAgentSchema }),
    z.object({ type: z.literal("interaction.changed"), ...envelope, data: liveInteractionSchema }),
    z.object({ type: z.literal("interaction.ended"), ...envelope, data: z.object({ interactionId: idSchema }) }),
    z.object({ type: z.literal("record.written"), ...envelope, data: recordSummarySchema }),
    /** To whoever has the interaction on his desk: somebody wrote in its note. */
    z.object({ type: z.literal("note.changed"), ...envelope, data: interactionNoteSchema }),
    /** To agents: somebody gave up, is being called back, or has been. */
    z.object({ type: z.literal("lostCalls.changed"), ...envelope, data: z.object({}) }),
    z.object({ type: z.literal("callBacks.changed"), ...envelope, data: z.object({}) }),
    /** To the agent whose task it is. */
    z.object({ type: z.literal("followUp.changed"), ...envelope, data: followUpSchema }),
    /** To those it speaks to and to those who write notices: it is new, other, withdrawn, or somebody read it. */
    z.object({ type: z.literal("notice.changed"), ...envelope, data: z.object({ noticeId: idSchema }) }),
    /** To both sides of a thread. */
    z.object({ type: z.literal("message.sent"), ...envelope, data: colleagueMessageSchema }),
    z.object({ type: z.literal("configuration.changed"), ...envelope, data: z.object({ subject: z.string() }) }),
    z.object({ type: z.literal("session.ended"), ...envelope, data: z.object({ reason: z.string() }) }),
  ])
  .meta({ id: "ServerEvent" });
export type ServerEvent = z.infer<typeof serverEventSchema>;
