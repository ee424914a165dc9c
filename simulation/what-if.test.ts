// Days of simulated centres played again: as they were, event for event; and changed.

import { foldRouter, Router, type RouterEvent, type RouterInput, type WhatIfChanges, whatIf } from "@tellerline/acd";
import { describe, expect, it } from "vitest";
import { RouterWorld } from "./router-world.ts";

function dayOf(seed: number, calm: boolean): RouterEvent[] {
  const events: RouterEvent[] = [];
  const world = new RouterWorld({
    seed,
    calm,
    hours: 2,
    onStep: (_input, _now, outputs) => {
      for (const output of outputs) if (output.type === "journal") events.push(structuredClone(output.event));
    },
  });
  world.run();
  return events;
}

/** Sums over all queues. */
function sums(events: RouterEvent[], changes: WhatIfChanges) {
  const { before, after } = whatIf(events, changes, { seed: 1 });
  const of = (side: typeof before) => {
    const total = (name: "offered" | "answered" | "answeredInTime") =>
      side.queues.reduce((sum, queue) => sum + queue[name], 0);
    return { offered: total("offered"), answered: total("answered"), inTime: total("answeredInTime") };
  };
  return { before: of(before), after: of(after) };
}

describe("what if", () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`RT-14 day ${seed}, with restarts and changes of configuration, comes out again event for event`, () => {
      expect(whatIf(dayOf(seed, false), {}, { seed: 9 }).reproduced).toBe(true);
    });
  }

  it("RT-14 also from a journal whose keys came back in another order", () => {
    const turned = dayOf(4, false).map(
      (event) => Object.fromEntries(Object.entries(event).toReversed()) as RouterEvent,
    );
    expect(whatIf(turned, {}, { seed: 9 }).reproduced).toBe(true);
  });

  it.each([1, 4, 6, 11])("RT-14 the rest of day %i, from a snapshot in its middle", (seed) => {
    const events = dayOf(seed, false);
    const middle = Math.floor(events.length / 2);
    // A step is whole: the snapshot is between two instants.
    const cut = events.findIndex((event, place) => place > middle && event.at > (events[place - 1]?.at ?? 0));
    const snapshot = foldRouter(events.slice(0, cut));
    const rest = whatIf(events.slice(cut), {}, { seed: 9, snapshot, from: events[cut]?.at ?? 0 });
    expect(rest.reproduced).toBe(true);
    expect(rest.before.queues.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(0);
  });

  it("RT-14 WI-1 who is released or passes on without wrap-up has none when the day is played again", () => {
    const router = new Router();
    const events: RouterEvent[] = [];
    let now = 1_000_000;
    const tell = (input: RouterInput) => {
      now += 1_000;
      for (const output of router.handle(input, now)) if (output.type === "journal") events.push(output.event);
    };
    const queue = { id: "q", name: "q", strategy: "longestIdle", ringTimeoutMs: 15_000, wrapUpMs: 30_000 } as const;
    const agents = ["a", "b"].map((id) => {
      return { id, name: id, skills: {}, queues: ["q"], capacity: { voice: 1 } };
    });
    tell({ type: "configure", skills: [], queues: [queue], agents });
    for (const { id: agentId } of agents) tell({ type: "signIn", agentId, terminal: agentId });
    tell({ type: "setReady", agentId: "a" });
    const enqueue = (interactionId: string) =>
      tell({
        ...{ type: "enqueue", interactionId, channel: "voice", queueId: "q", requiredSkills: [], priority: 0 },
        attributes: {},
      });
    enqueue("listened to");
    tell({ type: "offerAccepted", interactionId: "listened to", agentId: "a" });
    // A leader listens, and leaves before the talk is over.
    const listening = { interactionId: "listened to", agentId: "b" } as const;
    tell({ type: "engageDirectly", ...listening, channel: "voice", wrapUpMs: 30_000 });
    tell({ type: "released", ...listening, withoutWrapUp: true });
    tell({ type: "released", interactionId: "listened to", agentId: "a", withoutWrapUp: true });
    enqueue("passed on");
    tell({ type: "offerAccepted", interactionId: "passed on", agentId: "a" });
    tell({ type: "transferToQueue", interactionId: "passed on", queueId: "q", withoutWrapUp: ["a"] });
    tell({ type: "signOut", agentId: "b" });
    expect(events.some((event) => event.type === "released" && event.wrapUpUntil !== undefined)).toBe(false);
    expect(whatIf(events, {}, { seed: 1 }).reproduced).toBe(true);
  });

  it("RT-14 a journal that another rule made is not said to be reproduced", () => {
    const events = dayOf(3, true);
    const place = events.findIndex((event) => event.type === "offered");
    const offered = events[place];
    if (offered?.type === "offered") offered.because = { ...offered.because, decidedBy: "somebody else" };
    expect(whatIf(events, {}, { seed: 1 }).reproduced).toBe(false);
  });

  it.each([2, 5, 7, 9])("RT-14 more agents serve more of the customers of day %i, and sooner", (seed) => {
    const queueIds = ["service", "cards", "wealth"];
    const skills = { mandarin: 3, english: 3, loans: 3, cards: 3 };
    const { before, after } = sums(dayOf(seed, true), { addAgents: [{ count: 10, queueIds, skills }] });
    expect(after.answered).toBeGreaterThan(before.answered);
    expect(after.inTime).toBeGreaterThan(before.inTime);
  });

  it("RT-14 without most of its agents a day goes worse; the same question has the same answer", () => {
    const events = dayOf(7, true);
    const removeAgents = Array.from({ length: 8 }, (_, n) => `a${n}`);
    const { before, after } = sums(events, { removeAgents });
    expect(after.answered).toBeLessThan(before.answered);
    expect(whatIf(events, { removeAgents }, { seed: 4 })).toEqual(whatIf(events, { removeAgents }, { seed: 4 }));
  });

  it("RT-14 another strategy decides otherwise for the same customers", () => {
    const events = dayOf(5, true);
    const strategies = { service: "lowestCost", cards: "lowestCost", wealth: "lowestCost" } as const;
    const { reproduced, before, after } = whatIf(events, { strategies }, { seed: 1 });
    expect(reproduced).toBe(true);
    expect(after).not.toEqual(before);
  });
});
