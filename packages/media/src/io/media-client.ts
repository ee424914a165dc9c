// The controller's end of the media protocol: starts the media process or finds the one an earlier controller left, and
// speaks with it.
//
//   startMedia ──left-over process that answers and fits──▶ its calls ended ──▶ client
//              ──one that does not──▶ shut down or killed ─┐
//              ──none──────────────────────────────────────┴─▶ spawned, detached ──▶ client

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { chmod, mkdir, open as openFile, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Log } from "@tellerline/base";
import { type HelloResult, type MediaEvent, protocolVersion } from "../protocol.ts";
import { MediaConnection, type MediaRequest } from "./media-connection.ts";
import { type MediaProcessConfig, mediaFiles } from "./media-folder.ts";

export interface MediaOptions {
  /** Private folder (made 0700) for socket, token, pid file and log of the process. */
  folder: string;
  /** Worker threads; default: one per core but one, at least 1. */
  workers?: number;
  /** RTP ports, shared out among the workers; default 20000–29999. */
  portMin?: number;
  portMax?: number;
  /** Local address RTP sockets are bound to and, unless a leg says otherwise, announced in SDP. Default 127.0.0.1. */
  address?: string;
  log: Log;
  /** Program and arguments instead of `node …/media-main.ts`. */
  command?: string[];
  /** Without a controller for so long, the process ends its calls and exits; default 30,000. */
  controllerTimeoutMs?: number;
  /** Without packets for so long a leg is told as silent, a browser leg as lost; default 5,000. */
  legSilentMs?: number;
}

export interface MediaClient {
  readonly pid: number;
  /** A process of an earlier controller was found and taken over; its calls were ended. */
  readonly leftOver: boolean;
  /** Sends a command; the outcome is an error value, never a rejection (`mediaLost` when the process goes). */
  readonly request: MediaRequest;
  /** Returns the function that unsubscribes. */
  onEvent(listener: (event: MediaEvent) => void): () => void;
  /** The process died or its socket broke, once; all calls are gone. The caller starts anew. */
  onLost(listener: () => void): () => void;
  /** Ends all calls and the process, cleanly; resolves when it is gone. */
  close(): Promise<void>;
  /** Leaves the process running for the next controller. */
  detach(): void;
}

/** The media process could not be started. */
export class MediaStartError extends Error {
  readonly code = "mediaStart";
}

const startTimeoutMs = 15_000;
const endTimeoutMs = 12_000;
/** Bytes of `sun_path` that every system has. */
const socketPathMax = 100;

/** Starts the media process, or takes over a left-over one after ending its calls. Throws MediaStartError. */
export async function startMedia(options: MediaOptions): Promise<MediaClient> {
  const config: MediaProcessConfig = {
    folder: resolve(options.folder),
    workers: options.workers ?? Math.max(1, availableParallelism() - 1),
    portMin: options.portMin ?? 20_000,
    portMax: options.portMax ?? 29_999,
    address: options.address ?? "127.0.0.1",
    controllerTimeoutMs: options.controllerTimeoutMs ?? 30_000,
    legSilentMs: options.legSilentMs ?? 5000,
  };
  await mkdir(config.folder, { recursive: true, mode: 0o700 });
  await chmod(config.folder, 0o700);
  const left = await takeOver(config, options.log);
  if (left !== undefined) return left;
  for (const name of [mediaFiles.socket, mediaFiles.pid]) await rm(join(config.folder, name), { force: true });
  const token = randomBytes(32).toString("hex");
  await writeFile(join(config.folder, mediaFiles.token), token, { mode: 0o600 });
  const child = launch(config, options.command);
  const connection = await reach(config, child);
  const hello = await connection.request({ type: "hello", token });
  if (!hello.ok) throw new MediaStartError(`the media process refused: ${hello.error.message}`);
  options.log.info("media.started", { pid: hello.value.pid, workers: config.workers, address: config.address });
  return clientOf(connection, hello.value.pid, false);
}

