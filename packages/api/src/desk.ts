// The agent's desk: state, interactions and what is possible now (AG-01, AG-02, AG-04).

import { z } from "zod";
import { channelSchema, idSchema, instantSchema, numberSchema, targetSchema } from "./common.ts";
import { capacitySchema } from "./configuration.ts";
import { forcedSchema, supervisionModeSchema } from "./supervision.ts";

export const agentStateSchema = z
  .enum(["signedOut", "notReady", "ready", "reserved", "engaged", "wrapUp"])
  .meta({ id: "AgentState" });
export type AgentState = z.infer<typeof agentStateSchema>;

export const notReadyReasonSchema = z
  .enum([
    "break",
    "meal",
    "training",
    "meeting",
    "other",
    "signedIn",
    "noAnswer",
    "terminalLost",
    "reconnecting",
    "forced",
    "locked",
  ])
  .meta({ id: "NotReadyReason" });
/** The reasons an agent may choose; the others are set by the product. */
export const choosableReasonSchema = z
  .enum(["break", "meal", "training", "meeting", "other"])
  .meta({ id: "ChoosableReason" });

export const terminalSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("browser") }),
    z.object({ kind: z.literal("phone"), phoneId: idSchema }),
    /** For who takes no calls. */
    z.object({ kind: z.literal("none") }),
  ])
  .meta({ id: "Terminal" });
export type Terminal = z.infer<typeof terminalSchema>;

/** Every operation of the softphone bar. `allowed` of an interaction lists those possible now. */
export const operationSchema = z
  .enum([
    "answer",
    "reject",
    "hangUp",
    "hold",
    "holdPublicly",
    "retrieve",
    "mute",
    "unmute",
    "consult",
    "alternate",
    "completeTransfer",
    "cancelConsult",
    "threeWay",
    "transfer",
    "transferOnAnswer",
    "suspend",
    "addParty",
    "dropParty",
    "sendDigits",
    "playFile",
    "stopFile",
    "startRecording",
    "stopRecording",
    "endWrapUp",
  ])
  .meta({ id: "Operation" });
export type Operation = z.infer<typeof operationSchema>;

export const flowStepSchema = z
  .object({
    at: instantSchema,
    nodeId: z.string(),
    label: z.string(),
    exit: z.string().nullable(),
    /** What the caller pressed there; of secret and private digits only how many. */
    digits: z.string().optional(),
    /** The prompts he was played, in order; what was composed of values is "…". */
    prompts: z.array(z.string()).optional(),
  })
  .meta({ id: "FlowStep" });

export const partySchema = z
  .object({
    legId: z.string(),
    role: z.enum(["customer", "agent", "consulted"]),
    label: z.string(),
    agentId: idSchema.nullable(),
    state: z.enum(["ringing", "connected", "held", "ended"]),
    muted: z.boolean(),
  })
  .meta({ id: "Party" });

export const deskInteractionSchema = z
  .object({
    interactionId: idSchema,
    channel: channelSchema,
    kind: z.enum(["inbound", "outbound", "internal", "callBack", "consultation", "supervision"]),
    /** How I supervise it, where I do. */
    supervision: supervisionModeSchema.optional(),
    state: z.enum(["offered", "dialling", "connected", "held", "consulting", "conference", "customerLeft", "wrapUp"]),
    /** The caller's number, masked unless the reader may unmask. */
    customerNumber: z.string(),
    customerName: z.string().nullable(),
    dialledNumber: z.string(),
    queueName: z.string().nullable(),
    language: z.string().nullable(),
    startedAt: instantSchema,
    offeredAt: instantSchema.nullable(),
    answeredAt: instantSchema.nullable(),
    waitedMs: z.int().nullable(),
    wrapUpEndsAt: instantSchema.nullable(),
    recording: z.enum(["off", "on", "paused"]),
    muted: z.boolean(),
    attributes: z.record(z.string(), z.string()),
    path: z.array(flowStepSchema),
    previous: z.array(
      z.object({
        interactionId: idSchema,
        at: instantSchema,
        queueName: z.string().nullable(),
        agentName: z.string().nullable(),
        disposition: z.string().nullable(),
      }),
    ),
    parties: z.array(partySchema),
    allowed: z.array(operationSchema),
  })
  .meta({ id: "DeskInteraction" });
