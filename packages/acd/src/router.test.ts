import { describe, expect, it } from "vitest";
import { Desk } from "./desk.test-support.ts";
import { Router } from "./router.ts";
import type { AgentConfiguration, QueueConfiguration } from "./router-input.ts";

describe("choosing", () => {
  it("RT-03 the agent who is idle the longest is rung, and the journal says why", () => {
    const desk = new Desk([{}, {}, {}]);
    desk.call("i1");
    expect(desk.rings()).toEqual(["i1→a0"]);
    const offered = desk.find("journal").find(({ event }) => event.type === "offered")?.event;
    expect(offered).toMatchObject({ because: { strategy: "longestIdle", decidedBy: "longestIdle" } });
  });

  it("RT-02 only an agent with every required skill at its level is rung", () => {
    const desk = new Desk([{ skills: { loans: 1 } }, { skills: { loans: 3 } }, { skills: { loans: 5, english: 1 } }]);
    desk.call("i1", { requiredSkills: [{ skillId: "loans", level: 3 }] });
    expect(desk.rings()).toEqual(["i1→a1"]);
    desk.call("i2", { requiredSkills: [{ skillId: "loans", level: 3 }] });
    expect(desk.rings()).toEqual(["i2→a2"]);
    desk.call("i3", { requiredSkills: [{ skillId: "loans", level: 2 }] });
    expect(desk.find("waiting")).toMatchObject([{ interactionId: "i3", staffed: true }]);
  });

  it("RT-03 fewestHandled prefers who has served less, roundRobin who was rung least recently", () => {
    const desk = new Desk([{}, {}], [{ strategy: "fewestHandled", wrapUpMs: 0 }]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.tell({ type: "released", interactionId: "i1", agentId: "a0" });
    desk.call("i2");
    expect(desk.rings()).toEqual(["i2→a1"]);
  });

  it("RT-07 a higher priority goes first, equal ones in the order they came, over all queues of the agent", () => {
    const desk = new Desk([{}], [{}, {}]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    desk.call("first");
    desk.call("second", { queueId: "q1" });
    desk.call("urgent", { priority: 3, queueId: "q1" });
    const order: string[] = [];
    desk.tell({ type: "setReady", agentId: "a0" });
    for (let turn = 0; turn < 3; turn++) {
      const id = desk.find("ring")[0]?.interactionId as string;
      order.push(id);
      desk.accept(id, "a0");
      desk.tell({ type: "interactionEnded", interactionId: id });
      desk.wait(10_000);
    }
    expect(order).toEqual(["urgent", "first", "second"]);
  });

  it("RT-08 the position counts who is served before", () => {
    const desk = new Desk([]);
    desk.call("i1");
    desk.call("i2");
    desk.call("i3", { priority: 1 });
    expect(["i1", "i2", "i3", "none"].map((id) => desk.router.position(id))).toEqual([2, 3, 1, undefined]);
  });

  it("RT-01 chats go up to the capacity, and not beside a call", () => {
    const desk = new Desk([{ capacity: { voice: 1, chat: 2 } }]);
    for (const id of ["c1", "c2"]) {
      desk.call(id, { channel: "chat" });
      expect(desk.rings()).toEqual([`${id}→a0`]);
      desk.accept(id, "a0");
    }
    desk.call("c3", { channel: "chat" });
    desk.call("i1");
    expect(desk.rings()).toEqual([]);
    desk.tell({ type: "released", interactionId: "c1", agentId: "a0" });
    expect(desk.rings()).toEqual(["c3→a0"]);
  });

  it("QU-8 who never talked has no wrap-up: released, or sent on with the interaction", () => {
    const desk = new Desk([{}, {}]);
    const direct = { type: "engageDirectly", interactionId: "i1", channel: "voice", wrapUpMs: 10_000 } as const;
    desk.tell({ ...direct, agentId: "a0" });
    desk.tell({ ...direct, agentId: "a1" });
    desk.tell({ type: "released", interactionId: "i1", agentId: "a1", withoutWrapUp: true });
    expect(desk.state("a1")).toBe("ready");
    desk.tell({ type: "transferToQueue", interactionId: "i1", queueId: "q0", withoutWrapUp: ["a0"] });
    expect(desk.rings()).toEqual(["i1→a1"]);
    expect(desk.state("a0")).toBe("ready");
  });

  it("SE-3 an excluded agent is never rung", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1", { excludedAgents: ["a0"] });
    expect(desk.rings()).toEqual(["i1→a1"]);
  });
});

describe("offers that fail", () => {
  it("RT-12 an unanswered offer moves on with its place kept and the agent is notReady(noAnswer)", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1");
    const place = desk.interaction("i1");
    desk.wait(15_000);
    expect(desk.find("cancelRing")).toMatchObject([{ agentId: "a0", reason: "noAnswer" }]);
    expect(desk.rings()).toEqual(["i1→a1"]);
    expect(desk.state("a0")).toBe("notReady(noAnswer)");
    expect(desk.interaction("i1")).toMatchObject({ enqueuedAt: place?.enqueuedAt, sequence: place?.sequence });
  });

  it("RT-12 after as many misses as the queue says, not before", () => {
    const desk = new Desk([{}], [{ noAnswersUntilNotReady: 2, retryPauseMs: 1_000 }]);
    desk.call("i1");
    desk.wait(15_000);
    expect(desk.state("a0")).toBe("ready");
    desk.wait(1_000);
    expect(desk.rings()).toEqual(["i1→a0"]);
    desk.wait(15_000);
    expect(desk.state("a0")).toBe("notReady(noAnswer)");
  });

  it("SE-6 the interaction is not offered at once to the one who refused it", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.tell({ type: "offerRefused", interactionId: "i1", agentId: "a0" });
    desk.tell({ type: "setReady", agentId: "a0" });
    expect(desk.rings()).toEqual([]);
    desk.wait(5_000);
    expect(desk.rings()).toEqual(["i1→a0"]);
  });

  it("RT-12 a terminal lost while ringing gives the interaction to the next, the agent is back by himself", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1");
    desk.tell({ type: "terminalLost", agentId: "a0" });
    expect(desk.rings()).toEqual(["i1→a1"]);
    expect(desk.state("a0")).toBe("notReady(terminalLost)");
    desk.tell({ type: "terminalBack", agentId: "a0" });
    expect(desk.state("a0")).toBe("ready");
  });

  it("RT-12 an agent lost in the middle of a talk returns the interaction to the head of its queue", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.call("i2");
    desk.tell({ type: "terminalLost", agentId: "a0" });
    expect(desk.state("a0")).toBe("engaged(terminalLost)");
    desk.wait(20_000);
    expect(desk.find("agentLost")).toEqual([{ type: "agentLost", interactionId: "i1", agentId: "a0", queueId: "q0" }]);
    expect(desk.state("a0")).toBe("signedOut(terminalLost)");
    expect(desk.router.position("i1")).toBe(1);
  });

  it("AS-3 an agent who signs out while it rings frees the customer at once", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1");
    desk.tell({ type: "signOut", agentId: "a0" });
    expect(desk.rings()).toEqual(["i1→a1"]);
    expect(desk.state("a0")).toBe("signedOut(requested)");
  });
});

