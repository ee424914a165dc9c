// The workers: which call is where, and commands to the right one. Whole calls belong to one worker.

import { Worker } from "node:worker_threads";
import { type Command, done, failed, type MediaEvent, type MediaStats, type Outcome } from "../protocol.ts";
import type { WorkerConfig } from "./worker-calls.ts";

interface PoolWorker {
  thread: Worker;
  config: WorkerConfig;
  calls: Set<string>;
  startedAt: number;
  waiting: Map<number, (outcome: Outcome<object>) => void>;
}

type WorkerMessage = { id: number; outcome: Outcome<object> } | { event: MediaEvent } | { log: string };

/** A worker that dies younger than this, so many times, cannot be helped by another start. */
const youngMs = 2000;
const youngDeathsMax = 3;

export interface PoolConfig {
  workers: number;
  address: string;
  portMin: number;
  portMax: number;
  legSilentMs: number;
}

export class WorkerPool {
  readonly #workers: PoolWorker[] = [];
  readonly #emit: (event: MediaEvent) => void;
  readonly #log: (line: string) => void;
  readonly #hopeless: () => void;
  #youngDeaths = 0;
  /** Calls, legs, players, recordings and secret handles by id. */
  readonly #calls = new Map<string, PoolWorker>();
  readonly #owners = new Map<string, { worker: PoolWorker; callId: string }>();
  #requests = 0;
  #stopped: Promise<void> | undefined;

