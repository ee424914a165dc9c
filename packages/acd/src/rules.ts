// The rules of choice (SPEC.md, SE): small named keys and predicates over agents and interactions. The router is
// built over this table; a mutant check puts wrong ones in and must see the invariants fall.

import type { Strategy } from "./router-input.ts";
import { type AgentRecord, type Demand, type InteractionRecord, queuesOf } from "./router-records.ts";

/** A number of an agent by which agents are ordered: who has the smaller one comes first. */
export interface NamedKey {
  name: string;
  of(agent: AgentRecord, queueId: string, interaction: InteractionRecord): number;
  /** The order depends on the interaction, so that no row can be kept by it: does it for this one? */
  perInteraction?(interaction: InteractionRecord): boolean;
}

export interface Rules {
  /** The order of those who wait: by the first of these numbers that differs, the smaller first. At most eight. */
  waiting: readonly ((interaction: InteractionRecord) => number)[];
  /** What comes before every strategy. */
  first: readonly NamedKey[];
  /** The order of agents by strategy, the first key that tells two apart decides. */
  strategies: Readonly<Record<Strategy, readonly NamedKey[]>>;
  /** Does the agent have what is asked? The same for every interaction with this demand. */
  fits(agent: AgentRecord, queueId: string, demand: Demand): boolean;
  /** Is there nothing between just these two? */
  admits(agent: AgentRecord, interaction: InteractionRecord): boolean;
  /** May the agent be offered something on this channel now? Independent of the interaction. */
  available(agent: AgentRecord, channel: string): boolean;
}

/** RT-04: the last agent, the own adviser. */
const favoured: NamedKey = {
  name: "favoured",
  perInteraction: ({ favours }) => favours.length > 0,
  of: ({ id }, _queueId, { favours }) => (favours.length > 0 && favours.includes(id) ? 0 : 1),
};
/** RT-02: who has more of what would be good to have. */
const preferredSkills: NamedKey = {
  name: "preferredSkills",
  perInteraction: ({ preferred }) => preferred.length > 0,
  of: (agent, _queueId, { preferred }) => (preferred.length === 0 ? 0 : -preferredScore(agent, preferred)),
};
/** RT-03: who is best at what is asked. */
const bestSkills: NamedKey = {
  name: "bestSkills",
  perInteraction: ({ requirement }) => requirement.length > 0,
  of: (agent, _queueId, { requirement }) => -levelSum(agent, requirement),
};
const tier: NamedKey = { name: "tier", of: tierOf };
const leastLoad: NamedKey = { name: "leastLoad", of: ({ engaged }) => engaged.length };
const longestIdle: NamedKey = { name: "longestIdle", of: ({ idleSince }) => idleSince };
const idleOrder: NamedKey = { name: "idleOrder", of: (agent) => agent.idleOrder };
const fewestHandled: NamedKey = { name: "fewestHandled", of: ({ handled }) => handled };
const lowestOccupancy: NamedKey = { name: "lowestOccupancy", of: ({ occupancy }) => occupancy };
const roundRobin: NamedKey = { name: "roundRobin", of: ({ lastOffer }) => lastOffer };
const lowestCost: NamedKey = { name: "lowestCost", of: ({ configuration }) => configuration.cost ?? 0 };

/** SE-2: higher priority first, then who is due first, then who came first. */
const waiting: Rules["waiting"] = [({ priority }) => -priority, ({ dueAt }) => dueAt, ({ sequence }) => sequence];

/** SE-3: member of the queue in a tier that may serve, every required skill at the asked level. */
function fits(agent: AgentRecord, queueId: string, { requirement, maxTier }: Demand): boolean {
  if (!agent.queues.has(queueId)) return false;
  if (maxTier !== undefined && tierOf(agent, queueId) > maxTier) return false;
  for (const { skillId, level } of requirement) {
    const has = agent.skills.get(skillId);
    if (has === undefined || has < level) return false;
  }
  return true;
}

/** SE-3, SE-6, SE-9: not excluded, did not just fail it, not held for somebody else. */
function admits(agent: AgentRecord, interaction: InteractionRecord): boolean {
  const { avoids, excludedAgents, hold } = interaction;
  if (avoids.length > 0 && avoids.some((avoid) => avoid.agentId === agent.id)) return false;
  if (hold !== undefined && !hold.agentIds.includes(agent.id)) return false;
  return excludedAgents.length === 0 || !excludedAgents.includes(agent.id);
}

