// What a router is told: configuration, commands of agents, requests of flows, and what happened at terminals. Every
// instant is milliseconds since the Unix epoch, every level a whole number from 1.

import type { Instant, Timeout } from "@tellerline/base";

export const strategies = [
  "longestIdle",
  "fewestHandled",
  "lowestOccupancy",
  "roundRobin",
  "bestSkillMatch",
  "lowestCost",
  "broadcast",
] as const;

export type Strategy = (typeof strategies)[number];

export interface SkillRequirement {
  skillId: string;
  /** The least level that will do; 1 when absent. */
  level?: number;
}

/** What is asked less of the agents the longer the wait lasts (RT-02, RT-05, RT-07). At least one of the optional parts. */
export interface RelaxationStep {
  /** Since the beginning of the wait. */
  afterMs: number;
  /** Every required level sinks by so much, to 1 at the lowest. */
  lowerLevelsBy?: number;
  /** These skills are no longer required. */
  dropSkills?: string[];
  /** Agents up to this tier of the queue may serve; before the first such step only its `firstTier`. */
  maxTier?: number;
  raisePriorityBy?: number;
}

export type OverflowCondition =
  /** The wait has lasted so long. */
  | { type: "waited"; afterMs: number }
  /** On arrival: the expected wait is longer. */
  | { type: "expectedWait"; aboveMs: number }
  /** On arrival: more wait already. */
  | { type: "waiting"; above: number }
  /** On arrival: a greater part of the signed-in members is busy, 0–1. */
  | { type: "occupancy"; above: number }
  /** On arrival and whenever the last member signs out. */
  | { type: "noAgents" };

/** Where else those of a queue may be served (RT-06). */
export interface OverflowRule {
  when: OverflowCondition;
  /** Of those with a signed-in member the one with the least expected wait, equal ones in this order. */
  queueIds: string[];
  /** Waits there too, or only there. */
  how: "add" | "move";
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
  /** When the wait should be over at the latest: among equal priorities the nearest such instant is served first; 0 when absent. */
  targetAnswerMs?: number;
  /** Only agents up to this tier serve at first; every tier when absent. */
  firstTier?: number;
  /** In ascending order of `afterMs`. */
  relaxation?: RelaxationStep[];
  overflow?: OverflowRule[];
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
  /** How many interactions at once over all channels; unlimited when absent (AS-7). */
  totalCapacity?: number;
  /** Channel to the channels it may be offered beside, although media are not mixed (AS-8). */
  interrupts?: Record<string, string[]>;
  /** Queue id to his tier there, 1 the first line; 1 when absent (RT-05). */
  tiers?: Record<string, number>;
  /** What an hour of his costs, in any unit; 0 when absent. For `lowestCost`. */
  cost?: number;
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

/** One agent anew: what he may be chosen for now (AG-05). He must be known already. */
export interface ConfigureAgentInput {
  type: "configureAgent";
  agent: AgentConfiguration;
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
  /** Agents with more of these are chosen before others, by the sum of the levels up to the asked one (SE-8). */
  preferredSkills?: SkillRequirement[];
  /** Who should serve it if he can: the last agent, the own adviser (RT-04). */
  favours?: Favour;
  /** Instead of the queue's. */
  targetAnswerMs?: number;
}

/** Agents who come before all others; with `holdMs` nobody else is asked for so long. */
export interface Favour {
  agentIds: string[];
  holdMs?: number;
  because: FavourReason;
}

export type FavourReason = "lastAgent" | "ownAdviser" | "given";

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
  /** A supervisor's hand (RT-07): another priority, the front of its queue, another queue, one agent. */
  | {
      type: "moveWaiting";
      interactionId: string;
      priority?: number;
      toFront?: boolean;
      queueId?: string;
      agentId?: string;
    }
  | { type: "interactionEnded"; interactionId: string };

export type RouterCommand = ConfigureInput | ConfigureAgentInput | AgentInput | InteractionInput | ReconcileInput;

export type RouterInput = RouterCommand | Timeout;