export type DeskInteraction = z.infer<typeof deskInteractionSchema>;

/** The browser that owns the sound, as `POST /me/phone` named it. */
export const browserPhoneOwnerSchema = z
  .object({ browserId: z.string(), label: z.string(), since: instantSchema })
  .meta({ id: "BrowserPhoneOwner" });

export const deskSchema = z
  .object({
    agentId: idSchema,
    state: agentStateSchema,
    reason: z.string().nullable(),
    since: instantSchema,
    /** What the agent will become after the present interaction, if asked for. */
    nextState: z.enum(["notReady", "signedOut"]).nullable(),
    terminal: terminalSchema.nullable(),
    terminalOnline: z.boolean(),
    /** The browser that is his phone (AG-13): one at a time; null before the first and after his last session. */
    browserPhone: browserPhoneOwnerSchema.nullable(),
    /** A leader has locked the agent: he can neither change his state nor sign out nor dial until he is unlocked. */
    locked: z.boolean(),
    /** What a leader did last, since the agent signed in. */
    forced: forcedSchema.nullable(),
    /** A leader watches his screen: his pages record themselves meanwhile (SV-04). */
    screenWatched: z.boolean(),
    /** How many interactions of each channel he serves at once. */
    capacity: capacitySchema,
    interactions: z.array(deskInteractionSchema),
    /** Formulas: docs/figures.md. */
    today: z.object({
      ...{
        handled: z.int(),
        missed: z.int(),
        talkMs: z.int(),
        wrapUpMs: z.int(),
        readyMs: z.int(),
        notReadyMs: z.int(),
      },
    }),
  })
  .meta({ id: "Desk" });
export type Desk = z.infer<typeof deskSchema>;

/** The skills I may use: those I work with now are `active`, those I begin with when I sign in `standard` (AG-05). */
export const mySkillsSchema = z
  .object({
    items: z.array(
      z.object({ skillId: idSchema, name: z.string(), level: z.int(), standard: z.boolean(), active: z.boolean() }),
    ),
  })
  .meta({ id: "MySkills" });
export type MySkills = z.infer<typeof mySkillsSchema>;
export const mySkillsRequestSchema = z.object({ skillIds: z.array(idSchema).max(200) }).meta({ id: "MySkillsRequest" });

export const forwardTargetSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("agent"), agentId: idSchema }),
    z.object({ kind: z.literal("number"), number: numberSchema }),
  ])
  .meta({ id: "ForwardTarget" });
export type ForwardTarget = z.infer<typeof forwardTargetSchema>;

/** Who is called in my place, by colleagues, transfers and extensions (SW-05); null: nobody. */
export const forwardingSchema = z
  .object({
    always: forwardTargetSchema.nullable(),
    /** While I am in a call. */
    busy: forwardTargetSchema.nullable(),
    /** When I do not answer or cannot be reached. */
    noAnswer: forwardTargetSchema.nullable(),
  })
  .meta({ id: "Forwarding" });
export type Forwarding = z.infer<typeof forwardingSchema>;

