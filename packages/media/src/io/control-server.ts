// The media process's end of the protocol: one controller at a time, on a Unix socket, proved by a token.
//
//   waiting ──hello with the token──▶ controlled ──socket lost──▶ waiting ──controllerTimeoutMs──▶ abandoned

import { timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import {
  type Command,
  failed,
  type HelloResult,
  type MediaEvent,
  type Outcome,
  type ReplyEnvelope,
  type RequestEnvelope,
} from "../protocol.ts";
import { type Frame, FrameReader } from "./frame-reader.ts";

export interface ControlServerOptions {
  path: string;
  token: string;
  controllerTimeoutMs: number;
  hello(): HelloResult;
  execute(command: Command): Promise<Outcome<object>>;
  /** No controller for too long. */
  abandoned(): void;
  log(line: string): void;
}

/** A stranger may not hold a socket open without saying hello. */
const helloTimeoutMs = 5000;
const keptMax = 10_000;

export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #server: Server;
  #controller: Socket | undefined;
  readonly #kept: MediaEvent[] = [];
  #alone: NodeJS.Timeout | undefined;

  constructor(options: ControlServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#connected(socket));
  }

  /** Listens; rejects if the socket cannot be made. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.path, () => {
        this.#waitForController();
        resolve();
      });
    });
  }

  /** Tells the controller; without one only the news of finished files are kept for the next. */
  emit(event: MediaEvent): void {
    if (this.#controller !== undefined) this.#controller.write(`${JSON.stringify({ event })}\n`);
    else if (event.type === "recordingClosed" && this.#kept.length < keptMax) this.#kept.push(event);
  }

  /** Ends the connection after what was written, and listens no more. */
  async close(): Promise<void> {
    clearTimeout(this.#alone);
    const controller = this.#controller;
    this.#controller = undefined;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      controller?.end();
      setTimeout(() => {
        controller?.destroy();
        resolve();
      }, 500);
    });
  }

  #waitForController(): void {
    clearTimeout(this.#alone);
    this.#alone = setTimeout(() => this.#options.abandoned(), this.#options.controllerTimeoutMs);
  }

  #connected(socket: Socket): void {
    const reader = new FrameReader();
    const stranger = setTimeout(() => socket.destroy(), helloTimeoutMs);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(stranger);
      if (this.#controller !== socket) return;
      this.#controller = undefined;
      this.#options.log("controller lost");
      this.#waitForController();
    });
    socket.on("data", (chunk: Buffer) => {
      const frames = reader.take(chunk);
      if (frames === "malformed") {
        socket.destroy();
        return;
      }
      for (const frame of frames) this.#frame(socket, frame, stranger);
    });
  }

  #frame(socket: Socket, frame: Frame, stranger: NodeJS.Timeout): void {
    const { id, command } = frame.message as Partial<RequestEnvelope>;
    if (typeof id !== "number" || typeof command !== "object" || command === null) {
      socket.destroy();
      return;
    }
    if (command.type === "hello") {
      this.#hello(socket, id, command.token, stranger);
    } else if (socket !== this.#controller) {
      reply(socket, id, failed("unauthorised", "say hello first"));
      socket.end();
    } else {
      if (frame.binary !== undefined) (command as { body?: Uint8Array }).body = frame.binary;
      void this.#options.execute(command).then((outcome) => reply(socket, id, outcome));
    }
  }

  #hello(socket: Socket, id: number, token: unknown, stranger: NodeJS.Timeout): void {
    const given = Buffer.from(typeof token === "string" ? token : "", "utf8");
    const expected = Buffer.from(this.#options.token, "utf8");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      reply(socket, id, failed("unauthorised", "wrong token"));
      socket.end();
      return;
    }
    clearTimeout(stranger);
    clearTimeout(this.#alone);
    const earlier = this.#controller;
    this.#controller = socket;
    if (earlier !== socket) earlier?.destroy();
    reply(socket, id, { ok: true, value: this.#options.hello() });
    for (const event of this.#kept.splice(0)) this.emit(event);
  }
}

function reply(socket: Socket, id: number, outcome: Outcome<object>): void {
  if (socket.destroyed) return;
  const envelope: ReplyEnvelope = outcome.ok ? { id, result: outcome.value } : { id, error: outcome.error };
  socket.write(`${JSON.stringify(envelope)}\n`);
}
