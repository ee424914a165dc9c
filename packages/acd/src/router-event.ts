// The routing journal: every change of the router's state, with what decided it. State is the fold of these events
// (router-state.ts) and of nothing else.

import type { Instant } from "@tellerline/base";
import type { AgentConfiguration, QueueConfiguration, SkillConfiguration } from "./router-input.ts";

export type AgentState = "signedOut" | "notReady" | "ready" | "reserved" | "engaged" | "wrapUp";

/** What an agent becomes when his work at hand is done. */
export type RestState =
  | { state: "ready" }
  | { state: "notReady"; reason: string }
  | { state: "signedOut"; reason: string };

/** Why this agent: what set him apart from the next one in order. */
export interface Choice {
  strategy: string;
  /** The comparator that decided, or "only" when nobody else was eligible. */
  decidedBy: string;
  /** How many members of the queue could have been offered something on this channel. */
  candidates: number;
}

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
}

export interface AgentStateEvent {
  type: "agentState";
  at: Instant;
  agentId: string;
  state: AgentState;
  reason?: string;
  deadline?: Instant;
  terminal?: string;
}

export type RouterEvent =
  | { type: "queueConfigured"; at: Instant; queue: QueueConfiguration }
  | { type: "queueRemoved"; at: Instant; queueId: string }
  | { type: "agentConfigured"; at: Instant; agent: AgentConfiguration }
  | { type: "agentRemoved"; at: Instant; agentId: string }
  | { type: "skillsConfigured"; at: Instant; skills: SkillConfiguration[] }
  | AgentStateEvent
  | { type: "nextState"; at: Instant; agentId: string; next: RestState }
  | { type: "terminal"; at: Instant; agentId: string; lostUntil?: Instant }
  | EnqueuedEvent
  | { type: "offered"; at: Instant; interactionId: string; agentId: string; deadline: Instant; because: Choice }
  | {
      type: "offerEnded";
      at: Instant;
      interactionId: string;
      agentId: string;
      reason: string;
      /** The agent did not take it: he goes to the end of the row and the interaction is kept from him until then. */
      avoidUntil?: Instant;
    }
  | { type: "avoidEnded"; at: Instant; interactionId: string; agentId: string }
  | {
      type: "assigned";
      at: Instant;
      interactionId: string;
      agentId: string;
      channel: string;
      how: "offer" | "direct" | "reconciled";
      waitedMs: number;
      wrapUpMs: number;
    }
  | { type: "released"; at: Instant; interactionId: string; agentId: string; reason: string }
  /** An agent was lost in the middle: the interaction is again where it was before he got it. */
  | { type: "requeued"; at: Instant; interactionId: string; reason: string }
  /** The interaction is none of the router's any more. */
  | { type: "left"; at: Instant; interactionId: string; reason: string; waitedMs: number };