/** How I stand in my team today (AG-09): the first ten and myself. */
export const myRankingSchema = z
  .object({
    /** Empty: those without a team. */
    team: z.string(),
    /** Who has worked today. */
    agents: z.int(),
    items: z.array(
      z.object({
        /** Equal figures share a rank. */
        rank: z.int(),
        name: z.string(),
        own: z.boolean(),
        handled: z.int(),
        averageTalkMs: z.number().nullable(),
        /** 0–1. */
        occupancy: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "MyRanking" });
export type MyRanking = z.infer<typeof myRankingSchema>;

export const agentSignInRequestSchema = z.object({ terminal: terminalSchema }).meta({ id: "AgentSignInRequest" });
export const agentStateRequestSchema = z
  .discriminatedUnion("state", [
    z.object({ state: z.literal("ready") }),
    z.object({ state: z.literal("notReady"), reason: choosableReasonSchema }),
    z.object({ state: z.literal("wrapUp") }),
  ])
  .meta({ id: "AgentStateRequest" });

export const dispositionSchema = z
  .enum(["resolved", "followUp", "complaint", "wrongNumber", "noSpeech", "other"])
  .meta({ id: "Disposition" });

export const operateRequestSchema = z
  .discriminatedUnion("operation", [
    z.object({ operation: z.literal("answer") }),
    z.object({ operation: z.literal("reject") }),
    z.object({ operation: z.literal("hangUp") }),
    z.object({ operation: z.literal("hold") }),
    z.object({ operation: z.literal("holdPublicly") }),
    z.object({ operation: z.literal("retrieve") }),
    z.object({ operation: z.literal("mute") }),
    z.object({ operation: z.literal("unmute") }),
    z.object({ operation: z.literal("consult"), target: targetSchema }),
    z.object({ operation: z.literal("alternate") }),
    z.object({ operation: z.literal("completeTransfer") }),
    z.object({ operation: z.literal("cancelConsult") }),
    z.object({ operation: z.literal("threeWay") }),
    z.object({ operation: z.literal("transfer"), target: targetSchema }),
    z.object({ operation: z.literal("transferOnAnswer"), target: targetSchema }),
    z.object({ operation: z.literal("suspend"), target: targetSchema }),
    z.object({ operation: z.literal("addParty"), target: targetSchema }),
    /** `legId` of one of the interaction's parties. */
    z.object({ operation: z.literal("dropParty"), legId: z.string().min(1).max(80) }),
    z.object({ operation: z.literal("sendDigits"), digits: z.string().regex(/^[0-9A-D*#]{1,32}$/) }),
    /** Plays a file of the directory to everybody in the talk (AG-08). */
    z.object({ operation: z.literal("playFile"), fileId: z.string().min(1).max(80) }),
    z.object({ operation: z.literal("stopFile") }),
    z.object({ operation: z.literal("startRecording") }),
    z.object({ operation: z.literal("stopRecording") }),
    z.object({
      operation: z.literal("endWrapUp"),
      disposition: dispositionSchema.optional(),
      note: z.string().max(2000).optional(),
    }),
  ])
  .meta({ id: "OperateRequest" });
export type OperateRequest = z.infer<typeof operateRequestSchema>;

export const dialRequestSchema = z
  .object({
    target: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("agent"), agentId: idSchema }),
      z.object({ kind: z.literal("number"), number: numberSchema }),
    ]),
  })
  .meta({ id: "DialRequest" });

/** Whom an agent can consult or transfer to. */
export const directorySchema = z
  .object({
    agents: z.array(z.object({ id: idSchema, name: z.string(), state: agentStateSchema })),
    queues: z.array(z.object({ id: idSchema, name: z.string(), waiting: z.int() })),
    flows: z.array(z.object({ id: z.string(), name: z.string() })),
    /** What can be played into a talk; named in my language. */
    files: z.array(z.object({ id: z.string(), name: z.string() })),
  })
  .meta({ id: "Directory" });

/** A call that I may take: it rings at a colleague, he holds it publicly, or it was parked by a hold that frees the agent. */
export const pickUpSchema = z
  .object({
    interactionId: idSchema,
    kind: z.enum(["ringing", "held", "parked"]),
    agentName: z.string(),
    /** I parked it myself. */
    own: z.boolean(),
    customerNumber: z.string(),
    queueName: z.string(),
    since: instantSchema,
  })
  .meta({ id: "PickUp" });
export type PickUp = z.infer<typeof pickUpSchema>;
export const pickUpsSchema = z.object({ items: z.array(pickUpSchema) }).meta({ id: "PickUps" });
