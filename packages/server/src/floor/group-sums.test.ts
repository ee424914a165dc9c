import type { LiveQueue } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../centre/centre-configuration.ts";
import { DayFigures } from "../centre/queue-figures.ts";
import { Seat } from "../centre/seat.ts";
import { groupSums, type Summed } from "./group-sums.ts";

const hour = 3_600_000;
const noon = new Date(2026, 10, 27, 12).getTime();
const judged = {
  answered: true,
  abandoned: false,
  answeredInTime: true,
  abandonedInTime: false,
  abandonedShort: false,
};

function agent(agentId: string, team: string, skills: Record<string, number>, queueIds = ["q1"]): AgentConfig {
  return { agentId, team, skills, queueIds } as unknown as AgentConfig;
}

function queue(queueId: string, more: Partial<LiveQueue>): LiveQueue {
  const today = { offered: 0, answered: 0, abandoned: 0, waitMs: 0, longestWaitMs: 0 };
  return {
    ...{ queueId, waiting: 0, longestSince: null, serviceLevelFormula: "ofAll" },
    today: { ...today, answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0, ...more.today },
    ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== "today")),
  } as LiveQueue;
}

/** Signed in at ten, ready for an hour, then talking. */
function worked(agentId: string): Seat {
  const seat = new Seat(agentId, noon - 2 * hour);
  seat.enter("ready", null, noon - 2 * hour, null);
  seat.enter("engaged", null, noon - hour, null);
  return seat;
}

const waits = (skillIds: string[], since: number, stage = "queue") =>
  ({ asked: { skillIds, since }, machine: { liveView: () => ({ stage }) } }) as never;

function sums(more: Partial<Summed> = {}) {
  const agents = [
    agent("a", "一组", { en: 5 }),
    agent("b", "一组", {}, ["q1", "q2"]),
    agent("c", "", { en: 3 }, ["q2"]),
  ];
  return groupSums({
    configuration: {
      agents: new Map(agents.map((one) => [one.agentId, one])),
      skills: [{ id: "en", name: "English" }],
    },
    seats: new Map([
      ["a", worked("a")],
      ["b", new Seat("b", noon)],
      ["c", worked("c")],
    ]),
    ...{ interactions: [], queues: [], figures: new DayFigures(), now: noon },
    ...more,
  });
}

describe("RT-16 teams, skills and the centre", () => {
  it("agents by state and occupancy are of those in the group; who is signed out is in no state but his day counts", () => {
    const { teams, skills, centre } = sums();
    expect(teams).toMatchObject([{ name: "一组", agentsSignedIn: 1, agentsTalking: 1, occupancy: 0.5 }]);
    expect(skills).toMatchObject([{ name: "English", agentsSignedIn: 2, agentsTalking: 2, occupancy: 0.5 }]);
    expect(centre).toMatchObject({ agentsSignedIn: 2, agentsReady: 0, occupancy: 0.5 });
    expect(sums({ seats: new Map() }).centre.occupancy).toBeNull();
  });

  it("waiting of a skill are those who asked for it, whoever rings no more; of a team those of its queues, each once", () => {
    const queues = [queue("q1", { waiting: 2, longestSince: 700 }), queue("q2", { waiting: 1, longestSince: 500 })];
    const interactions = [waits(["en"], 900), waits(["en", "vip"], 800), waits([], 100), waits(["en"], 50, "offered")];
    const { teams, skills, centre } = sums({ queues, interactions });
    expect(skills).toMatchObject([{ waiting: 2, longestSince: 800 }]);
    expect(teams).toMatchObject([{ waiting: 3, longestSince: 500 }]);
    expect(centre).toMatchObject({ waiting: 3, longestSince: 500 });
  });

  it("the centre's service level has each queue by its own formula, the large one weighing more", () => {
    const today = { offered: 12, answered: 10, abandoned: 2, answeredInTime: 5, waitMs: 24_000 } as LiveQueue["today"];
    const small = { offered: 2, answered: 2, abandoned: 0, answeredInTime: 2, waitMs: 4_000 } as LiveQueue["today"];
    const queues = [queue("q1", { today }), queue("q2", { today: small, serviceLevelFormula: "ofAnswered" })];
    const { centre } = sums({ queues });
    expect(centre).toMatchObject({ offered: 14, answered: 12, abandoned: 2, averageWaitMs: 2_000 });
    expect(centre.serviceLevel).toBeCloseTo((5 + 2) / (12 + 2));
  });

  it("the day of skills and teams is theirs alone, and another day begins with nothing", () => {
    const figures = new DayFigures();
    figures.add("skill:en", noon, { ...judged, waitMs: 3_000 });
    figures.add("skill:en", noon, {
      ...judged,
      answered: false,
      answeredInTime: false,
      abandoned: true,
      waitMs: 5_000,
    });
    figures.add("team:一组", noon, { ...judged, answeredInTime: false, waitMs: 3_000 });
    const { skills, teams } = sums({ figures });
    expect(skills).toMatchObject([{ offered: 2, answered: 1, abandoned: 1, averageWaitMs: 4_000, serviceLevel: 0.5 }]);
    expect(teams).toMatchObject([{ offered: 1, answered: 1, abandoned: 0, serviceLevel: 0 }]);
    expect(sums({ figures, now: noon + 24 * hour }).skills).toMatchObject([{ offered: 0, serviceLevel: null }]);
  });
});
