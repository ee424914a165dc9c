// `node bench/erlang.ts [--arrivals 10000000] [--seed 1]`: the router in the corner where the truth is known (M/M/n against
// Erlang C), one JSON line with how far it is off.

import { parseArgs } from "node:util";
import { erlangC } from "@tellerline/acd";
import { runErlangWorld } from "../simulation/erlang-world.ts";

const { values } = parseArgs({
  options: { arrivals: { type: "string", default: "10000000" }, seed: { type: "string", default: "1" } },
});
const queue = { arrivalsPerSecond: 100 / 1800, handleSeconds: 180, agents: 14 };
const arrivals = Number(values.arrivals);
const cpu = process.cpuUsage();
const result = runErlangWorld({ seed: Number(values.seed), arrivals, batches: 20, targetSeconds: 20, ...queue });
const used = process.cpuUsage(cpu);
const truth = erlangC(queue, 20);
const compared = (["waits", "serviceLevel", "averageWaitSeconds"] as const).map((name) => {
  const { mean, standardError } = result[name];
  const expected = truth?.[name] ?? Number.NaN;
  const offPercent = Number((((mean - expected) / expected) * 100).toFixed(3));
  return [name, { mean, expected, offPercent, standardErrors: Number(((mean - expected) / standardError).toFixed(2)) }];
});
console.log(
  JSON.stringify({
    bench: "erlang",
    arrivals,
    ...Object.fromEntries(compared),
    eventsPerCpuSecond: Math.round(result.events / ((used.user + used.system) / 1e6)),
    node: process.version,
  }),
);