describe("agents", () => {
  it("RT-11 ready, reserved, engaged, wrapUp with its deadline, ready", () => {
    const desk = new Desk([{}]);
    const states = () => desk.find("agentState").map(({ state, deadline }) => [state, deadline && deadline - desk.now]);
    desk.call("i1");
    expect(states()).toEqual([["reserved", 15_000]]);
    desk.accept("i1", "a0");
    expect(states()).toEqual([["engaged", undefined]]);
    desk.tell({ type: "released", interactionId: "i1", agentId: "a0" });
    expect(states()).toEqual([["wrapUp", 10_000]]);
    desk.tell({ type: "extendWrapUp", agentId: "a0", byMs: 5_000 });
    expect(states()).toEqual([["wrapUp", 15_000]]);
    desk.wait(15_000);
    expect(desk.state("a0")).toBe("ready");
  });

  it("AS-11 work by hand has no end but the agent's", () => {
    const desk = new Desk([{}]);
    desk.tell({ type: "startWrapUp", agentId: "a0" });
    desk.call("i1");
    desk.wait(3_600_000);
    expect(desk.state("a0")).toBe("wrapUp");
    desk.tell({ type: "wrapUpEnded", agentId: "a0" });
    expect(desk.rings()).toEqual(["i1→a0"]);
  });

  it("AS-4 a state asked for during a talk is entered after the wrap-up", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "lunch" });
    expect(desk.state("a0")).toBe("engaged");
    desk.tell({ type: "released", interactionId: "i1", agentId: "a0" });
    desk.wait(10_000);
    expect(desk.state("a0")).toBe("notReady(lunch)");
  });

  it("AS-5 an offer taken back leaves the agent his place in the row", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1");
    desk.tell({ type: "withdraw", interactionId: "i1", reason: "abandoned" });
    desk.call("i2");
    expect(desk.rings()).toEqual(["i2→a0"]);
  });

  it("RT-11 an agent on a break may be engaged directly and returns to his break", () => {
    const desk = new Desk([{}]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    desk.tell({ type: "engageDirectly", interactionId: "o1", agentId: "a0", channel: "voice" });
    expect(desk.state("a0")).toBe("engaged");
    desk.tell({ type: "engageDirectly", interactionId: "o2", agentId: "a0", channel: "voice" });
    expect(desk.find("rejected")).toMatchObject([{ reason: "overCapacity" }]);
    desk.tell({ type: "interactionEnded", interactionId: "o1" });
    expect(desk.state("a0")).toBe("notReady(break)");
  });

  it("AS-2 a second sign-in moves what rings to the new terminal", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.tell({ type: "signIn", agentId: "a0", terminal: "sip:elsewhere" });
    expect(desk.find("cancelRing")).toMatchObject([{ reason: "terminalChanged" }]);
    expect(desk.rings()).toEqual(["i1→a0"]);
  });
});

