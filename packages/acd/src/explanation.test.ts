import { describe, expect, it } from "vitest";
import { Desk } from "./desk.test-support.ts";
import { type Explanation, explain } from "./explanation.ts";

function explained(desk: Desk, interactionId: string): Explanation {
  const [first] = explain(desk.journal, interactionId, { until: desk.now });
  if (first === undefined) throw new Error("nothing to explain");
  return first;
}

function causes({ intervals }: Explanation): [string, number, string[]][] {
  return intervals.map(({ cause, from, to, agentIds }) => [cause, to - from, agentIds]);
}

describe("explanation", () => {
  it("RT-13 says why it waited, and the causes sum to the wait", () => {
    const desk = new Desk([{ skills: { loans: 2 } }, {}]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "lunch" });
    desk.call("i1", { requiredSkills: [{ skillId: "loans", level: 1 }] });
    desk.tell({ type: "signOut", agentId: "a0" }, 10_000);
    desk.tell({ type: "signIn", agentId: "a0", terminal: "t" }, 5_000);
    desk.tell({ type: "engageDirectly", interactionId: "d", agentId: "a0", channel: "voice" }, 1_000);
    desk.tell({ type: "setReady", agentId: "a0" }, 0);
    desk.tell({ type: "interactionEnded", interactionId: "d" }, 30_000);
    desk.accept("i1", "a0");
    const explanation = explained(desk, "i1");
    expect(causes(explanation)).toEqual([
      ["agentsNotReady", 10_000, ["a0"]],
      ["noSkill", 5_000, ["a1"]],
      ["agentsNotReady", 1_000, ["a0"]],
      ["agentsBusy", 30_000, ["a0"]],
      ["ringing", 1, ["a0"]],
    ]);
    expect(explanation).toMatchObject({ waitedMs: 46_001, end: "assigned", agentId: "a0" });
  });

  it("RT-13 says why this agent, why not that one, and that the rules choose the same again", () => {
    const desk = new Desk([{ skills: { loans: 1 } }, {}, { skills: { loans: 3 } }, { skills: { loans: 3 } }]);
    desk.tell({ type: "setNotReady", agentId: "a3", reason: "lunch" });
    desk.call("i1", { requiredSkills: [{ skillId: "loans", level: 2 }], excludedAgents: [] });
    const [offer] = explained(desk, "i1").offers;
    expect(offer).toMatchObject({ agentIds: ["a2"], strategy: "longestIdle", decidedBy: "only", reproduced: true });
    expect(offer?.candidates.map(({ agentId, verdict, detail }) => [agentId, verdict, detail])).toEqual([
      ["a2", "chosen", undefined],
      ["a0", "skill", "loans"],
      ["a1", "skill", "loans"],
      ["a3", "notReady", "lunch"],
    ]);
  });

  it("RT-13 says what would have changed it: an agent, a skill, a tier, a higher priority", () => {
    const desk = new Desk([{ skills: { loans: 2 } }, {}], [{}, { firstTier: 1 }]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "lunch" });
    desk.call("urgent", { priority: 5, requiredSkills: [{ skillId: "loans", level: 1 }] });
    desk.call("i1", { requiredSkills: [{ skillId: "loans", level: 1 }] });
    desk.tell({ type: "setReady", agentId: "a0" }, 20_000);
    desk.accept("urgent", "a0");
    desk.tell({ type: "interactionEnded", interactionId: "urgent" }, 40_000);
    desk.tell({ type: "wrapUpEnded", agentId: "a0" });
    expect(explained(desk, "i1").counterfactuals).toMatchObject([
      { change: "agentReady", subject: "a0", savedMs: 60_001 },
      { change: "skillNotAsked", subject: "loans", savedMs: 60_001 },
      { change: "higherPriority", subject: "urgent", savedMs: 40_001 },
    ]);
    const tiers = new Desk([{ tiers: { q0: 2 } }], [{ firstTier: 1, relaxation: [{ afterMs: 9_000, maxTier: 2 }] }]);
    tiers.call("i1");
    tiers.wait(9_000);
    const explanation = explained(tiers, "i1");
    expect(causes(explanation)).toEqual([["noTier", 9_000, ["a0"]]]);
    expect(explanation.counterfactuals).toMatchObject([{ change: "tierOpen", savedMs: 9_000 }]);
    expect(explanation.changes.map(({ type }) => type)).toEqual(["stepped"]);
  });

  it("RT-13 a transfer is a second stay; a wait that goes on is counted until now", () => {
    const desk = new Desk([{}], [{}, {}]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.tell({ type: "transferToQueue", interactionId: "i1", queueId: "q1" }, 5_000);
    desk.wait(3_000);
    const stays = explain(desk.journal, "i1", { until: desk.now });
    expect(stays.map(({ queueId, waitedMs, end }) => [queueId, waitedMs, end])).toEqual([
      ["q0", 1, "assigned"],
      ["q1", 3_000, undefined],
    ]);
  });

  it("RT-13 an interaction nobody knows has no explanation", () => {
    expect(explain(new Desk([{}]).journal, "i9", { until: 0 })).toEqual([]);
  });
});
