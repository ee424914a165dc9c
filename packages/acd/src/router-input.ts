// What a router is told: configuration, commands of agents, requests of flows, and what happened at terminals. Every
// instant is milliseconds since the Unix epoch, every level a whole number from 1.

import type { Instant, Timeout } from "@tellerline/base";

export type Strategy = "longestIdle" | "fewestHandled" | "roundRobin";

export interface SkillRequirement {
  skillId: string;
  /** The least level that will do; 1 when absent. */
  level?: number;
}

export interface QueueConfiguration {
  id: string;
  name: string;
  strategy: Strategy;
  ringTimeoutMs: number;
  /** After-call work entered by itself when the last interaction ends; 0: none. */
  wrapUpMs: number;
  /** Asked of every interaction of this queue, beside its own requirements. */
  requiredSkills?: SkillRequirement[];
  /** For statistics only; decides nothing. */
  serviceLevelSeconds?: number;
  /** Missed offers in a row until the agent is set not ready; 1 when absent (RT-12). */
  noAnswersUntilNotReady?: number;
  /** How long an interaction is kept from the agent who just failed it; 5 s when absent (SE-6). */
  retryPauseMs?: number;
}

export interface AgentConfiguration {
  id: string;
  name: string;
  /** Skill id to level. */
  skills: Record<string, number>;
  queues: string[];
  /** Channel to how many interactions at once; an absent channel is never offered. */
  capacity: Record<string, number>;
  /** True: channels are worked side by side; otherwise one channel at a time (AS-8). */
  mixedMedia?: boolean;
}

export interface SkillConfiguration {
  id: string;
  name: string;
}

export type NotReadyReason = string;

export type OfferFailure = "noAnswer" | "busy" | "rejected" | "terminalLost" | "unreachable" | "error";

/** The whole configuration; the router compares it with what it has (CO-1). */
export interface ConfigureInput {
  type: "configure";
  queues: QueueConfiguration[];
  agents: AgentConfiguration[];
  skills: SkillConfiguration[];
}

export interface EnqueueInput {
  type: "enqueue";
  interactionId: string;
  channel: string;
  queueId: string;
  requiredSkills: SkillRequirement[];
  /** A whole number, higher first. */
  priority: number;
  /** When the wait began, at most now; now when absent. */
  enqueuedAt?: Instant;
  attributes: Record<string, unknown>;
  excludedAgents?: string[];
}

/** What really rings and talks, told after a restart; the world wins (RE-1). */
export interface ReconcileInput {
  type: "reconcile";
  ringing: { interactionId: string; agentId: string }[];
  talking: { interactionId: string; agentId: string; channel: string }[];
  /** Every interaction whose customer is still there. */
  alive: string[];
}

export type AgentInput =
  | { type: "signIn"; agentId: string; terminal: string }
  | { type: "signOut"; agentId: string }
  | { type: "setReady"; agentId: string }
  | { type: "setNotReady"; agentId: string; reason: NotReadyReason }
  | { type: "startWrapUp"; agentId: string }
  | { type: "extendWrapUp"; agentId: string; byMs: number }
  | { type: "wrapUpEnded"; agentId: string }
  | { type: "terminalLost"; agentId: string }
  | { type: "terminalBack"; agentId: string };

export type InteractionInput =
  | EnqueueInput
  /** The customer gave up, or the flow took the interaction back. */
  | { type: "withdraw"; interactionId: string; reason: string }
  | { type: "offerAccepted"; interactionId: string; agentId: string }
  | { type: "offerRefused"; interactionId: string; agentId: string }
  | { type: "offerFailed"; interactionId: string; agentId: string; reason: OfferFailure }
  /** The agent's segment has ended; the interaction may go on without him. Without wrap-up: he never talked (QU-8). */
  | { type: "released"; interactionId: string; agentId: string; withoutWrapUp?: boolean }
  /** Internal and outbound calls, transfers: an agent is engaged without a queue. */
  | { type: "engageDirectly"; interactionId: string; agentId: string; channel: string; wrapUpMs?: number }
  /** Everyone leaves the interaction, it waits in another queue. */
  | {
      type: "transferToQueue";
      interactionId: string;
      queueId: string;
      requiredSkills?: SkillRequirement[];
      priority?: number;
      /** True: the wait counts from its first queue on. */
      keepsPlace?: boolean;
      /** Who is engaged with it but never talked (QU-8). */
      withoutWrapUp?: readonly string[];
    }
  | { type: "interactionEnded"; interactionId: string };

export type RouterCommand = ConfigureInput | AgentInput | InteractionInput | ReconcileInput;

export type RouterInput = RouterCommand | Timeout;
