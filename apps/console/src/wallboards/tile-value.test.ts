import type { FigureTile, LiveAgent, LiveQueue } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { tileLevel, tileValue } from "./tile-value.ts";

const queue = (id: string, more: Partial<LiveQueue> = {}, today: Partial<LiveQueue["today"]> = {}): LiveQueue => ({
  ...{ queueId: id, name: `queue ${id}`, waiting: 0, longestSince: null, agentsReady: 0, agentsSignedIn: 0 },
  ...{ agentsTalking: 0, agentsWrapUp: 0, agentsNotReady: 0, expectedWaitMs: null, expectedWaitErrorMs: null },
  today: {
    ...{ offered: 0, answered: 0, abandoned: 0, answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0 },
    ...{ waitMs: 0, longestWaitMs: 0 },
    ...today,
  },
  ...{ serviceLevel: null, serviceLevelFormula: "ofAll" as const, serviceLevelCounted: 0 },
  ...more,
});
const agent = (agentId: string, state: LiveAgent["state"], queues: string[]): LiveAgent => ({
  ...{
    agentId,
    name: agentId,
    number: "",
    team: "",
    state,
    reason: null,
    since: 0,
    interactionId: null,
    phoneId: null,
  },
  today: { handled: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
  ...{ skills: [], queues },
});
const queues = [
  queue(
    "a",
    { waiting: 3, longestSince: 9_000, serviceLevel: 0.5, serviceLevelCounted: 100 },
    { offered: 90, waitMs: 900_000 },
  ),
  queue(
    "b",
    { waiting: 1, longestSince: 4_000, serviceLevel: 1, serviceLevelCounted: 300 },
    { offered: 10, waitMs: 100_000 },
  ),
  queue("c", { serviceLevel: null, serviceLevelFormula: "ofAnswered" }, { abandoned: 7 }),
];
const agents = [
  agent("1", "ready", ["queue a", "queue b"]),
  agent("2", "engaged", ["queue b"]),
  agent("3", "signedOut", ["queue a"]),
  agent("4", "ready", ["queue c"]),
];
const value = (figure: FigureTile["figure"], ...queueIds: string[]) =>
  tileValue({ figure, queueIds }, { queues, agents, now: 10_000 });

describe("what a tile shows", () => {
  it("SV-09 sums over its queues, the longest wait of them, and their agents each once", () => {
    expect([value("waiting"), value("waiting", "b", "c")]).toEqual([4, 1]);
    expect([value("longestWait"), value("longestWait", "a"), value("longestWait", "c")]).toEqual([6, 1, 0]);
    expect([value("ready"), value("ready", "a", "b"), value("talking", "b"), value("signedIn")]).toEqual([2, 1, 1, 3]);
    expect([value("offered"), value("abandoned"), value("averageWait")]).toEqual([100, 7, 10]);
  });

  it("SV-09 a service level of several queues weighs each by what its own formula counts", () => {
    expect([value("serviceLevel", "a"), value("serviceLevel", "a", "b"), value("serviceLevel", "c")]).toEqual([
      50,
      87.5,
      null,
    ]);
  });

  it("SV-09 of queues that are gone there is nothing to tell", () => {
    expect(value("waiting", "gone")).toBeNull();
  });

  it("SV-09 too many waiting and too few ready are both over the limit, what is unknown is not", () => {
    const tile = (figure: FigureTile["figure"], warning: number, alarm: number): FigureTile => ({
      kind: "figure",
      ...{ figure, queueIds: [], size: "small", warning, alarm },
    });
    const levels = [0, 5, 10].map((count) => tileLevel(tile("waiting", 5, 10), count));
    expect(levels).toEqual(["normal", "warning", "alarm"]);
    expect([3, 2, 0].map((count) => tileLevel(tile("ready", 3, 1), count))).toEqual(["normal", "warning", "alarm"]);
    expect(tileLevel(tile("serviceLevel", 80, 60), null)).toBe("normal");
  });
});