function launch(config: MediaProcessConfig, command: string[] | undefined): ChildProcess {
  const [program, ...args] = command ?? [process.execPath, fileURLToPath(new URL("./media-main.ts", import.meta.url))];
  if (program === undefined) throw new MediaStartError("the command is empty");
  const output = openSync(join(config.folder, mediaFiles.log), "a", 0o600);
  try {
    // In a process group of its own: Ctrl-C at the controller's terminal must not silence calls.
    const child = spawn(program, [...args, JSON.stringify(config)], {
      cwd: config.folder,
      detached: true,
      stdio: ["ignore", output, output],
    });
    child.on("error", () => {});
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

async function reach(config: MediaProcessConfig, child: ChildProcess): Promise<MediaConnection> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      const tail = (await readFile(join(config.folder, mediaFiles.log), "utf8").catch(() => "")).slice(-1000);
      throw new MediaStartError(`the media process ended at once (${child.exitCode ?? child.signalCode}): ${tail}`);
    }
    const socket = await connect(config.folder);
    if (socket !== undefined) return new MediaConnection(socket);
    await delay(20);
  }
  if (child.pid !== undefined) kill(child.pid, "SIGKILL");
  throw new MediaStartError(`the media process was not ready within ${startTimeoutMs} ms`);
}

/** Connects to the process that an earlier controller left, if it is there, answers and has our configuration. */
async function takeOver(config: MediaProcessConfig, log: Log): Promise<MediaClient | undefined> {
  const pid = await leftOverPid(config.folder);
  if (pid === undefined) return undefined;
  const token = await readFile(join(config.folder, mediaFiles.token), "utf8").catch(() => "");
  const socket = await connect(config.folder);
  if (socket !== undefined) {
    const connection = new MediaConnection(socket);
    const hello = await connection.request({ type: "hello", token: token.trim() });
    if (hello.ok && fits(hello.value, config)) {
      const ended = await connection.request({ type: "adoptNone" });
      log.warn("media.leftOver", { pid, orphans: ended.ok ? ended.value.calls : undefined });
      return clientOf(connection, hello.value.pid, true);
    }
    if (hello.ok) await connection.request({ type: "shutdown" });
    connection.destroy();
  }
  log.warn("media.leftOverEnded", { pid });
  await endProcess(pid, config.folder);
  return undefined;
}

function fits(hello: HelloResult, config: MediaProcessConfig): boolean {
  return (
    hello.protocol === protocolVersion &&
    hello.workers === config.workers &&
    hello.portMin === config.portMin &&
    hello.portMax === config.portMax &&
    hello.address === config.address
  );
}

/** The pid in the pid file, if that process lives and is a media process of this folder. */
async function leftOverPid(folder: string): Promise<number | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(join(folder, mediaFiles.pid), "utf8")) as { pid: number };
    return Number.isInteger(pid) && pid > 1 && (await isOurs(pid, folder)) ? pid : undefined;
  } catch {
    // No pid file, or half a one: nothing to take over.
    return undefined;
  }
}

/** Pids are used again: only a process whose command line names our folder is ours. */
async function isOurs(pid: number, folder: string): Promise<boolean> {
  if (!alive(pid)) return false;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  // A zombie has an empty command line. Without /proc the pid file must do.
  if (commandLine === undefined) return process.platform !== "linux";
  return commandLine.includes(JSON.stringify(folder));
}

async function endProcess(pid: number, folder: string): Promise<void> {
  if (await isOurs(pid, folder)) kill(pid, "SIGTERM");
  if (await gone(pid, folder, 3000)) return;
  kill(pid, "SIGKILL");
  await gone(pid, folder, 2000);
}

async function gone(pid: number, folder: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (!(await isOurs(pid, folder))) return true;
    await delay(20);
  }
  return false;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

/** A connection to the socket in the folder, or undefined. */
async function connect(folder: string): Promise<Socket | undefined> {
  const path = join(folder, mediaFiles.socket);
  if (Buffer.byteLength(path) <= socketPathMax) return tryConnect(path);
  // Too long for a socket address: by way of an open descriptor of the folder.
  const handle = await openFile(folder, "r");
  try {
    return await tryConnect(`/proc/self/fd/${handle.fd}/${mediaFiles.socket}`);
  } finally {
    await handle.close();
  }
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

function clientOf(connection: MediaConnection, pid: number, leftOver: boolean): MediaClient {
  return {
    pid,
    leftOver,
    request: connection.request,
    onEvent: (listener) => connection.onEvent(listener),
    onLost: (listener) => connection.onLost(listener),
    close: async () => {
      connection.expectLoss();
      await connection.request({ type: "shutdown" });
      const deadline = performance.now() + endTimeoutMs;
      while (alive(pid) && !(await zombie(pid)) && performance.now() < deadline) await delay(10);
      connection.destroy();
      if (alive(pid) && !(await zombie(pid))) kill(pid, "SIGKILL");
    },
    detach: () => {
      connection.expectLoss();
      connection.destroy();
    },
  };
}

/** Dead, but not yet waited for by its parent. */
async function zombie(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return / Z /.test(status.slice(status.lastIndexOf(")") + 1, status.lastIndexOf(")") + 4));
}
