import type { EnqueueInput } from "@tellerline/acd";
import { standardAgentRouting, standardQueueRouting } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import type { QueueConfig } from "../centre/centre-configuration.ts";
import { noForwarding } from "../centre/forwarding.ts";
import { favouringLastAgent } from "./last-agent.ts";

const now = 1_000_000_000;
const input: EnqueueInput = {
  ...{ interactionId: "i", channel: "voice", queueId: "q", priority: 0, attributes: {} },
  type: "enqueue",
  requiredSkills: [{ skillId: "loans", level: 2 }],
};

function queue(routing: Partial<typeof standardQueueRouting>): QueueConfig {
  return {
    ...{
      id: "q",
      name: "q",
      recording: "all",
      wrapUpMs: 0,
      maxWaitMs: 1,
      autoAnswer: false,
      holdFreesAgent: false,
      releasedByAgent: false,
      priority: 0,
    },
    ...{ serviceLevelMs: 1, ringTimeoutMs: 1, requiredSkills: [], strategy: "longestIdle" },
    ...{ serviceLevelFormula: "ofAll", shortAbandonMs: 0, routing: { ...standardQueueRouting, ...routing } },
  };
}

const agent = {
  ...{
    agentId: "a",
    userId: "u",
    name: "A",
    number: "8001",
    team: "",
    mayUnmask: false,
    ...{ skills: { loans: 3 }, allowedSkills: [] },
    queueIds: ["q"],
  },
  ...{ capacity: { voice: 1, chat: 0 }, mixedMedia: false, routing: standardAgentRouting, forwarding: noForwarding },
};

describe("the agent who served last", () => {
  const withinADay = { lastAgentWithinHours: 24, lastAgentHoldMs: 30_000 };
  const last = { agentId: "a", at: now - 3_600_000 };
  const favours = (routing: object, who: object = {}, service: { agentId: string; at: number } | undefined = last) => {
    const found = { queue: queue(routing), agent: { ...agent, ...who }, now };
    return favouringLastAgent(input, service, found).favours;
  };

  it("RT-04 is waited for, or only preferred, as the queue says", () => {
    expect(favours(withinADay)).toEqual({ agentIds: ["a"], because: "lastAgent", holdMs: 30_000 });
    expect(favours({ ...withinADay, lastAgentHoldMs: 0 })).toEqual({ agentIds: ["a"], because: "lastAgent" });
  });

  it("RT-04 is nobody where the queue does not ask, it was long ago, or he may not serve it", () => {
    expect(favours({})).toBeUndefined();
    expect(favours(withinADay, {}, { agentId: "a", at: now - 25 * 3_600_000 })).toBeUndefined();
    expect(favours(withinADay, { queueIds: [] })).toBeUndefined();
    expect(favours(withinADay, { skills: { loans: 1 } })).toBeUndefined();
  });
});
