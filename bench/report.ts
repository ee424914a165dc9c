// The one line a bench ends with: printed, and added to bench/history unless that is not wanted.

import { appendFileSync, mkdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

/** The machine, as every line names it. */
export const machine = {
  node: process.version,
  cpu: `${cpus()[0]?.model.trim() ?? "?"} x${availableParallelism()}`,
};

/** @param keep false: printed only. */
export function report(bench: string, figures: object, keep: boolean): void {
  const line = JSON.stringify(figures);
  console.log(line);
  if (!keep) return;
  const folder = new URL("history/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  appendFileSync(new URL(`${bench}.jsonl`, folder), `${line}\n`);
}
