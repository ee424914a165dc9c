import type { Live, LiveAgent } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { applyLive } from "./apply-live.ts";
import { liveTotals } from "./live-totals.ts";

const agent = (agentId: string, state: LiveAgent["state"]): LiveAgent => ({
  ...{ agentId, name: agentId, number: "8001", team: "", state, reason: null, since: 0, interactionId: null },
  ...{
    phoneId: null,
    today: { handled: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
    skills: [],
    queues: [],
  },
});
const live: Live = {
  queues: [
    {
      ...{ queueId: "q", name: "service", waiting: 2, longestSince: 1, agentsReady: 1, agentsSignedIn: 2 },
      ...{ agentsTalking: 1, agentsWrapUp: 0, agentsNotReady: 0 },
      today: {
        offered: 0,
        answered: 0,
        abandoned: 0,
        answeredInTime: 0,
        abandonedInTime: 0,
        abandonedShort: 0,
        waitMs: 0,
        longestWaitMs: 0,
      },
      serviceLevel: null,
      expectedWaitMs: null,
      serviceLevelFormula: "ofAll",
    },
  ],
  agents: [agent("a", "ready"), agent("b", "engaged"), agent("c", "signedOut")],
  interactions: [
    {
      ...{ interactionId: "i", channel: "voice", stage: "queue", customerNumber: "138", queueName: "service" },
      ...{ agentName: null, agentId: null, since: 0 },
    },
  ],
  incidents: 0,
};
const envelope = { sequence: 1, at: 0 };

describe("the live view", () => {
  it("an event replaces the thing it is about, in its place, and nothing else", () => {
    const next = applyLive(live, { type: "agent.changed", ...envelope, data: agent("a", "notReady") });
    expect(next.agents.map((one) => one.state)).toEqual(["notReady", "engaged", "signedOut"]);
    expect(next.queues).toBe(live.queues);
    expect(live.agents[0]?.state).toBe("ready");
  });

  it("what was not known is added, what ended is gone", () => {
    const added = applyLive(live, { type: "agent.changed", ...envelope, data: agent("d", "ready") });
    expect(added.agents).toHaveLength(4);
    const ended = applyLive(live, { type: "interaction.ended", ...envelope, data: { interactionId: "i" } });
    expect(ended.interactions).toEqual([]);
  });

  it("totals count the waiting over queues and the states over agents", () => {
    expect(liveTotals(live)).toEqual({ waiting: 2, talking: 1, ready: 1, notReady: 0, signedIn: 2 });
  });
});
