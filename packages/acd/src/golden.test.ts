// Recorded histories: the same inputs must give the same decisions, byte for byte. Recorded with
// `node simulation/main.ts --seed 7 --hours 0.4 --record packages/acd/src/golden/half-hour.jsonl`; record again only
// when a rule of choice was changed on purpose, and raise `routerCode` then.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Router } from "./router.ts";
import type { RouterInput } from "./router-input.ts";
import type { RouterOutput } from "./router-output.ts";
import { foldRouter } from "./router-state.ts";

interface Step {
  now: number;
  input: RouterInput;
  outputs: RouterOutput[];
}

const lines = readFileSync(new URL("./golden/half-hour.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const steps = lines.map((line) => JSON.parse(line) as Step);

describe("recorded history", () => {
  it("RT-13 its inputs give its decisions again, byte for byte", () => {
    const router = new Router();
    for (const [place, { now, input }] of steps.entries()) {
      const outputs = router.handle(input, now);
      expect(JSON.stringify({ now, input, outputs })).toBe(lines[place]);
    }
  });

  it("ST-1 the state is the fold of its journal", () => {
    const router = new Router();
    const events = steps.flatMap(({ now, input }) =>
      router.handle(input, now).flatMap((output) => (output.type === "journal" ? [output.event] : [])),
    );
    expect(JSON.stringify(foldRouter(events))).toBe(JSON.stringify(router.snapshot()));
  });

  it("ST-3 a router restored before every step decides the same", () => {
    let router = new Router();
    for (const [place, { now, input }] of steps.entries()) {
      router = new Router({ snapshot: JSON.parse(JSON.stringify(router.snapshot())) });
      expect(JSON.stringify({ now, input, outputs: router.handle(input, now) })).toBe(lines[place]);
    }
  });
});
