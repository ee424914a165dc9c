// What waiting leads to: holds, relaxation, overflow, moves by hand; and the strategies beside the usual ones.

import { describe, expect, it } from "vitest";
import { Desk, start } from "./desk.test-support.ts";

describe("strategies", () => {
  it("RT-03 lowestOccupancy prefers who worked the smallest part of his time", () => {
    const desk = new Desk([{}, {}], [{ strategy: "lowestOccupancy", wrapUpMs: 0 }]);
    desk.tell({ type: "setNotReady", agentId: "a1", reason: "break" });
    desk.call("i1");
    desk.accept("i1", "a0");
    desk.tell({ type: "released", interactionId: "i1", agentId: "a0" }, 60_000);
    desk.tell({ type: "setReady", agentId: "a1" }, 1);
    desk.call("i2");
    expect(desk.rings()).toEqual(["i2→a1"]);
  });

  it("RT-03 bestSkillMatch prefers the highest level of what is asked, lowestCost who costs least", () => {
    const asked = { requiredSkills: [{ skillId: "loans", level: 1 }] };
    const best = new Desk(
      [{ skills: { loans: 2 } }, { skills: { loans: 5 } }, { skills: { loans: 3 } }],
      [{ strategy: "bestSkillMatch" }],
    );
    best.call("i1", asked);
    expect(best.rings()).toEqual(["i1→a1"]);
    expect(best.choice()).toEqual({ strategy: "bestSkillMatch", decidedBy: "bestSkills" });
    const cheap = new Desk([{ cost: 80 }, { cost: 40 }, {}], [{ strategy: "lowestCost" }]);
    cheap.call("i1", { excludedAgents: ["a2"] });
    expect(cheap.rings()).toEqual(["i1→a1"]);
  });

  it("RT-03 a broadcast rings everybody who can, the first who accepts has it, and who let it pass missed nothing", () => {
    const desk = new Desk([{}, {}, { skills: { loans: 1 } }], [{ strategy: "broadcast" }]);
    desk.call("i1");
    expect(desk.rings()).toEqual(["i1→a0", "i1→a1", "i1→a2"]);
    desk.accept("i1", "a1");
    expect(desk.find("cancelRing").map(({ agentId, reason }) => [agentId, reason])).toEqual([
      ["a0", "takenByOther"],
      ["a2", "takenByOther"],
    ]);
    desk.call("i2");
    expect(desk.rings()).toEqual(["i2→a0", "i2→a2"]);
    desk.wait(15_000);
    expect([desk.state("a0"), desk.state("a2")]).toEqual(["ready", "ready"]);
    desk.wait(5_000);
    expect(desk.rings()).toEqual(["i2→a0", "i2→a2"]);
  });

  it("RT-03 a broadcast rings thirty at most, the longest idle first", () => {
    const desk = new Desk(
      Array.from({ length: 35 }, () => ({})),
      [{ strategy: "broadcast" }],
    );
    desk.call("i1");
    expect(desk.rings()).toEqual(Array.from({ length: 30 }, (_, n) => `i1→a${n}`));
    desk.call("i2");
    expect(desk.rings()).toEqual([30, 31, 32, 33, 34].map((n) => `i2→a${n}`));
  });

  it("RT-02 preferred skills choose among those who fit and keep nobody waiting", () => {
    const desk = new Desk([{}, { skills: { english: 2 } }, { skills: { english: 3 } }]);
    const preferredSkills = [{ skillId: "english", level: 3 }];
    desk.call("i1", { preferredSkills });
    expect(desk.rings()).toEqual(["i1→a2"]);
    desk.call("i2", { preferredSkills });
    expect(desk.rings()).toEqual(["i2→a1"]);
    desk.call("i3", { preferredSkills });
    expect(desk.rings()).toEqual(["i3→a0"]);
  });

  it("SE-1 numbers too large for the packed words hide nobody: the rules decide", () => {
    const large = { level: 1_000, tier: 1_000 };
    const busy = (agent: object, queue: object = {}) => {
      const desk = new Desk([{ skills: { loans: large.level, english: 300 }, ...agent }], [queue]);
      desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
      return desk;
    };
    const served = (desk: Desk, more: object = {}) => {
      desk.call("i1", more);
      desk.tell({ type: "setReady", agentId: "a0" });
      return desk.rings();
    };
    const tiers = { q0: large.tier };
    const asks = (level: number) => ({ requiredSkills: [{ skillId: "loans", level }] });
    expect(served(busy({ tiers }))).toEqual(["i1→a0"]);
    expect(served(busy({ tiers }, { firstTier: large.tier }))).toEqual(["i1→a0"]);
    expect(served(busy({ tiers }, { firstTier: large.tier - 1 }))).toEqual([]);
    expect(served(busy({ tiers }, { firstTier: 7 }))).toEqual([]);
    expect([large.level, large.level + 1].map((level) => served(busy({}), asks(level)))).toEqual([["i1→a0"], []]);
  });

  it("RT-05 the first line is asked before the second, the second only after the step", () => {
    const relaxation = [{ afterMs: 20_000, maxTier: 2 }];
    const desk = new Desk([{ tiers: { q0: 2 } }, {}], [{ firstTier: 1, relaxation }]);
    desk.call("i1");
    expect(desk.rings()).toEqual(["i1→a1"]);
    desk.accept("i1", "a1");
    desk.call("i2");
    expect(desk.rings()).toEqual([]);
    desk.wait(20_000);
    expect(desk.rings()).toEqual(["i2→a0"]);
  });

  it("RT-01 a call interrupts chats where it may, never beyond the total", () => {
    const capacity = { voice: 1, chat: 3 };
    const desk = new Desk([{ capacity, interrupts: { voice: ["chat"] }, totalCapacity: 2 }]);
    desk.call("c1", { channel: "chat" });
    desk.accept("c1", "a0");
    desk.call("v1");
    expect(desk.rings()).toEqual(["v1→a0"]);
    desk.accept("v1", "a0");
    desk.call("c2", { channel: "chat" });
    expect(desk.rings()).toEqual([]);
    desk.tell({ type: "interactionEnded", interactionId: "v1" });
    expect(desk.rings()).toEqual(["c2→a0"]);
  });
});

