// A made-up centre: queues with different habits, agents with different skills. From the seed.

import {
  type AgentConfiguration,
  type OverflowRule,
  type QueueConfiguration,
  type RelaxationStep,
  type SkillConfiguration,
  type Strategy,
  strategies,
} from "@tellerline/acd";
import { type Random, randomInteger } from "@tellerline/base";

export interface Centre {
  queues: QueueConfiguration[];
  agents: AgentConfiguration[];
  skills: SkillConfiguration[];
  arrivalsPerHour: number;
}

const queueIds = ["service", "cards", "wealth"];

/** Small enough for every pair to be checked, large enough for every rule to matter. */
export function makeCentre(random: Random): Centre {
  const count = 4 + randomInteger(random, 24);
  const skills = ["mandarin", "english", "loans", "cards"].map((id) => ({ id, name: id }));
  const queues = queueIds.map((id, place): QueueConfiguration => {
    return {
      id,
      name: id,
      strategy: strategies[(place + randomInteger(random, strategies.length)) % strategies.length] as Strategy,
      ringTimeoutMs: 10_000 + 1_000 * randomInteger(random, 10),
      wrapUpMs: random.next() < 0.3 ? 0 : 10_000,
      requiredSkills: random.next() < 0.3 ? [{ skillId: "mandarin" }] : [],
      noAnswersUntilNotReady: 1 + randomInteger(random, 2),
      retryPauseMs: 2_000 + randomInteger(random, 8_000),
      ...(random.next() < 0.3 ? { targetAnswerMs: 20_000 * (1 + randomInteger(random, 3)) } : {}),
      ...(random.next() < 0.5 ? { firstTier: 1, relaxation: relaxation(random) } : {}),
      ...(random.next() < 0.5 ? { overflow: overflow(random, id) } : {}),
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
      ...(random.next() < 0.3 ? { interrupts: { voice: ["chat"] } } : {}),
      ...(random.next() < 0.3 ? { totalCapacity: 2 } : {}),
      tiers: Object.fromEntries(queueIds.map((id) => [id, 1 + randomInteger(random, 2)])),
      cost: randomInteger(random, 3),
    };
  });
  return { queues, agents, skills, arrivalsPerHour: count * (8 + randomInteger(random, 16)) };
}

function relaxation(random: Random): RelaxationStep[] {
  const first = 5_000 + randomInteger(random, 20_000);
  return [
    { afterMs: first, lowerLevelsBy: 1 + randomInteger(random, 2) },
    { afterMs: first + 10_000, maxTier: 2 },
    { afterMs: first + 20_000, dropSkills: ["english"], raisePriorityBy: 1 },
  ];
}

function overflow(random: Random, queueId: string): OverflowRule[] {
  const others = queueIds.filter((id) => id !== queueId);
  const how = () => (random.next() < 0.7 ? "add" : "move");
  return [
    { when: { type: "noAgents" }, queueIds: others, how: how() },
    { when: { type: "waiting", above: 1 + randomInteger(random, 4) }, queueIds: others, how: how() },
    { when: { type: "occupancy", above: 0.9 }, queueIds: others.slice(1), how: "add" },
    { when: { type: "expectedWait", aboveMs: 60_000 }, queueIds: others, how: how() },
    { when: { type: "waited", afterMs: 15_000 + randomInteger(random, 30_000) }, queueIds: others, how: how() },
  ];
}
