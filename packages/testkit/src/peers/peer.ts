// Real peers from the system's packages: used when they are there, demanded when REQUIRE_PEERS=1.

import { spawnSync } from "node:child_process";

/** Whether `program` is installed; throws instead of saying no where peers are required. */
export function havePeer(program: string): boolean {
  const found = spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
  if (!found && process.env.REQUIRE_PEERS === "1")
    throw new Error(`${program} is required: run scripts/setup-debian.sh`);
  return found;
}

/** Resolves with the first value of `look` that is not undefined; rejects after `ms`, naming what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  ms = 15_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
