// Entry of a worker thread: commands in, outcomes and events out.

import { parentPort, workerData } from "node:worker_threads";
import type { Command, MediaEvent } from "../protocol.ts";
import { WorkerCalls, type WorkerConfig } from "./worker-calls.ts";

const port = parentPort;
if (port === null) throw new Error("media-worker.ts runs in a worker thread");

function log(line: string): void {
  port?.postMessage({ log: line });
}

// A library's forgotten promise or late socket error must not end the calls of all others.
process.on("unhandledRejection", (reason) => log(`unhandled rejection: ${stackOf(reason)}`));
process.on("uncaughtException", (error) => log(`uncaught: ${stackOf(error)}`));

const calls = new WorkerCalls(workerData as WorkerConfig, (event: MediaEvent) => port.postMessage({ event }), log);

port.on("message", async ({ id, command }: { id: number; command: Command }) => {
  port.postMessage({ id, outcome: await calls.execute(command) });
});

function stackOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
