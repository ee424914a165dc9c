// What the router knows of one agent and one interaction. Snapshots are what is written down, records carry beside it
// what is asked again and again.

import type { Instant } from "@tellerline/base";
import type { AgentState, Hold, RestState, WaitStep } from "./router-event.ts";
import type { AgentConfiguration, QueueConfiguration, SkillConfiguration } from "./router-input.ts";

export interface Engagement {
  interactionId: string;
  channel: string;
  wrapUpMs: number;
  since: Instant;
}

/** What is written down of an agent. */
export interface AgentSnapshot {
  configuration: AgentConfiguration;
  /** What he is seen in; follows from the rest (AS-6). */
  state: AgentState;
  reason?: string;
  since: Instant;
  deadline?: Instant;
  terminal?: string;
  /** His terminal is gone; he is signed out when this instant comes. */
  lostUntil?: Instant;
  /** What he is when no work is at hand; the last command wins. */
  rest: RestState;
  /** The interaction that rings at him. */
  offer?: string;
  offerDeadline?: Instant;
  engaged: Engagement[];
  /** After-call work, with its end when it has one. */
  wrapUp?: { until?: Instant };
  idleSince: Instant;
  idleOrder: number;
  lastOffer: number;
  /** Since sign-in. */
  handled: number;
  signedInAt: Instant;
  /** Engaged or in wrap-up since sign-in, up to the last change. */
  busyMs: number;
  /** busyMs ÷ time since sign-in, when he last took his place in the row of idle agents. */
  occupancy: number;
  /** Offers missed in a row. */
  missed: number;
}

export interface AgentRecord extends AgentSnapshot {
  readonly id: string;
  queues: ReadonlySet<string>;
  skills: ReadonlyMap<string, number>;
  skillIds: readonly string[];
  /** Where the indexes keep him: no part of the state, and each known to its index alone. */
  seatings: unknown;
  outlook: unknown;
  counts: unknown;
  alarm: unknown;
  touchedIn: number;
}

/** What is asked of an agent: equal demands are one group. */
export interface Demand {
  requirement: readonly { skillId: string; level: number }[];
  maxTier?: number;
}

export interface InteractionSnapshot {
  id: string;
  channel: string;
  /** Where it waits or waited last; absent when it never waited. */
  queueId?: string;
  /** Where else it waits (overflow). */
  alsoIn: string[];
  state: "waiting" | "offered" | "engaged";
  /** Who is offered it. */
  offeredTo: string[];
  offerDeadline?: Instant;
  agents: string[];
  requirement: { skillId: string; level: number }[];
  preferred: { skillId: string; level: number }[];
  maxTier?: number;
  priority: number;
  enqueuedAt: Instant;
  /** Should be answered by then: the order among equal priorities. */
  dueAt: Instant;
  /** The wait estimated on arrival; absent where the wait cannot be compared with it (EW-3). */
  expectedMs?: number;
  sequence: number;
  attributes: Record<string, unknown>;
  excludedAgents: string[];
  avoids: { agentId: string; until: Instant }[];
  favours: string[];
  hold?: Hold;
  steps: WaitStep[];
}

export interface InteractionRecord extends InteractionSnapshot {
  /** Where the indexes keep it: no part of the state, and each known to its index alone. */
  ticket: unknown;
  alarm: unknown;
  touchedIn: number;
}

/** What a queue's expected wait is estimated from (SPEC.md, EW). */
export interface QueuePace {
  queueId: string;
  /** How many wait there now. */
  waiting: number;
  /** How many wait or are being rung for. */
  unserved: number;
  /** The last start of service, while others waited on. */
  lastStartAt?: Instant;
  /** Smoothed time between two starts of service while others waited. */
  intervalMs?: number;
  intervals: number;
  /** Smoothed time from assignment to the end of wrap-up. */
  handleMs?: number;
  handles: number;
  /** Waits compared with what was estimated on arrival, the smoothed amount by which it was off, and with its sign. */
  compared?: number;
  errorMs?: number;
  biasMs?: number;
}

/** Plain JSON. */
export interface RouterSnapshot {
  version: 2;
  /** The last number given to an interaction, and to a place in the row of idle agents. */
  sequence: number;
  order: number;
  skills: SkillConfiguration[];
  queues: QueueConfiguration[];
  agents: AgentSnapshot[];
  interactions: InteractionSnapshot[];
  paces: QueuePace[];
}

/** The reason of an agent whose terminal is away but who is expected back (AS-9). */
export const terminalLost = "terminalLost";

/** The queues in which the interaction waits, in the order in which their agents are asked. */
export function queuesOf(interaction: InteractionRecord): readonly string[] {
  if (interaction.queueId === undefined) return [];
  return interaction.alsoIn.length === 0 ? [interaction.queueId] : [interaction.queueId, ...interaction.alsoIn];
}

/** The record that carries what is written down. */
export function agentRecord(agent: AgentSnapshot): AgentRecord {
  return {
    ...agent,
    ...derived(agent.configuration),
    ...unindexed,
    seatings: undefined,
    outlook: undefined,
    counts: undefined,
  };
}

/** The record that carries what is written down. */
export function interactionRecord(interaction: InteractionSnapshot): InteractionRecord {
  return { ...interaction, ...unindexed, ticket: undefined };
}

/** Lists are replaced, never changed in place: all that are empty are this one. */
const none: never[] = Object.freeze([]) as unknown as never[];

/** One that waits nowhere and is served by nobody yet. */
export function blankInteraction(id: string, channel: string, at: Instant): InteractionRecord {
  return {
    id,
    channel,
    queueId: undefined,
    alsoIn: none,
    state: "engaged",
    offeredTo: none,
    offerDeadline: undefined,
    agents: none,
    requirement: none,
    preferred: none,
    maxTier: undefined,
    priority: 0,
    enqueuedAt: at,
    dueAt: at,
    expectedMs: undefined,
    sequence: 0,
    attributes: {},
    excludedAgents: none,
    avoids: none,
    favours: none,
    hold: undefined,
    steps: none,
    ticket: undefined,
    alarm: undefined,
    touchedIn: 0,
  };
}

/** What is written down of the record. */
export function agentSnapshot(record: AgentRecord): AgentSnapshot {
  const { id: _id, queues: _queues, skills: _skills, skillIds: _skillIds, ...rest } = record;
  const {
    seatings: _seatings,
    outlook: _outlook,
    counts: _counts,
    alarm: _alarm,
    touchedIn: _touchedIn,
    ...agent
  } = rest;
  return agent;
}

/** What is written down of the record. */
export function interactionSnapshot(record: InteractionRecord): InteractionSnapshot {
  const { ticket: _ticket, alarm: _alarm, touchedIn: _touchedIn, ...interaction } = record;
  return interaction;
}

const unindexed = { alarm: undefined, touchedIn: 0 };

/** What is asked of a configuration again and again. */
export function derived({
  id,
  queues,
  skills,
}: AgentConfiguration): Pick<AgentRecord, "id" | "queues" | "skills" | "skillIds"> {
  return { id, queues: new Set(queues), skills: new Map(Object.entries(skills)), skillIds: Object.keys(skills) };
}
