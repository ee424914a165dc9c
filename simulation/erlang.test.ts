import { erlangC } from "@tellerline/acd";
import { describe, expect, it } from "vitest";
import { runErlangWorld } from "./erlang-world.ts";

it("RT-14 a million customers of the router's M/M/14 agree with Erlang C within three standard errors", () => {
  const queue = { arrivalsPerSecond: 100 / 1800, handleSeconds: 180, agents: 14 };
  const truth = erlangC(queue, 20);
  const result = runErlangWorld({ seed: 1, arrivals: 1_000_000, batches: 20, targetSeconds: 20, ...queue });
  for (const name of ["waits", "serviceLevel", "averageWaitSeconds"] as const) {
    const { mean, standardError } = result[name];
    const off = Math.abs(mean - (truth?.[name] ?? Number.NaN)) / standardError;
    expect([name, off < 3], `${name} ${mean} ± ${standardError}, ${off} standard errors off`).toEqual([name, true]);
  }
});

describe("RT-08 how far the expected wait is off, of those who had to wait", () => {
  // Each queue's load, and the most that the mean of the error and its bias may be of the mean wait (docs/figures.md).
  it.each([
    { agents: 14, error: 0.45, bias: 0.02 },
    { agents: 11, error: 0.32, bias: 0.06 },
  ])("$agents agents", ({ agents, error, bias }) => {
    const queue = { arrivalsPerSecond: 100 / 1800, handleSeconds: 180, agents };
    const { delayed } = runErlangWorld({ seed: 2, arrivals: 100_000, batches: 20, targetSeconds: 20, ...queue });
    expect(delayed.meanError / delayed.meanWait).toBeLessThan(error);
    expect(Math.abs(delayed.bias) / delayed.meanWait).toBeLessThan(bias);
    // What a start of service takes: nothing can tell better than this when the next one ends.
    expect(delayed.meanError).toBeGreaterThan(queue.handleSeconds / agents);
  });
});