describe("the agent who should serve", () => {
  const favours = (agentId: string, holdMs?: number) => ({
    favours: { agentIds: [agentId], because: "lastAgent", ...(holdMs === undefined ? {} : { holdMs }) },
  });

  it("RT-04 the last agent is chosen before who is idle longer", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1", favours("a1"));
    expect(desk.rings()).toEqual(["i1→a1"]);
    expect(desk.choice()?.decidedBy).toBe("favoured");
  });

  it("RT-04 he is waited for up to the limit, then anybody serves", () => {
    const desk = new Desk([{}, {}]);
    desk.tell({ type: "setNotReady", agentId: "a1", reason: "break" });
    desk.call("i1", favours("a1", 30_000));
    expect(desk.rings()).toEqual([]);
    desk.wait(29_999);
    expect(desk.rings()).toEqual([]);
    desk.wait(1);
    expect(desk.rings()).toEqual(["i1→a0"]);
  });

  it("RT-04 he is rung before earlier interactions of others when he becomes free, if it is his turn", () => {
    const desk = new Desk([{}, {}]);
    for (const agentId of ["a0", "a1"]) desk.tell({ type: "setNotReady", agentId, reason: "break" });
    desk.call("early");
    desk.call("his", favours("a1", 30_000));
    desk.tell({ type: "setReady", agentId: "a1" });
    expect(desk.rings()).toEqual(["early→a1"]);
  });

  it("RT-04 regression 3: the hold ends at once when he misses it or leaves, and is none when he is not there", () => {
    const desk = new Desk([{}, {}]);
    desk.call("i1", favours("a1", 600_000));
    desk.wait(15_000);
    expect(desk.rings()).toEqual(["i1→a0"]);
    const leaves = new Desk([{}, {}]);
    leaves.tell({ type: "setNotReady", agentId: "a1", reason: "break" });
    leaves.call("i1", favours("a1", 600_000));
    leaves.tell({ type: "signOut", agentId: "a1" });
    expect(leaves.rings()).toEqual(["i1→a0"]);
    leaves.call("i2", favours("a1", 600_000));
    leaves.accept("i1", "a0");
    leaves.tell({ type: "interactionEnded", interactionId: "i1" });
    leaves.tell({ type: "wrapUpEnded", agentId: "a0" });
    expect(leaves.rings()).toEqual(["i2→a0"]);
  });
});