describe("interactions", () => {
  it("QU-7 a transfer to a queue releases the agent and does not ring him at once", () => {
    const desk = new Desk([{}, {}], [{ wrapUpMs: 0 }, {}]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.tell({ type: "setNotReady", agentId: "a1", reason: "break" });
    desk.tell({ type: "transferToQueue", interactionId: "i1", queueId: "q1" }, 1_000);
    expect(desk.rings()).toEqual([]);
    expect(desk.state("a0")).toBe("ready");
    desk.wait(5_000);
    expect(desk.rings()).toEqual(["i1→a0"]);
  });

  it("QU-4 the length of a queue is told once per change", () => {
    const desk = new Desk([]);
    desk.call("i1");
    expect(desk.find("queueChanged")).toEqual([
      { type: "queueChanged", queueId: "q0", waiting: 1, longestSince: desk.now },
    ]);
    desk.tell({ type: "withdraw", interactionId: "i1", reason: "abandoned" });
    expect(desk.find("queueChanged")).toEqual([{ type: "queueChanged", queueId: "q0", waiting: 0 }]);
  });

  it("RT-06 nobody signed in is told on entry and when the last one leaves", () => {
    const desk = new Desk([{}]);
    desk.tell({ type: "signOut", agentId: "a0" });
    expect(desk.find("staffing")).toEqual([{ type: "staffing", queueId: "q0", signedIn: 0 }]);
    desk.call("i1");
    expect(desk.find("waiting")).toMatchObject([{ staffed: false }]);
    desk.tell({ type: "signIn", agentId: "a0", terminal: "t" });
    expect(desk.find("staffing")).toEqual([{ type: "staffing", queueId: "q0", signedIn: 1 }]);
  });

  it("CO-1 the same configuration again changes nothing", () => {
    const desk = new Desk([{}]);
    expect(desk.configure()).toEqual([]);
  });

  it("CO-3 who waits in a removed queue is handed back", () => {
    const desk = new Desk([], [{}, {}]);
    desk.call("i1", { queueId: "q1" });
    desk.configure({ queues: desk.queues.slice(0, 1) });
    expect(desk.find("withdrawn")).toEqual([{ type: "withdrawn", interactionId: "i1", reason: "queueRemoved" }]);
    expect(desk.interaction("i1")).toBeUndefined();
  });

  it("CO-6 AG-05 an agent who drops a skill is not chosen for it, and is again when he takes it back", () => {
    const desk = new Desk([{ skills: { loans: 5 } }]);
    const [agent] = desk.agents;
    if (agent === undefined) throw new Error("there is one");
    desk.tell({ type: "configureAgent", agent: { ...agent, skills: {} } });
    desk.call("i1", { requiredSkills: [{ skillId: "loans" }] });
    expect(desk.interaction("i1")?.state).toBe("waiting");
    desk.tell({ type: "configureAgent", agent });
    expect(desk.find("ring")).toMatchObject([{ interactionId: "i1", agentId: "a0" }]);
    expect(desk.tell({ type: "configureAgent", agent })).toEqual([]);
  });

  it.each([
    [{ id: "nobody" }, "unknownAgent"],
    [{ skills: { none: 1 } }, "unknownSkill"],
    [{ skills: { loans: 0 } }, "badNumber"],
    [{ queues: ["none"] }, "unknownQueue"],
  ])("CO-6 one agent with %j is refused and nothing changes", (change, reason) => {
    const desk = new Desk([{}]);
    const before = desk.router.snapshot();
    desk.tell({ type: "configureAgent", agent: { ...(desk.agents[0] as AgentConfiguration), ...change } });
    expect(desk.find("rejected")).toMatchObject([{ command: "configureAgent", reason }]);
    expect(desk.router.snapshot()).toEqual(before);
  });

  it("CO-4 an agent removed while he talks finishes and is forgotten", () => {
    const desk = new Desk([{}], [{ wrapUpMs: 0 }]);
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.configure({ agents: [] });
    expect(desk.state("a0")).toBe("engaged");
    desk.tell({ type: "setReady", agentId: "a0" });
    expect(desk.find("rejected")).toMatchObject([{ reason: "unknownAgent" }]);
    desk.tell({ type: "interactionEnded", interactionId: "i1" });
    expect(desk.router.snapshot().agents).toEqual([]);
  });

  it.each([
    [{ queueId: "none" }, "unknownQueue"],
    [{ requiredSkills: [{ skillId: "none" }] }, "unknownSkill"],
    [{ requiredSkills: [{ skillId: "loans", level: 0.5 }] }, "badNumber"],
    [{ priority: Number.NaN }, "badNumber"],
    [{ enqueuedAt: Number.MAX_VALUE }, "badNumber"],
  ])("QU-2 %j is rejected and changes nothing", (more, reason) => {
    const desk = new Desk([{}]);
    const outputs = desk.call("i1", more);
    expect(outputs).toMatchObject([{ type: "rejected", command: "enqueue", reason }]);
  });

  it.each([
    [{ strategy: "random" }, "unknownStrategy"],
    [{ ringTimeoutMs: 0 }, "badNumber"],
    [{ wrapUpMs: -1 }, "badNumber"],
    [{ requiredSkills: [{ skillId: "none" }] }, "unknownSkill"],
  ])("CO-2 a queue with %j is rejected whole", (change, reason) => {
    const desk = new Desk([]);
    const queues = [{ ...desk.queues[0], ...change } as QueueConfiguration];
    expect(desk.configure({ queues })).toMatchObject([{ type: "rejected", command: "configure", reason }]);
  });
});

describe("restart", () => {
  it("RE-4 what no longer rings waits again, what no longer talks waits again, who is gone is gone", () => {
    const desk = new Desk([{}, {}, {}]);
    for (const id of ["rings", "talks", "gone"]) desk.call(id);
    desk.accept("talks", "a1");
    desk.router = new Router({ snapshot: JSON.parse(JSON.stringify(desk.router.snapshot())) });
    desk.tell({ type: "reconcile", ringing: [], talking: [], alive: ["rings", "talks"] });
    const left = desk.find("journal").filter(({ event }) => event.type === "left");
    expect(left).toMatchObject([{ event: { interactionId: "gone", reason: "reconciled" } }]);
    expect(desk.rings()).toHaveLength(2);
  });

  it("RE-5 who really talks is engaged, what rings without a reservation is stopped", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1");
    desk.tell({
      type: "reconcile",
      talking: [{ interactionId: "i1", agentId: "a1", channel: "voice" }],
      ringing: [{ interactionId: "i9", agentId: "a0" }],
      alive: [],
    });
    expect(desk.interaction("i1")).toMatchObject({ state: "engaged", agents: ["a1"] });
    expect(desk.state("a0")).toBe("ready");
    expect(desk.find("cancelRing")).toContainEqual({
      type: "cancelRing",
      interactionId: "i9",
      agentId: "a0",
      reason: "reconciled",
    });
  });
});

