// One connection to the media process: requests and their outcomes, events, and its loss.

import type { Socket } from "node:net";
import {
  type CommandOf,
  type CommandType,
  type EventEnvelope,
  failed,
  type MediaEvent,
  type Outcome,
  type ReplyEnvelope,
  type ResultOf,
} from "../protocol.ts";
import { FrameReader } from "./frame-reader.ts";

export type MediaRequest = <T extends CommandType>(command: CommandOf<T>) => Promise<Outcome<ResultOf<T>>>;

type Incoming = EventEnvelope | ReplyEnvelope;

export class MediaConnection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (outcome: Outcome<object>) => void>();
  readonly #events = new Set<(event: MediaEvent) => void>();
  readonly #losses = new Set<() => void>();
  #requests = 0;
  #lost = false;
  #lossExpected = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new FrameReader();
    socket.on("data", (chunk: Buffer) => {
      const frames = reader.take(chunk);
      if (frames === "malformed") {
        socket.destroy();
        return;
      }
      for (const frame of frames) this.#take(frame.message as Incoming);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#close());
  }

  /** Sends a command; `mediaLost` if the connection goes before the answer. */
  readonly request: MediaRequest = (command) => {
    if (this.#lost) return Promise.resolve(failed("mediaLost", "the media process is gone"));
    const id = ++this.#requests;
    const outcome = new Promise<Outcome<object>>((resolve) => this.#waiting.set(id, resolve));
    if (command.type === "injectInfoDigits") {
      // The body goes as raw bytes after the line: digits never become a string (VT-3).
      const { body, ...rest } = command as CommandOf<"injectInfoDigits">;
      const bytes = Buffer.from(body);
      this.#socket.write(`${JSON.stringify({ id, command: rest, binary: bytes.length })}\n`);
      this.#socket.write(bytes, () => bytes.fill(0));
    } else {
      this.#socket.write(`${JSON.stringify({ id, command })}\n`);
    }
    return outcome as Promise<Outcome<never>>;
  };

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#losses.add(listener);
    return () => this.#losses.delete(listener);
  }

  /** From now on the end of the connection is no loss. */
  expectLoss(): void {
    this.#lossExpected = true;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(message: Incoming): void {
    if ("event" in message) {
      for (const listener of [...this.#events]) listener(message.event);
      return;
    }
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    answer?.("error" in message ? { ok: false, error: message.error } : { ok: true, value: message.result });
  }

  #close(): void {
    if (this.#lost) return;
    this.#lost = true;
    for (const answer of this.#waiting.values()) answer(failed("mediaLost", "the media process is gone"));
    this.#waiting.clear();
    if (!this.#lossExpected) for (const listener of [...this.#losses]) listener();
  }
}