describe("longer waits", () => {
  it("RT-02 requirements sink in steps", () => {
    const relaxation = [
      { afterMs: 10_000, lowerLevelsBy: 2 },
      { afterMs: 20_000, dropSkills: ["english"] },
    ];
    const desk = new Desk([{ skills: { loans: 3 } }], [{ relaxation }]);
    const requiredSkills = [
      { skillId: "loans", level: 5 },
      { skillId: "english", level: 1 },
    ];
    desk.call("i1", { requiredSkills });
    desk.wait(10_000);
    expect(desk.interaction("i1")?.requirement).toEqual([
      { skillId: "english", level: 1 },
      { skillId: "loans", level: 3 },
    ]);
    expect(desk.rings()).toEqual([]);
    desk.wait(10_000);
    expect(desk.rings()).toEqual(["i1→a0"]);
  });

  it("RT-07 among equal priorities the nearest target comes first; waiting raises the priority where the queue says so", () => {
    const desk = new Desk([{}], [{ relaxation: [{ afterMs: 60_000, raisePriorityBy: 2 }] }, { targetAnswerMs: 5_000 }]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    desk.call("slow", { targetAnswerMs: 120_000 });
    desk.call("quick", { queueId: "q1" });
    desk.wait(30_000);
    desk.call("later", { priority: 1 });
    desk.wait(30_000);
    const order = [];
    for (let n = 0; n < 3; n++) {
      desk.tell({ type: n === 0 ? "setReady" : "wrapUpEnded", agentId: "a0" });
      const [id] = desk.find("ring").map(({ interactionId }) => interactionId);
      order.push(id);
      desk.accept(`${id}`, "a0");
      desk.tell({ type: "interactionEnded", interactionId: `${id}` });
    }
    expect(order).toEqual(["slow", "later", "quick"]);
  });

  it("RT-06 nobody is left in a queue without signed-in agents, whether before or while he waits", () => {
    const overflow = [{ when: { type: "noAgents" as const }, queueIds: ["q1", "q2"], how: "move" as const }];
    const desk = new Desk([{ queues: ["q0"] }, { queues: ["q2"] }], [{ overflow }, {}, {}]);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    desk.call("i1");
    expect(desk.rings()).toEqual([]);
    desk.tell({ type: "signOut", agentId: "a0" });
    expect(desk.rings()).toEqual(["i1→a1"]);
    desk.accept("i1", "a1");
    desk.call("i2");
    expect(desk.interaction("i2")).toMatchObject({ queueId: "q2" });
  });

  it("RT-06 overflow by time, number and occupancy goes where the expected wait is least", () => {
    const to = { queueIds: ["q1", "q2"], how: "add" as const };
    const waited = { when: { type: "waited" as const, afterMs: 10_000 }, ...to };
    const desk = new Desk(
      [{ queues: ["q0"] }, { queues: ["q1"] }, { queues: ["q2"] }],
      [{ overflow: [waited] }, { wrapUpMs: 0 }, { wrapUpMs: 0 }],
    );
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "break" });
    desk.call("busy", { queueId: "q1" });
    desk.accept("busy", "a1");
    desk.call("i1");
    desk.wait(10_000);
    // q1's agent talks, q2's is free.
    expect(desk.rings()).toEqual(["i1→a2"]);
    expect(desk.interaction("i1")).toMatchObject({ queueId: "q0", alsoIn: ["q2"] });
  });

  it("RT-06 on arrival: by those who wait, by occupancy and by the expected wait", () => {
    const rules = [
      { type: "waiting" as const, above: 0 },
      { type: "occupancy" as const, above: 0.5 },
      { type: "expectedWait" as const, aboveMs: 10_000 },
    ];
    for (const when of rules) {
      const overflow = [{ when, queueIds: ["q1"], how: "add" as const }];
      const desk = new Desk([{ queues: ["q0"] }, { queues: ["q1"] }], [{ overflow, wrapUpMs: 0 }, {}]);
      desk.tell({ type: "setNotReady", agentId: "a1", reason: "break" });
      desk.call("first");
      expect(desk.interaction("first")?.alsoIn).toEqual([]);
      desk.accept("first", "a0");
      desk.tell({ type: "interactionEnded", interactionId: "first" }, 60_000);
      desk.call("second");
      desk.accept("second", "a0");
      desk.call("third");
      desk.call("fourth");
      expect([when.type, desk.interaction("fourth")?.alsoIn]).toEqual([when.type, ["q1"]]);
    }
  });
});

