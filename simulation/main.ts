// `npm run sim -- --seed 7 --hours 8 [--runs 20]`: a centre in virtual time, every step checked. A failure names its
// seed and step; the same seed fails again. `--record <file>` writes what went in and came out, a line per step: the
// golden histories of acd are made so.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { InvariantBroken, RouterWorld } from "./router-world.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    hours: { type: "string", default: "8" },
    runs: { type: "string", default: "1" },
    record: { type: "string" },
  },
});

const started = process.cpuUsage();
for (let run = 0; run < Number(values.runs); run++) {
  const seed = Number(values.seed) + run;
  try {
    const lines: string[] = [];
    const result = new RouterWorld({
      seed,
      hours: Number(values.hours),
      calm: values.record !== undefined,
      onStep: (input, now, outputs) => {
        if (values.record !== undefined) lines.push(JSON.stringify({ now, input, outputs }));
      },
    }).run();
    if (values.record !== undefined) writeFileSync(values.record, `${lines.join("\n")}\n`);
    const cpuMs = Math.round(process.cpuUsage(started).user / 1000);
    const level = `${(100 * result.serviceLevel).toFixed(1)} %`;
    const asa = `${(result.averageSpeedOfAnswerMs / 1000).toFixed(1)} s`;
    console.log(JSON.stringify({ seed, ...result, serviceLevel: level, averageSpeedOfAnswer: asa, cpuMs }));
  } catch (error) {
    if (!(error instanceof InvariantBroken)) throw error;
    console.error(error.message);
    console.error(`again: npm run sim -- --seed ${seed} --hours ${values.hours}`);
    process.exitCode = 1;
  }
}