describe("bugs of others that must never be ours", () => {
  it("regression 1: an agent answers exactly when the caller hangs up, in either order", () => {
    const late = new Desk([{}]);
    late.call("i1");
    late.tell({ type: "withdraw", interactionId: "i1", reason: "abandoned" });
    late.accept("i1", "a0");
    expect(late.find("cancelRing")).toMatchObject([{ interactionId: "i1", agentId: "a0", reason: "tooLate" }]);
    expect(late.state("a0")).toBe("ready");
    const early = new Desk([{}], [{ wrapUpMs: 0 }]);
    early.call("i1");
    early.accept("i1", "a0");
    early.tell({ type: "interactionEnded", interactionId: "i1" });
    early.tell({ type: "interactionEnded", interactionId: "i1" });
    expect(early.state("a0")).toBe("ready");
    expect(early.router.snapshot().interactions).toEqual([]);
  });

  it("regression 3: the last agent being unavailable does not stop distribution", () => {
    const desk = new Desk([{}, {}, {}]);
    desk.tell({ type: "terminalLost", agentId: "a2" });
    desk.call("i1");
    desk.wait(15_000);
    expect(desk.rings()).toEqual(["i1→a1"]);
  });

  it("regression 4: thirteen waiting are served strictly in their order", () => {
    const desk = new Desk([{}], [{ wrapUpMs: 0 }]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    for (let n = 0; n < 13; n++) desk.call(`i${n}`, { priority: n % 3 });
    const priorities: number[] = [];
    desk.tell({ type: "setReady", agentId: "a0" });
    for (let turn = 0; turn < 13; turn++) {
      const id = desk.find("ring")[0]?.interactionId as string;
      priorities.push(desk.interaction(id)?.priority as number);
      desk.accept(id, "a0");
      desk.tell({ type: "interactionEnded", interactionId: id });
    }
    expect(priorities).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  it("regression 6: wrap-ups end one by one", () => {
    const desk = new Desk([{}, {}]);
    for (const [place, id] of ["i1", "i2"].entries()) {
      desk.call(id);
      desk.accept(id, `a${place}`);
    }
    desk.tell({ type: "interactionEnded", interactionId: "i1" });
    desk.tell({ type: "interactionEnded", interactionId: "i2" }, 4_000);
    desk.wait(6_000);
    expect([desk.state("a0"), desk.state("a1")]).toEqual(["ready", "wrapUp"]);
    desk.wait(4_000);
    expect(desk.state("a1")).toBe("ready");
  });

  it("regression 10: nobody has the skill, the caller gives up, an agent comes later: no ghost", () => {
    const desk = new Desk([{}]);
    desk.call("i1", { requiredSkills: [{ skillId: "english" }] });
    desk.tell({ type: "withdraw", interactionId: "i1", reason: "abandoned" });
    desk.configure({ agents: desk.agents.map((agent) => ({ ...agent, skills: { english: 1 } })) });
    expect(desk.rings()).toEqual([]);
    expect(desk.router.snapshot().interactions).toEqual([]);
  });

  it("regression 11: who missed a call is paused with a reason and can come back", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.wait(15_000);
    desk.tell({ type: "setReady", agentId: "a0" }, 6_000);
    desk.wait(0);
    expect(desk.interaction("i1")).toMatchObject({ offeredTo: ["a0"] });
  });

  it("regression 13: a freed slot takes the oldest chat", () => {
    const desk = new Desk([{ capacity: { chat: 1 } }], [{ wrapUpMs: 0 }]);
    desk.call("c0", { channel: "chat" });
    desk.accept("c0", "a0");
    for (const id of ["oldest", "middle", "newest"]) desk.call(id, { channel: "chat" });
    desk.tell({ type: "interactionEnded", interactionId: "c0" });
    expect(desk.rings()).toEqual(["oldest→a0"]);
  });

  it("regression 16: a queued break, a missed call and ready: the last command wins", () => {
    const desk = new Desk([{}]);
    desk.call("i1");
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "lunch" });
    desk.wait(15_000);
    expect(desk.state("a0")).toBe("notReady(lunch)");
    desk.tell({ type: "setReady", agentId: "a0" });
    expect(desk.state("a0")).toBe("ready");
    const twice = new Desk([{}]);
    twice.call("i1");
    twice.accept("i1", "a0");
    twice.tell({ type: "signOut", agentId: "a0" });
    twice.tell({ type: "setReady", agentId: "a0" });
    twice.tell({ type: "interactionEnded", interactionId: "i1" });
    twice.wait(10_000);
    expect(twice.state("a0")).toBe("ready");
  });
});
