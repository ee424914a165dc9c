// The router lives in simulated centres: a fixed slice of seeds, and mutants that must not survive it.

import { explain, type RouterEvent, type Rules, standardRules } from "@tellerline/acd";
import { describe, expect, it } from "vitest";
import { InvariantBroken, RouterWorld, type WorldOptions } from "./router-world.ts";

const hours = 3;

/** The first broken rule within a few seeds, or undefined. */
function caughtBy(rules: Rules): string | undefined {
  for (let seed = 1; seed <= 12; seed++) {
    try {
      new RouterWorld({ seed, hours, rules }).run();
    } catch (error) {
      if (error instanceof InvariantBroken) return error.message;
      throw error;
    }
  }
  return undefined;
}

describe("simulated centres", () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`RT-11 RT-12 the invariants hold in every step of seed ${seed}`, () => {
      const result = new RouterWorld({ seed, hours }).run();
      expect(result.checks).toBeGreaterThan(10_000);
      expect(result.served).toBeGreaterThan(0);
    });
  }

  it.each([4, 17])("SE-1 with a row per skill from the first ready agent on, seed %i decides the same", (seed) => {
    const steps = (longRow?: number): string[] => {
      const told: string[] = [];
      const onStep: WorldOptions["onStep"] = (input, now, outputs) => told.push(JSON.stringify([input, now, outputs]));
      new RouterWorld({ seed, hours, onStep, ...(longRow === undefined ? undefined : { longRow }) }).run();
      return told;
    };
    expect(steps(0)).toEqual(steps());
  });

  it.each([3, 14, 15])(
    "RT-13 every wait of seed %i is explained to the millisecond, every choice comes out again",
    (seed) => {
      const events: RouterEvent[] = [];
      const waits: { interactionId: string; waitedMs: number }[] = [];
      const onStep: WorldOptions["onStep"] = (_input, _now, outputs) => {
        for (const output of outputs) {
          if (output.type !== "journal") continue;
          const { event } = output;
          events.push(structuredClone(event));
          if (event.type === "assigned" && event.how === "offer") waits.push(event);
        }
      };
      new RouterWorld({ seed, hours, onStep }).run();
      expect(waits.length).toBeGreaterThan(50);
      for (const { interactionId, waitedMs } of waits.slice(0, 150)) {
        const stays = explain(events, interactionId, { until: events.at(-1)?.at ?? 0 });
        expect(stays.map((stay) => stay.waitedMs)).toContain(waitedMs);
        for (const { intervals, waitedMs: whole, offers } of stays) {
          expect(intervals.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(whole);
          expect(intervals.filter(({ cause }) => cause === "deciding")).toEqual([]);
          expect(offers.filter(({ reproduced }) => !reproduced)).toEqual([]);
        }
      }
    },
  );

  it("RT-14 the same seed gives the same day", () => {
    expect(new RouterWorld({ seed: 5, hours }).run()).toEqual(new RouterWorld({ seed: 5, hours }).run());
  });
});

const { strategies, first, waiting, fits, admits, available } = standardRules;

/** The strategy without one of its comparators. */
function without(strategy: keyof typeof strategies, name: string): Partial<Rules> {
  return {
    strategies: { ...strategies, [strategy]: strategies[strategy].filter((comparator) => comparator.name !== name) },
  };
}

const mutants: Record<string, Partial<Rules>> = {
  "the shortest idle first": {
    strategies: { ...strategies, longestIdle: [{ name: "wrong", of: (agent) => -agent.idleOrder }] },
  },
  "the most handled first": {
    strategies: {
      ...strategies,
      fewestHandled: [
        { name: "wrong", of: (agent) => -agent.handled },
        { name: "idleOrder", of: (agent) => agent.idleOrder },
      ],
    },
  },
  "the load ignored": {
    strategies: {
      ...strategies,
      longestIdle: strategies.longestIdle.slice(1),
      roundRobin: strategies.roundRobin.slice(1),
    },
  },
  "the occupancy ignored": without("lowestOccupancy", "lowestOccupancy"),
  "the cost ignored": without("lowestCost", "lowestCost"),
  "the better skill ignored": without("bestSkillMatch", "bestSkills"),
  "the turn ignored": without("roundRobin", "roundRobin"),
  "the favoured ignored": { first: first.filter(({ name }) => name !== "favoured") },
  "preferred skills ignored": { first: first.filter(({ name }) => name !== "preferredSkills") },
  "the second line rung before the first": { first: first.filter(({ name }) => name !== "tier") },
  "the second line rung too early": {
    fits: (agent, queueId, { requirement }) => fits(agent, queueId, { requirement }),
  },
  "a hold ignored": {
    admits: (agent, { hold: _hold, ...interaction }) => admits(agent, interaction),
  },
  "the total capacity ignored": {
    available: (agent, channel) => {
      const { totalCapacity: _total, ...configuration } = agent.configuration;
      return available({ ...agent, configuration }, channel);
    },
  },
  "a chat interrupting a call": {
    available: (agent, channel) => {
      const interrupts = { voice: ["chat"], chat: ["voice"] };
      return available({ ...agent, configuration: { ...agent.configuration, interrupts } }, channel);
    },
  },
  "the target time ignored": {
    waiting: [({ priority }) => -priority, ({ sequence }) => sequence],
  },
  "last come, first served": { waiting: [({ sequence }) => -sequence] },
  "priority upside down": { waiting: [({ priority }) => priority, ...waiting] },
  "levels ignored": {
    fits: (agent, queueId, demand) =>
      fits(agent, queueId, {
        ...demand,
        requirement: demand.requirement.map(({ skillId }) => ({ skillId, level: 1 })),
      }),
  },
  "skills asked for one level too many": {
    fits: (agent, queueId, demand) =>
      fits(agent, queueId, {
        ...demand,
        requirement: demand.requirement.map(({ skillId, level }) => ({ skillId, level: level + 1 })),
      }),
  },
  "the excluded admitted": { admits: (agent, interaction) => admits(agent, { ...interaction, excludedAgents: [] }) },
  "the one who just failed it admitted": {
    admits: (agent, interaction) => admits(agent, { ...interaction, avoids: [] }),
  },
  "capacity off by one": {
    available: (agent, channel) => {
      const capacity = { ...agent.configuration.capacity, [channel]: (agent.configuration.capacity[channel] ?? 0) + 1 };
      return available({ ...agent, configuration: { ...agent.configuration, capacity } }, channel);
    },
  },
  "media mixed where they must not": {
    available: (agent, channel) =>
      available({ ...agent, configuration: { ...agent.configuration, mixedMedia: true } }, channel),
  },
  "a second offer while one rings": {
    available: (agent, channel) =>
      available({ ...agent, state: agent.state === "reserved" ? "ready" : agent.state, offer: undefined }, channel),
  },
  "the lost terminal rung": { available: (agent, channel) => available({ ...agent, lostUntil: undefined }, channel) },
  "the queued break forgotten": {
    available: (agent, channel) => available({ ...agent, rest: { state: "ready" } }, channel),
  },
};

describe("mutants", () => {
  for (const [name, mutant] of Object.entries(mutants)) {
    it(`RT-03 the invariants catch ${name}`, () => {
      expect(caughtBy({ ...standardRules, ...mutant })).toMatch(/IN-\d/);
    });
  }
});
