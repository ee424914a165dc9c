// What would a day have been with other agents, skills or strategies (RT-14): the day is played again, once as it was, to
// show that every decision comes out again, and once changed.

import type { Instant } from "@tellerline/base";
import type { RouterEvent } from "../router-event.ts";
import type { AgentConfiguration, ConfigureInput, Strategy } from "../router-input.ts";
import type { RouterSnapshot } from "../router-records.ts";
import { type Day, readDay, type Scripted } from "./day.ts";
import { type DayFigures, figuresOf } from "./day-figures.ts";
import { playDay } from "./day-world.ts";

export interface WhatIfChanges {
  /** Signed in and ready from the first sign-in of the day to its end. */
  addAgents?: { count: number; queueIds: string[]; skills: Record<string, number> }[];
  removeAgents?: string[];
  /** Queue to strategy. */
  strategies?: Record<string, Strategy>;
  /** Agent to skill to level; level 0 takes the skill away. */
  skills?: Record<string, Record<string, number>>;
}

export interface WhatIfResult {
  /** The unchanged replay is the journal, event for event. */
  reproduced: boolean;
  before: DayFigures;
  after: DayFigures;
}

/**
 * `events`: a routing journal from nothing or from `snapshot`. `seed`: for what was never seen and must be drawn (who answers how fast, how
 * long somebody would have waited on); the same seed gives the same day. Figures are of what ended within `from`, `to`.
 */
export function whatIf(
  events: readonly RouterEvent[],
  changes: WhatIfChanges,
  { seed, snapshot, ...span }: { seed: number; from?: Instant; to?: Instant; snapshot?: RouterSnapshot },
): WhatIfResult {
  const start = snapshot === undefined ? {} : { snapshot };
  const day = readDay(events, snapshot);
  const same = playDay(day, { seed, ...start });
  const reproduced = same.length === events.length && same.every((event, place) => isSame(event, events[place]));
  const changed = playDay(day, {
    ...{ seed, ...start },
    change: (configuration) => changedConfiguration(configuration, changes),
    extra: addedDays(day, changes),
  });
  return {
    reproduced,
    before: figuresOf(events, { ...span, ...start }),
    after: figuresOf(changed, { ...span, ...start }),
  };
}

/** A database keeps no order of keys. */
function isSame(a: RouterEvent, b: RouterEvent | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}

function changedConfiguration(configuration: ConfigureInput, changes: WhatIfChanges): ConfigureInput {
  const { removeAgents = [], strategies = {}, skills = {} } = changes;
  const known = new Set(configuration.queues.map(({ id }) => id));
  const knownSkills = new Set(configuration.skills.map(({ id }) => id));
  const added = addedAgents(changes).map((agent) => ({
    ...agent,
    queues: agent.queues.filter((queueId) => known.has(queueId)),
    skills: Object.fromEntries(Object.entries(agent.skills).filter(([skillId]) => knownSkills.has(skillId))),
  }));
  const agents = configuration.agents.filter(({ id }) => !removeAgents.includes(id));
  return {
    ...configuration,
    queues: configuration.queues.map((queue) => ({ ...queue, strategy: strategies[queue.id] ?? queue.strategy })),
    agents: [...agents.map((agent) => ({ ...agent, skills: merged(agent.skills, skills[agent.id]) })), ...added],
  };
}

function merged(skills: Record<string, number>, changes: Record<string, number> | undefined): Record<string, number> {
  if (changes === undefined) return skills;
  return Object.fromEntries(Object.entries({ ...skills, ...changes }).filter(([, level]) => level > 0));
}

function addedAgents({ addAgents = [] }: WhatIfChanges): AgentConfiguration[] {
  return addAgents.flatMap(({ count, queueIds, skills }, group) =>
    Array.from({ length: count }, (_, n) => {
      const id = `added-${group + 1}-${n + 1}`;
      return { id, name: id, skills, queues: queueIds, capacity: { voice: 1, chat: 3 }, mixedMedia: true };
    }),
  );
}

function addedDays(day: Day, changes: WhatIfChanges): Scripted[] {
  const first = day.scripted.find(({ input }) => input.type === "signIn");
  const { at, order } = first ?? { at: day.from, order: 0 };
  return addedAgents(changes).flatMap(({ id: agentId }): Scripted[] => [
    { at, order, input: { type: "signIn", agentId, terminal: "added" } },
    { at, order, input: { type: "setReady", agentId } },
  ]);
}
