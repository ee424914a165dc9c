// What is asked on the what-if page, as the API is asked it.

import type { QueueInput, WhatIfRequest } from "@tellerline/sdk";

export interface WhatIfValues {
  /** Days ago. */
  day: number;
  count: number | null;
  queueIds?: string[];
  skills?: { skillId: string; level: number }[];
  removeAgents?: string[];
  /** Level 0 takes the skill away. */
  skillChanges?: { agentId: string; skillId: string; level: number }[];
  strategies?: Record<string, QueueInput["strategy"] | undefined>;
}

/** The request for a day that ends, at the latest, `now`; several changes of one agent go together, the last of a skill counts. */
export function whatIfRequest(values: WhatIfValues, now: Date): WhatIfRequest {
  const { day, count, queueIds = [], skills = [], strategies = {}, skillChanges = [], removeAgents = [] } = values;
  const added = count !== null && count > 0 && queueIds.length > 0;
  const ofAgent = new Map<string, Map<string, number>>();
  for (const { agentId, skillId, level } of skillChanges) {
    const levels = ofAgent.get(agentId) ?? new Map<string, number>();
    ofAgent.set(agentId, levels.set(skillId, level));
  }
  return {
    from: startOfDay(day, now),
    to: day === 0 ? now.getTime() : startOfDay(day - 1, now),
    seed: 1,
    removeAgents,
    skills: [...ofAgent].map(([agentId, levels]) => ({
      agentId,
      skills: [...levels].map(([skillId, level]) => ({ skillId, level })),
    })),
    addAgents: added ? [{ count, queueIds, skills }] : [],
    strategies: Object.entries(strategies).flatMap(([queueId, strategy]) =>
      strategy === undefined ? [] : [{ queueId, strategy }],
    ),
  };
}

/** Midnight of the day so many days ago, in this browser's time zone. */
export function startOfDay(ago: number, now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago).getTime();
}
