// The state of one chat as the product steers it.
//
//   queue ⇄ (offered) ─▶ talk ─▶ ended          talk ─transfer to a queue, agent lost for good─▶ queue
//   an agent's part:  ringing ─▶ connected ─▶ away ─▶ connected | gone     away: the product or his desk was restarted

import type { EndReason, OperateRequest, SupervisionMode, SupervisionWish } from "@tellerline/api";
import type { Author, ConversationInput, ConversationOutput, Reader } from "@tellerline/channels";
import type { CommonInput, CommonOutput } from "../centre/interaction-output.ts";
import type { QueueRef } from "../centre/interaction-state.ts";
import type { Wish } from "../centre/router-place.ts";

export interface ChatQueue extends QueueRef {
  priority: number;
}

export interface ChatParty {
  readonly agentId: string;
  readonly name: string;
  /** asked: the router has not said yet that he is engaged. */
  state: "asked" | "ringing" | "connected" | "away";
  readonly why: "offer" | "transfer" | "takeOver";
  readonly offeredAt: number;
  answeredAt?: number;
  /** A direct offer rings no longer than this. */
  ringsUntil?: number;
  awayUntil?: number;
  /** He is there again, and the router has been asked to engage him. */
  returning?: true;
}

export interface Supervisor {
  readonly agentId: string;
  readonly name: string;
  mode: SupervisionMode;
}

export interface ChatState {
  readonly interactionId: string;
  readonly customerName: string;
  readonly customerNumber: string;
  readonly entryName: string;
  readonly language: string;
  readonly page: string;
  /** What agents attached to it. */
  readonly attributes: Record<string, string>;
  readonly startedAt: number;
  readonly idleMs: number;
  /** The skills its entry asks for. */
  readonly asked: Pick<Wish, "requiredSkills" | "preferredSkills">;
  stage: "queue" | "talk" | "ended";
  stageSince: number;
  queue: ChatQueue;
  /** When the wait in this queue began; a transfer to another one begins a new wait. */
  queuedAt: number;
  readonly parties: Map<string, ChatParty>;
  /** Who serves the visitor. */
  mainAgentId: string | undefined;
  readonly supervisors: Map<string, Supervisor>;
  /** Since when no page of the visitor is connected. */
  absentSince: number | undefined;
  lastSaidAt: number;
  position: number | undefined;
  staffed: boolean;
  endReason: EndReason | undefined;
}

/** Where an agent sends a chat. */
export type ChatTarget = { kind: "agent"; agentId: string; name: string } | { kind: "queue"; queue: ChatQueue };

export type ChatInput =
  | CommonInput
  | { type: "start" }
  /** Nobody is there: the visitor says what he wants and goes. */
  | { type: "leaveMessage"; text: string }
  /** The product was restarted: the chat takes its place again. */
  | { type: "resume" }
  | { type: "ring"; agentId: string; name: string }
  /** The agent has signed in again. */
  | { type: "agentBack"; agentId: string }
  | { type: "operate"; agentId: string; request: OperateRequest; target?: ChatTarget }
  | Extract<ConversationInput, { type: "post" | "typing" | "stored" }>
  | { type: "read"; by: Reader; sequence: number }
  /** Whether a page of the visitor is connected. */
  | { type: "presence"; online: boolean }
  | { type: "left" }
  | { type: "position"; position: number | undefined }
  /** listen: watches · coach: whispers to the agent · bargeIn: writes to both · intercept: takes the chat over. */
  | { type: "supervise"; agentId: string; name: string; wish: SupervisionWish; reason?: string }
  /** A leader takes an agent out of it. */
  | { type: "release"; agentId: string };

export type ChatRefusal = Extract<ConversationOutput, { type: "refuse" }>["reason"] | "notYours";

export type ChatOutput =
  | CommonOutput
  | Exclude<ConversationOutput, { type: "settled" | "refuse" }>
  | { type: "refuse"; author: Author; clientId: string; reason: ChatRefusal }
  /** What the visitor is told of his chat has changed. */
  | { type: "state" };
