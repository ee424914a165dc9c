// What is left of a product on this machine: processes that name its folder, and the ports they hold. From /proc, so Linux
// only.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";

export interface RunningProcess {
  pid: number;
  command: string;
}

/** Every process, zombies left out, whose command line contains one of `words`. */
export function processesNaming(...words: string[]): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim() }))
    .filter(({ command }) => words.some((word) => command.includes(word)));
}

/** Where the embedded PostgreSQL of a product's data folder keeps its cluster: below it or, as root, in a system folder. */
export function clusterFolder(dataFolder: string): string {
  if (process.getuid?.() !== 0 || !existsSync(dataFolder)) return join(dataFolder, "postgres");
  const project = createHash("sha256").update(realpathSync(dataFolder)).digest("hex").slice(0, 16);
  return join("/var/lib/tellerline/data", project);
}

/** Local UDP ports that a process has open. */
export function udpPortsOf(pid: number): number[] {
  const sockets = new Set(
    names(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1]),
  );
  const lines = ["udp", "udp6"].flatMap((table) => read(`/proc/${pid}/net/${table}`).split("\n").slice(1));
  const ports = lines.flatMap((line) => {
    const [, local, , , , , , , , inode] = line.trim().split(/\s+/);
    return inode !== undefined && sockets.has(inode) ? [Number.parseInt(local?.split(":")[1] ?? "", 16)] : [];
  });
  return ports.sort((a, b) => a - b);
}

export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(read(`/proc/${pid}/status`));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process ended meanwhile.
    return "";
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
