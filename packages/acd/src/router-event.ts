// The routing journal: every change of the router's state, with what decided it. State is the fold of these events
// (router-state.ts) and of nothing else. What agents are seen in (ready, reserved, engaged …) follows from their work and
// is not written down a second time.

import type { Instant } from "@tellerline/base";
import type {
  AgentConfiguration,
  FavourReason,
  QueueConfiguration,
  RelaxationStep,
  SkillConfiguration,
} from "./router-input.ts";

export type AgentState = "signedOut" | "notReady" | "ready" | "reserved" | "engaged" | "wrapUp";

/** What an agent becomes when his work at hand is done. */
export type RestState =
  | { state: "ready" }
  | { state: "notReady"; reason: string }
  | { state: "signedOut"; reason: string };

/** Why this agent: what set him apart from the next one in order. Who else there was is found by replay (explanation.ts). */
export interface Choice {
  strategy: string;
  /** The comparator that decided, or "only" when nobody else was eligible. */
  decidedBy: string;
}

/** Only these agents are asked until then (RT-04). */
export interface Hold {
  agentIds: string[];
  until: Instant;
  because: FavourReason;
}

/** A step that lies ahead of a waiting interaction, at an instant. */
export type WaitStep = { at: Instant } & (
  | ({ type: "relax" } & Omit<RelaxationStep, "afterMs">)
  | { type: "overflow"; queueIds: string[]; how: "add" | "move" }
);

export interface EnqueuedEvent {
  type: "enqueued";
  at: Instant;
  interactionId: string;
  channel: string;
  queueId: string;
  /** The interaction's own and the queue's, sorted by skill id. */
  requirement: { skillId: string; level: number }[];
  priority: number;
  enqueuedAt: Instant;
  /** First come, first served among equal instants. */
  sequence: number;
  attributes: Record<string, unknown>;
  excludedAgents: string[];
  avoids: { agentId: string; until: Instant }[];
  /** Absent parts are empty. */
  dueAt?: Instant;
  preferred?: { skillId: string; level: number }[];
  maxTier?: number;
  favours?: string[];
  hold?: Hold;
  steps?: WaitStep[];
}

export interface AssignedEvent {
  type: "assigned";
  at: Instant;
  interactionId: string;
  agentId: string;
  channel: string;
  how: "offer" | "direct" | "reconciled";
  waitedMs: number;
  wrapUpMs: number;
}

export type RouterEvent =
  | { type: "queueConfigured"; at: Instant; queue: QueueConfiguration }
  | { type: "queueRemoved"; at: Instant; queueId: string }
  | { type: "agentConfigured"; at: Instant; agent: AgentConfiguration }
  | { type: "agentRemoved"; at: Instant; agentId: string }
  | { type: "skillsConfigured"; at: Instant; skills: SkillConfiguration[] }
  /** At a terminal; who was signed out is `notReady(signedIn)`. */
  | { type: "signedIn"; at: Instant; agentId: string; terminal: string }
  /** What the agent is when no work is at hand; `endsWrapUp` when a wrap-up at hand is over with it. */
  | { type: "restSet"; at: Instant; agentId: string; rest: RestState; endsWrapUp?: true }
  /** By hand, without an end. */
  | { type: "wrapUpStarted"; at: Instant; agentId: string }
  | { type: "wrapUpExtended"; at: Instant; agentId: string; until: Instant }
  | { type: "wrapUpEnded"; at: Instant; agentId: string }
  | { type: "terminal"; at: Instant; agentId: string; lostUntil?: Instant }
  | EnqueuedEvent
  /** The first of the interaction's steps is done. */
  | { type: "stepped"; at: Instant; interactionId: string }
  /** It waits in other queues than before, with other demands if it left its queue. */
  | {
      type: "moved";
      at: Instant;
      interactionId: string;
      queueId: string;
      alsoIn: string[];
      requirement: { skillId: string; level: number }[];
      because: "overflow" | "supervisor";
    }
  | { type: "reranked"; at: Instant; interactionId: string; priority: number; dueAt: Instant }
  /** Without `hold` a hold is over. */
  | { type: "holdSet"; at: Instant; interactionId: string; hold?: Hold }
  /** To one agent, or to several at once (broadcast): the first who accepts has it. */
  | { type: "offered"; at: Instant; interactionId: string; agentIds: string[]; deadline: Instant; because: Choice }
  | {
      type: "offerEnded";
      at: Instant;
      interactionId: string;
      agentId: string;
      reason: string;
      /** The agent did not take it: he goes to the end of the row and the interaction is kept from him until then. */
      avoidUntil?: Instant;
      /** It rang at others too: nothing is counted against him. */
      passed?: true;
      /** He missed too many: what he becomes. */
      rest?: RestState;
    }
  | { type: "avoidEnded"; at: Instant; interactionId: string; agentId: string }
  | AssignedEvent
  /** With `wrapUpUntil` it was his last work and he has until then. */
  | { type: "released"; at: Instant; interactionId: string; agentId: string; reason: string; wrapUpUntil?: Instant }
  /** An agent was lost in the middle: the interaction is again where it was before he got it. */
  | { type: "requeued"; at: Instant; interactionId: string; reason: string }
  /** The interaction is none of the router's any more. */
  | { type: "left"; at: Instant; interactionId: string; reason: string; waitedMs: number };
