import { expect, it } from "vitest";
import { AgentDay } from "./agent-day.ts";

const midnight = new Date(2026, 10, 27).getTime();
const hour = 3_600_000;

it("AG-09 a state counts in the day it lies in: of one over midnight only the part after it", () => {
  const day = new AgentDay(midnight - hour);
  day.spent("ready", midnight - hour, midnight - hour / 2);
  day.count("handled", midnight - hour / 2);
  expect(day.figures(midnight - 1, "engaged", midnight - hour / 2)).toMatchObject({ handled: 1, readyMs: hour / 2 });
  expect(day.figures(midnight + 5, "engaged", midnight - hour / 2)).toMatchObject({
    handled: 0,
    readyMs: 0,
    talkMs: 5,
  });
  day.spent("engaged", midnight - hour / 2, midnight + hour);
  expect(day.completed(midnight + hour)).toMatchObject({ talkMs: hour });
});

it("AG-09 signed out and ringing are none of the four times", () => {
  const day = new AgentDay(midnight);
  day.spent("signedOut", midnight, midnight + hour);
  day.spent("reserved", midnight + hour, midnight + 2 * hour);
  expect(day.completed(midnight + 2 * hour)).toEqual({
    ...{ handled: 0, missed: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
  });
});

it("AG-09 what was kept of today comes on top of what the start has already counted", () => {
  const day = new AgentDay(midnight);
  day.spent("engaged", midnight, midnight + 10);
  day.restore({ handled: 2, missed: 1, talkMs: 100, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 });
  expect(day.completed(midnight + 10)).toMatchObject({ handled: 2, missed: 1, talkMs: 110 });
});
