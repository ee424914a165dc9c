// Programs that share no line with us. Present on a developer's machine or not; in CI they must be.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** Whether a program is installed; throws where it has to be. */
export function havePeer(program: string): boolean {
  try {
    execFileSync("which", [program]);
    return true;
  } catch {
    if (process.env.REQUIRE_PEERS === "1") throw new Error(`${program} must be installed (scripts/setup-debian.sh)`);
    return false;
  }
}

export interface Peer {
  process: ChildProcess;
  /** The exit code; of sipp 0 if every call went as its scenario says. */
  exit: Promise<number | null>;
}

export function startPeer(program: string, args: readonly string[]): Peer {
  const child = spawn(program, args, { stdio: "ignore" });
  return { process: child, exit: new Promise((done) => child.once("exit", done)) };
}

/** Until somebody listens on a loopback port; asked of the system, so that no call of a scenario is spent. */
export async function listening(transport: "udp" | "tcp", port: number): Promise<void> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  while (!(await readFile(`/proc/net/${transport}`, "utf8")).includes(`0100007F:${hex}`)) {
    await new Promise((done) => setTimeout(done, 20));
  }
}