  /** @param hopeless workers die as soon as they are started. */
  constructor(
    config: PoolConfig,
    emit: (event: MediaEvent) => void,
    log: (line: string) => void,
    hopeless: () => void,
  ) {
    this.#emit = emit;
    this.#log = log;
    this.#hopeless = hopeless;
    const share = Math.floor((config.portMax + 1 - config.portMin) / config.workers);
    for (let i = 0; i < config.workers; i++) {
      const portMin = config.portMin + i * share;
      // A quarter of the share is for browsers, which choose a port by trying.
      const split = portMin + Math.floor((share * 3) / 4);
      const [webrtcPortMin, webrtcPortMax] = [split, portMin + share - 1];
      this.#start(i, {
        address: config.address,
        portMin,
        portMax: split - 1,
        webrtcPortMin,
        webrtcPortMax,
        legSilentMs: config.legSilentMs,
      });
    }
  }

  get callCount(): number {
    return this.#calls.size;
  }

  /** Executes a command in the worker that it belongs to. */
  async execute(command: Command): Promise<Outcome<object>> {
    switch (command.type) {
      case "openLeg":
        return this.#openLeg(command);
      case "adoptNone": {
        const outcomes = await Promise.all(this.#workers.map((worker) => this.#ask(worker, command)));
        this.#calls.clear();
        this.#owners.clear();
        for (const worker of this.#workers) worker.calls.clear();
        return done({
          calls: outcomes.reduce((sum, one) => sum + (one.ok ? (one.value as { calls: number }).calls : 0), 0),
        });
      }
      case "stats":
        return this.#stats(command);
      case "wipeSecrets":
        for (const handle of command.handles) this.#owners.delete(handle);
        await Promise.all(this.#workers.map((worker) => this.#ask(worker, command)));
        return done({});
      case "play":
      case "record":
        return this.#own(command, command.type === "play" ? command.playerId : command.recordingId, command.callId);
      case "captureSecret":
        return this.#own(command, command.handle, this.#owners.get(command.legId)?.callId ?? "");
      default:
        return this.#route(command);
    }
  }

  /** Ends all calls, then the threads. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => this.#ask(worker, { type: "shutdown" })));
    await Promise.all(this.#workers.map((worker) => worker.thread.terminate()));
  }

  #start(place: number, config: WorkerConfig): void {
    const thread = new Worker(new URL("./media-worker.ts", import.meta.url), { workerData: config });
    const worker: PoolWorker = { thread, config, calls: new Set(), startedAt: performance.now(), waiting: new Map() };
    this.#workers[place] = worker;
    thread.on("message", (message: WorkerMessage) => {
      if ("log" in message) {
        this.#log(`worker ${place}: ${message.log}`);
        return;
      }
      if ("event" in message) {
        this.#seen(message.event);
        return;
      }
      worker.waiting.get(message.id)?.(message.outcome);
      worker.waiting.delete(message.id);
    });
    thread.on("error", (error) => this.#log(`worker ${place}: ${error instanceof Error ? error.stack : error}`));
    thread.on("exit", () => this.#lost(place, worker));
  }

  /** A dead worker takes its calls with it; another takes its place and its ports. */
  #lost(place: number, worker: PoolWorker): void {
    for (const answer of worker.waiting.values()) answer(failed("mediaLost", "the worker died"));
    worker.waiting.clear();
    if (this.#stopped !== undefined) return;
    const callIds = [...worker.calls];
    for (const callId of callIds) this.#forgetCall(callId);
    this.#emit({ type: "workerLost", callIds });
    this.#youngDeaths = performance.now() - worker.startedAt < youngMs ? this.#youngDeaths + 1 : 0;
    if (this.#youngDeaths < youngDeathsMax) this.#start(place, worker.config);
    else this.#hopeless();
  }

  async #openLeg(command: Command & { type: "openLeg" }): Promise<Outcome<object>> {
    if (this.#owners.has(command.legId)) return failed("idInUse", `leg ${command.legId} exists`);
    const near = command.nearCall === undefined ? undefined : this.#calls.get(command.nearCall);
    const worker = this.#calls.get(command.callId) ?? near ?? this.#leastLoaded();
    const fresh = !this.#calls.has(command.callId);
    this.#calls.set(command.callId, worker);
    worker.calls.add(command.callId);
    this.#owners.set(command.legId, { worker, callId: command.callId });
    const outcome = await this.#ask(worker, command);
    if (!outcome.ok) {
      this.#owners.delete(command.legId);
      if (fresh) this.#forgetCall(command.callId);
    }
    return outcome;
  }

  async #own(command: Command, id: string, callId: string): Promise<Outcome<object>> {
    const worker = this.#calls.get(callId);
    if (worker === undefined)
      return failed(command.type === "captureSecret" ? "unknownLeg" : "unknownCall", "no such call");
    const had = this.#owners.get(id);
    if (had !== undefined && command.type !== "captureSecret") return failed("idInUse", `${id} exists`);
    this.#owners.set(id, { worker, callId });
    const outcome = await this.#ask(worker, command);
    if (!outcome.ok && had === undefined) this.#owners.delete(id);
    return outcome;
  }

  async #route(command: Command): Promise<Outcome<object>> {
    if (command.type === "closeCall") {
      const worker = this.#calls.get(command.callId);
      if (worker === undefined) return failed("unknownCall", `no call ${command.callId}`);
      this.#forgetCall(command.callId);
      return this.#ask(worker, command);
    }
    const { id, code } = subject(command);
    const owner = this.#owners.get(id);
    if (owner === undefined) {
      return failed(code, `no such leg, player, recording or secret: ${id}`);
    }
    if (command.type === "closeLeg" || command.type === "stopPlayer") this.#owners.delete(id);
    const outcome = await this.#ask(owner.worker, command);
    if (command.type === "moveLeg" && outcome.ok) owner.callId = command.callId;
    return outcome;
  }

  async #stats(command: Command): Promise<Outcome<object>> {
    const outcomes = await Promise.all(this.#workers.map((worker) => this.#ask(worker, command)));
    const workers = outcomes.flatMap((one) => (one.ok ? [one.value as MediaStats["workers"][number]] : []));
    const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
    const uptimeMs = Math.round(performance.now());
    return done({ pid: process.pid, uptimeMs, workers, rssMb } satisfies MediaStats);
  }

  #ask(worker: PoolWorker, command: Command): Promise<Outcome<object>> {
    const id = ++this.#requests;
    return new Promise((resolve) => {
      worker.waiting.set(id, resolve);
      worker.thread.postMessage({ id, command });
      // The thread has its own copy of a secret body; ours goes now.
      if (command.type === "injectInfoDigits") command.body.fill(0);
    });
  }

  #leastLoaded(): PoolWorker {
    return this.#workers.reduce((best, worker) => (worker.calls.size < best.calls.size ? worker : best));
  }

  #seen(event: MediaEvent): void {
    if (event.type === "playerEnded") this.#owners.delete(event.playerId);
    if (event.type === "recordingClosed") this.#owners.delete(event.recordingId);
    if (event.type === "workerLost") for (const callId of event.callIds) this.#forgetCall(callId);
    this.#emit(event);
  }

  #forgetCall(callId: string): void {
    this.#calls.get(callId)?.calls.delete(callId);
    this.#calls.delete(callId);
    for (const [id, owner] of this.#owners) if (owner.callId === callId) this.#owners.delete(id);
  }
}

/** What a command is about, and the error if it is not there. */
function subject(command: Command): {
  id: string;
  code: "unknownLeg" | "unknownPlayer" | "unknownRecording" | "unknownSecret";
} {
  if ("legId" in command) return { id: command.legId, code: "unknownLeg" };
  if ("playerId" in command) return { id: command.playerId, code: "unknownPlayer" };
  if ("recordingId" in command) return { id: command.recordingId, code: "unknownRecording" };
  if ("handle" in command) return { id: command.handle, code: "unknownSecret" };
  if (command.type === "sealSecrets") return { id: command.parts[0]?.handle ?? "", code: "unknownSecret" };
  return { id: "", code: "unknownLeg" };
}
