import { erlangC } from "@tellerline/acd";
import { expect, it } from "vitest";
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
