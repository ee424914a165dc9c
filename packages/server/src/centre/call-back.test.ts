import { describe, expect, it } from "vitest";
import { agent, InteractionStage, newState, outside, service, waits } from "./testing/interaction-stage.ts";

const offers = { ...waits, callBackKey: "1", exits: { ...waits.exits, calledBack: "bye" } };
const keyOne = { type: "digit", digit: "1", partyId: "customer" } as const;
const target = outside.kind === "number" ? outside.target : undefined;

/** A call-back that waits since `since`. */
function waiting(since = 500, reachable = true): InteractionStage {
  const callBack = {
    queue: service,
    priority: 3,
    requiredSkills: [{ skillId: "s", level: 2 }],
    preferredSkills: [],
    since,
  };
  return new InteractionStage({
    ...{ state: newState("callBack") },
    callBack: { ...callBack, customer: () => (reachable ? target : undefined) },
  });
}

/** … and whose agent is there. */
function agentThere(stage = waiting()): InteractionStage {
  stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
  stage.answers("a");
  stage.feed({ type: "assigned", agentId: "a" });
  return stage;
}

describe("IN-27 a caller keeps his place and is called back", () => {
  it("RT-09 he leaves the queue without having given up, at the instant of his first wait", () => {
    const stage = new InteractionStage({ nodes: { wait: offers } }).queued();
    const since = stage.now;
    stage.event(keyOne, 30_000);
    expect(stage.last.find(({ type }) => type === "callBack")).toMatchObject({
      wish: { queueId: "q1", number: "13800138000", since, source: "flow", originId: "i1" },
    });
    expect(stage.routes()).toMatchObject([{ type: "withdraw", reason: "callBack" }]);
    stage.ends();
    expect(stage.journal().find(({ type }) => type === "ended")).toMatchObject({ reason: "callBack" });
  });

  it("RT-09 while an agent rings for him he waits on: that is sooner", () => {
    const stage = new InteractionStage({ nodes: { wait: offers } }).queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.event(keyOne);
    expect(stage.routes()).toEqual([]);
    expect(stage.state.stage).toBe("queue");
  });

  it("RT-09 a hidden number cannot be called: he waits on", () => {
    const state = { ...newState(), customerNumber: "anonymous" };
    const stage = new InteractionStage({ state, nodes: { wait: offers } }).queued();
    stage.event(keyOne);
    expect(stage.count("callBack")).toBe(0);
    stage.ends();
    expect(stage.journal().at(-1)).toMatchObject({ reason: "abandoned" });
  });
});

describe("IN-28 a call-back", () => {
  it("RT-09 waits at its old place, and nothing is played to nobody", () => {
    const stage = waiting(500);
    expect(stage.routes()).toMatchObject([
      { type: "enqueue", queueId: "q1", enqueuedAt: 500, priority: 3, requiredSkills: [{ skillId: "s", level: 2 }] },
    ]);
    expect(stage.calls()).toEqual(["setMusic"]);
    expect(stage.journal()).toMatchObject([{ type: "queued", since: 500 }]);
  });

  it("RT-09 the agent is there first, then the customer is dialled, and they talk when he answers", () => {
    const stage = agentThere();
    expect(stage.command("callParty")).toMatchObject({ role: "customer", target });
    expect(stage.state.stage).toBe("dialling");
    stage.event({ type: "customerAnswered" });
    expect(stage.calls()).toEqual(expect.arrayContaining(["connect", "startRecording"]));
    expect(stage.state).toMatchObject({ stage: "talk", customerUp: true });
    expect(stage.journal().map(({ type }) => type)).toEqual(expect.arrayContaining(["answered", "connected"]));
  });

  it.each(["busy", "noAnswer"] as const)("RT-09 a customer who is %s ends it, never reached", (reason) => {
    const stage = agentThere();
    const partyId = stage.command("callParty")?.partyId ?? "";
    stage.event({ type: "partyFailed", partyId, reason, status: 486 });
    expect(stage.calls()).toEqual(["endCall"]);
    expect(stage.state.customerUp).toBe(false);
  });

  it("RT-09 an agent who does not take it leaves it where it stood; the next one gets it", () => {
    const stage = waiting();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.fails("a");
    expect(stage.routes()).toMatchObject([{ type: "offerFailed" }]);
    expect(stage.state.stage).toBe("queue");
    agentThere(stage);
    expect(stage.state.stage).toBe("dialling");
  });

  it("RT-09 no trunk leads to him: the agent is not kept", () => {
    expect(agentThere(waiting(500, false)).calls()).toContain("endCall");
  });

  it("RT-09 the agent may hang up while it rings at the customer", () => {
    const stage = agentThere();
    expect(stage.state.parties.size).toBe(1);
    stage.leaves("a");
    expect(stage.calls()).toEqual(["endCall"]);
  });
});
