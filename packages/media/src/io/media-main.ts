// Entry of the media process (SPEC.md, MP): workers inside, one controller outside, and an orderly end.
//
//   node media-main.ts '{"folder": …, "workers": …, …}'     token in <folder>/media.token, socket <folder>/media.sock

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Command, done, type Outcome, protocolVersion } from "../protocol.ts";
import { ControlServer } from "./control-server.ts";
import { type MediaProcessConfig, mediaFiles } from "./media-folder.ts";
import { WorkerPool } from "./worker-pool.ts";

const config = JSON.parse(process.argv[2] ?? "{}") as MediaProcessConfig;
process.chdir(config.folder);

/** Standard output is the log file that the controller gave us, or nothing. */
function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} media ${process.pid} ${line}\n`);
}

const pool = new WorkerPool(
  config,
  (event) => server.emit(event),
  log,
  () => void end("workers die at once"),
);

const server = new ControlServer({
  // Relative to the folder: a socket's path has at most 108 bytes.
  path: mediaFiles.socket,
  token: readFileSync(mediaFiles.token, "utf8").trim(),
  controllerTimeoutMs: config.controllerTimeoutMs,
  hello: () => ({
    pid: process.pid,
    protocol: protocolVersion,
    workers: config.workers,
    portMin: config.portMin,
    portMax: config.portMax,
    address: config.address,
    calls: pool.callCount,
  }),
  execute: (command) => execute(command),
  abandoned: () => void end("no controller"),
  log,
});

async function execute(command: Command): Promise<Outcome<object>> {
  if (command.type !== "shutdown") return pool.execute(command);
  // After the recordings' events and this answer have been written.
  await pool.stop();
  setImmediate(() => void end("shutdown"));
  return done({});
}

let ending = false;

/** Ends all calls, closes their recordings, and exits. */
async function end(reason: string): Promise<void> {
  if (ending) return;
  ending = true;
  log(`ends: ${reason}`);
  const tooLong = setTimeout(() => process.exit(1), 10_000);
  await pool.stop();
  await server.close();
  clearTimeout(tooLong);
  rmSync(mediaFiles.socket, { force: true });
  rmSync(mediaFiles.pid, { force: true });
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end(signal));
process.on("uncaughtException", (error) => {
  log(`uncaught: ${error.stack}`);
  void end("uncaught exception");
});
process.on("unhandledRejection", (reason) => log(`unhandled rejection: ${String(reason)}`));

rmSync(mediaFiles.socket, { force: true });
await server.listen();
writeFileSync(mediaFiles.pid, JSON.stringify({ pid: process.pid }), { mode: 0o600 });
log(`listens, ${config.workers} workers, ports ${config.portMin}–${config.portMax} on ${config.address}`);
