import { expect, it } from "vitest";
import { type RankedAgent, teamRanking } from "./team-ranking.ts";

function agent(agentId: string, handled: number, talkMs = 0, more: Partial<RankedAgent["today"]> = {}): RankedAgent {
  const today = { handled, missed: 0, talkMs, wrapUpMs: 0, readyMs: 0, notReadyMs: 0, ...more };
  return { agentId, name: agentId, today };
}

it("AG-09 equal figures share a rank, the next one counts everybody before; who has not worked today is not there", () => {
  const team = [agent("a", 3, 900), agent("b", 5, 500), agent("c", 3, 300), agent("d", 1), agent("e", 0)];
  const { agents, items } = teamRanking(team, "a");
  expect(agents).toBe(4);
  expect(items.map(({ rank, name, own }) => [rank, name, own])).toEqual([
    [1, "b", false],
    [2, "c", false],
    [2, "a", true],
    [4, "d", false],
  ]);
});

it("AG-09 the first ten are shown and one's own place, also of who has just begun", () => {
  const team = Array.from({ length: 15 }, (_, n) => agent(`a${n}`, 20 - n));
  const { agents, items } = teamRanking([...team, agent("me", 0)], "me");
  expect(agents).toBe(16);
  expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16]);
});

it("AG-09 average talk and occupancy are nothing while there is nothing to divide by", () => {
  const [first, second] = teamRanking(
    [agent("a", 2, 3000, { wrapUpMs: 1000, readyMs: 4000, notReadyMs: 9000 }), agent("b", 0)],
    "b",
  ).items;
  expect(first).toMatchObject({ averageTalkMs: 1500, occupancy: 0.5 });
  expect(second).toMatchObject({ averageTalkMs: null, occupancy: null });
});