describe("by hand", () => {
  function threeWait(): Desk {
    const desk = new Desk([{}, {}], [{}, {}]);
    for (const agentId of ["a0", "a1"]) desk.tell({ type: "setNotReady", agentId, reason: "break" });
    for (const id of ["i1", "i2", "i3"]) desk.call(id);
    return desk;
  }

  it("RT-07 a supervisor moves an interaction to the front, to a priority, to a queue, to an agent", () => {
    const desk = threeWait();
    desk.tell({ type: "moveWaiting", interactionId: "i3", toFront: true });
    expect(desk.router.line("q0")).toEqual(["i3", "i1", "i2"]);
    desk.tell({ type: "moveWaiting", interactionId: "i2", priority: 4 });
    expect(desk.router.line("q0")).toEqual(["i2", "i3", "i1"]);
    desk.tell({ type: "moveWaiting", interactionId: "i3", queueId: "q1" });
    expect([desk.router.line("q0"), desk.router.line("q1")]).toEqual([["i2", "i1"], ["i3"]]);
    desk.tell({ type: "moveWaiting", interactionId: "i2", agentId: "a1" });
    desk.tell({ type: "setReady", agentId: "a0" });
    expect(desk.rings()).toEqual(["i3→a0"]);
    desk.tell({ type: "setReady", agentId: "a1" });
    expect(desk.rings()).toEqual(["i2→a1"]);
  });

  it.each([
    [{ priority: 0.5 }, "badNumber"],
    [{ queueId: "q9" }, "unknownQueue"],
    [{ agentId: "a9" }, "unknownAgent"],
  ])("RT-07 what cannot be done is refused and nothing moves: %o", (more, reason) => {
    const desk = threeWait();
    const before = JSON.stringify(desk.router.snapshot());
    desk.tell({ type: "moveWaiting", interactionId: "i3", toFront: true, ...more });
    expect(desk.find("rejected")).toMatchObject([{ reason }]);
    expect(JSON.stringify(desk.router.snapshot())).toBe(before);
  });

  it("RT-08 the expected wait is the place in the line times the pace of service", () => {
    const desk = new Desk([{}, {}], [{ wrapUpMs: 0 }]);
    for (let n = 0; n < 12; n++) desk.call(`i${n}`);
    expect(desk.router.expectedWaitMs("q0")).toBeUndefined();
    for (let n = 0; n < 5; n++) {
      const [a, b] = [`i${2 * n}`, `i${2 * n + 1}`];
      desk.accept(a, "a0");
      desk.accept(b, "a1");
      desk.tell({ type: "interactionEnded", interactionId: a }, 9_998);
      desk.tell({ type: "interactionEnded", interactionId: b }, 0);
    }
    // Two agents, ten seconds each: one starts every five.
    expect(desk.router.expectedWaitMs("q0", 3)).toBeGreaterThan(15_000);
    expect(desk.router.expectedWaitMs("q0", 3)).toBeLessThan(25_000);
  });

  it("RT-08 EW-2 there is no wait where nobody waits and a member is ready, and there is one when he only is not at work", () => {
    const desk = new Desk([{}], [{ wrapUpMs: 0 }]);
    expect(desk.router.expectedWaitMs("q0")).toBe(0);
    desk.call("i0");
    desk.accept("i0", "a0");
    desk.tell({ type: "interactionEnded", interactionId: "i0" }, 8000);
    expect(desk.router.expectedWaitMs("q0")).toBe(0);
    desk.tell({ type: "setNotReady", agentId: "a0", reason: "meal" });
    expect(desk.router.expectedWaitMs("q0")).toBe(8000);
  });

  it("RT-08 EW-1 the start of the last who waited counts too: nobody need come meanwhile", () => {
    const desk = new Desk([{}], [{ wrapUpMs: 0 }]);
    for (const id of ["i0", "i1"]) desk.call(id);
    desk.accept("i0", "a0");
    desk.tell({ type: "interactionEnded", interactionId: "i0" }, 6000);
    desk.accept("i1", "a0");
    const interval = desk.now - (start + 2 + 2 + 1);
    expect(desk.router.snapshot().paces).toMatchObject([{ intervals: 1, intervalMs: interval, waiting: 0 }]);
    // Nobody is left: the time until the next comes is no interval of service.
    expect(desk.router.snapshot().paces[0]?.lastStartAt).toBeUndefined();
  });

  it("RT-08 EW-3 waits are compared with what was estimated on arrival; who was moved or did not wait is not", () => {
    const desk = new Desk([{}], [{ wrapUpMs: 0 }, {}]);
    const serve = (id: string, ms: number) => {
      desk.accept(id, "a0");
      desk.tell({ type: "interactionEnded", interactionId: id }, ms);
    };
    expect(desk.router.expectedWaitError("q0")).toBeUndefined();
    for (const id of ["i0", "i1", "i2"]) desk.call(id);
    serve("i0", 10_000);
    serve("i1", 10_000);
    // They came before an interval was known.
    expect(desk.router.expectedWaitError("q0")).toBeUndefined();
    desk.accept("i2", "a0");
    const estimated = desk.router.expectedWaitMs("q0") as number;
    desk.call("late");
    const cameAt = desk.now;
    desk.call("moved");
    desk.tell({ type: "moveWaiting", interactionId: "moved", queueId: "q1" });
    desk.tell({ type: "interactionEnded", interactionId: "i2" }, 16_000);
    desk.accept("late", "a0");
    const off = desk.now - cameAt - estimated;
    expect(off).toBeGreaterThan(5000);
    expect(desk.router.expectedWaitError("q0")).toEqual({ errorMs: off, biasMs: off, compared: 1 });
    desk.tell({ type: "interactionEnded", interactionId: "late" }, 1000);
    desk.accept("moved", "a0");
    expect(desk.router.expectedWaitError("q0")?.compared).toBe(1);
    expect(desk.router.expectedWaitError("q1")).toBeUndefined();
  });
});
