// Entry of a worker thread: commands in, outcomes and events out.

import { parentPort, workerData } from "node:worker_threads";
import type { Command, MediaEvent } from "../protocol.ts";
import { WorkerCalls, type WorkerConfig } from "./worker-calls.ts";

const port = parentPort;
if (port === null) throw new Error("media-worker.ts runs in a worker thread");

const calls = new WorkerCalls(workerData as WorkerConfig, (event: MediaEvent) => port.postMessage({ event }));

port.on("message", async ({ id, command }: { id: number; command: Command }) => {
  port.postMessage({ id, outcome: await calls.execute(command) });
});
