// A made-up centre: queues with different habits, agents with different skills. From the seed.

import type { AgentConfiguration, QueueConfiguration, SkillConfiguration, Strategy } from "@tellerline/acd";
import { type Random, randomInteger } from "@tellerline/base";

export interface Centre {
  queues: QueueConfiguration[];
  agents: AgentConfiguration[];
  skills: SkillConfiguration[];
  arrivalsPerHour: number;
}

const strategies: readonly Strategy[] = ["longestIdle", "fewestHandled", "roundRobin"];

/** Small enough for every pair to be checked, large enough for every rule to matter. */
export function makeCentre(random: Random): Centre {
  const count = 4 + randomInteger(random, 24);
  const skills = ["mandarin", "english", "loans", "cards"].map((id) => ({ id, name: id }));
  const queues = ["service", "cards", "wealth"].map((id, place): QueueConfiguration => {
    return {
      id,
      name: id,
      strategy: strategies[(place + randomInteger(random, 3)) % 3] as Strategy,
      ringTimeoutMs: 10_000 + 1_000 * randomInteger(random, 10),
      wrapUpMs: random.next() < 0.3 ? 0 : 10_000,
      requiredSkills: random.next() < 0.3 ? [{ skillId: "mandarin" }] : [],
      noAnswersUntilNotReady: 1 + randomInteger(random, 2),
      retryPauseMs: 2_000 + randomInteger(random, 8_000),
    };
  });
  const agents = Array.from({ length: count }, (_, number): AgentConfiguration => {
    const levels = skills.map((skill) => [skill.id, randomInteger(random, 4)] as const);
    return {
      id: `a${number}`,
      name: `Agent ${number}`,
      skills: Object.fromEntries(levels.filter(([, level]) => level > 0)),
      queues: queues.filter(() => random.next() < 0.7).map((queue) => queue.id),
      capacity: random.next() < 0.4 ? { voice: 1, chat: 3 } : { voice: 1, chat: 1 },
      mixedMedia: random.next() < 0.3,
    };
  });
  return { queues, agents, skills, arrivalsPerHour: count * (8 + randomInteger(random, 16)) };
}