/** SE-4, AS-7, AS-8: wants work, his terminal is there, nothing rings at him, capacity is left. */
function available(agent: AgentRecord, channel: string): boolean {
  if (agent.state !== "ready" && agent.state !== "engaged") return false;
  if (agent.rest.state !== "ready" || agent.offer !== undefined || agent.lostUntil !== undefined) return false;
  const { capacity, mixedMedia, totalCapacity, interrupts } = agent.configuration;
  const most = capacity[channel];
  if (most === undefined) return false;
  const { engaged } = agent;
  if (engaged.length === 0) return most > 0 && (totalCapacity === undefined || totalCapacity > 0);
  if (totalCapacity !== undefined && engaged.length >= totalCapacity) return false;
  let load = 0;
  for (const engagement of engaged) {
    if (engagement.channel === channel) load++;
    else if (mixedMedia !== true && interrupts?.[channel]?.includes(engagement.channel) !== true) return false;
  }
  return load < most;
}

/** At how many agents a broadcast rings at once: what one call can carry, and what a floor bears to hear. */
export const broadcastAtMost = 30;

export const standardRules: Rules = {
  waiting,
  first: [favoured, preferredSkills, tier],
  strategies: {
    longestIdle: [leastLoad, longestIdle, idleOrder],
    fewestHandled: [leastLoad, fewestHandled, longestIdle, idleOrder],
    lowestOccupancy: [leastLoad, lowestOccupancy, longestIdle, idleOrder],
    roundRobin: [leastLoad, roundRobin, idleOrder],
    bestSkillMatch: [bestSkills, leastLoad, longestIdle, idleOrder],
    lowestCost: [lowestCost, leastLoad, longestIdle, idleOrder],
    // All are rung; the order is that of the list in the journal.
    broadcast: [leastLoad, longestIdle, idleOrder],
  },
  fits,
  admits,
  available,
};

/** The whole order of a queue's agents. */
export function orderOf(rules: Rules, strategy: Strategy): readonly NamedKey[] {
  return [...rules.first, ...rules.strategies[strategy]];
}

/** Negative when `a` is served before `b`. */
export function compareWaiting({ waiting }: Rules, a: InteractionRecord, b: InteractionRecord): number {
  for (const key of waiting) {
    const order = key(a) - key(b);
    if (order !== 0) return order;
  }
  return 0;
}

/** One order out of several keys. */
export function compareBy(
  keys: readonly NamedKey[],
  queueId: string,
  interaction: InteractionRecord,
): (a: AgentRecord, b: AgentRecord) => number {
  return (a, b) => {
    for (const key of keys) {
      const order = key.of(a, queueId, interaction) - key.of(b, queueId, interaction);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** The key that tells `chosen` from `other`. */
export function decider(
  keys: readonly NamedKey[],
  chosen: AgentRecord,
  other: AgentRecord,
  queueId: string,
  interaction: InteractionRecord,
): string {
  return keys.find((by) => by.of(chosen, queueId, interaction) !== by.of(other, queueId, interaction))?.name ?? "equal";
}

/** SE-3 whole, independent of his state: the first queue of the interaction in which this agent may serve it. */
export function servingQueue(rules: Rules, agent: AgentRecord, interaction: InteractionRecord): string | undefined {
  if (!rules.admits(agent, interaction)) return undefined;
  for (const queueId of queuesOf(interaction)) if (rules.fits(agent, queueId, interaction)) return queueId;
  return undefined;
}

export function tierOf(agent: AgentRecord, queueId: string): number {
  return agent.configuration.tiers?.[queueId] ?? 1;
}

/** Sum over the preferred skills of his level, no more counted than was asked for. */
function preferredScore(agent: AgentRecord, preferred: InteractionRecord["preferred"]): number {
  let score = 0;
  for (const { skillId, level } of preferred) score += Math.min(level, agent.skills.get(skillId) ?? 0);
  return score;
}

function levelSum(agent: AgentRecord, requirement: InteractionRecord["requirement"]): number {
  let sum = 0;
  for (const { skillId } of requirement) sum += agent.skills.get(skillId) ?? 0;
  return sum;
}
