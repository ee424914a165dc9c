// The rules of choice (SPEC.md, SE): small named comparators and predicates over one agent and one interaction. The
// router is built over this table; a mutant check puts wrong ones in and must see the invariants fall.

import type { Strategy } from "./router-input.ts";
import type { AgentRecord, InteractionRecord } from "./router-state.ts";
import type { Compare } from "./seat-heap.ts";

export interface NamedComparator {
  name: string;
  compare: Compare<AgentRecord>;
}

export interface Rules {
  /** The order of those who wait. */
  compareWaiting: Compare<InteractionRecord>;
  /** The order of agents by strategy, the first comparator that tells two apart decides. */
  strategies: Readonly<Record<Strategy, readonly NamedComparator[]>>;
  /** Does the agent have what is asked? The same for every interaction with this requirement. */
  fits(agent: AgentRecord, queueId: string, requirement: InteractionRecord["requirement"]): boolean;
  /** Is there nothing between just these two? */
  admits(agent: AgentRecord, interaction: InteractionRecord): boolean;
  /** May the agent be offered something on this channel now? Independent of the interaction. */
  available(agent: AgentRecord, channel: string): boolean;
}

const leastLoad: NamedComparator = { name: "leastLoad", compare: (a, b) => a.engaged.length - b.engaged.length };
const longestIdle: NamedComparator = { name: "longestIdle", compare: (a, b) => a.idleSince - b.idleSince };
const idleOrder: NamedComparator = { name: "idleOrder", compare: (a, b) => a.idleOrder - b.idleOrder };
const fewestHandled: NamedComparator = { name: "fewestHandled", compare: (a, b) => a.handled - b.handled };
const roundRobin: NamedComparator = { name: "roundRobin", compare: (a, b) => a.lastOffer - b.lastOffer };

/** SE-2: higher priority first, then who came first. */
function compareWaiting(a: InteractionRecord, b: InteractionRecord): number {
  return b.priority - a.priority || a.enqueuedAt - b.enqueuedAt || a.sequence - b.sequence;
}

/** SE-3: member of the queue, every required skill at the asked level. */
function fits(agent: AgentRecord, queueId: string, requirement: InteractionRecord["requirement"]): boolean {
  if (!agent.queues.has(queueId)) return false;
  for (const { skillId, level } of requirement) {
    const has = agent.skills.get(skillId);
    if (has === undefined || has < level) return false;
  }
  return true;
}

/** SE-3, SE-6: not excluded, did not just fail it. */
function admits(agent: AgentRecord, interaction: InteractionRecord): boolean {
  if (interaction.avoids.length > 0 && interaction.avoids.some((avoid) => avoid.agentId === agent.id)) return false;
  return interaction.excludedAgents.length === 0 || !interaction.excludedAgents.includes(agent.id);
}

/** SE-4, AS-7, AS-8: wants work, his terminal is there, nothing rings at him, capacity is left. */
function available(agent: AgentRecord, channel: string): boolean {
  if (agent.state !== "ready" && agent.state !== "engaged") return false;
  if (agent.rest.state !== "ready" || agent.offer !== undefined || agent.lostUntil !== undefined) return false;
  const capacity = agent.configuration.capacity[channel] ?? 0;
  let load = 0;
  for (const engagement of agent.engaged) {
    if (engagement.channel === channel) load++;
    else if (agent.configuration.mixedMedia !== true) return false;
  }
  return load < capacity;
}

export const standardRules: Rules = {
  compareWaiting,
  strategies: {
    longestIdle: [leastLoad, longestIdle, idleOrder],
    fewestHandled: [leastLoad, fewestHandled, longestIdle, idleOrder],
    roundRobin: [leastLoad, roundRobin, idleOrder],
  },
  fits,
  admits,
  available,
};

/** One order out of several comparators. */
export function chain(comparators: readonly NamedComparator[]): Compare<AgentRecord> {
  return (a, b) => {
    for (const { compare } of comparators) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** The name of the comparator that tells `chosen` from `other`. */
export function decider(
  comparators: readonly NamedComparator[],
  chosen: AgentRecord,
  other: AgentRecord | undefined,
): string {
  if (other === undefined) return "only";
  return comparators.find(({ compare }) => compare(chosen, other) !== 0)?.name ?? "equal";
}

/** SE-3 whole: may this agent serve this interaction in the queue where it is? Independent of his state. */
export function eligible(rules: Rules, agent: AgentRecord, interaction: InteractionRecord): boolean {
  const { queueId } = interaction;
  return (
    queueId !== undefined && rules.fits(agent, queueId, interaction.requirement) && rules.admits(agent, interaction)
  );
}
