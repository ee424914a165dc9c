// The event socket: connects, comes back after every loss, and resumes where it was, so that nothing is missed.
//
//   closed ── open() ──▶ connecting ── hello ──▶ live ── lost ──▶ waiting (0.5 … 10 s) ──▶ connecting
//                             └── reset: what was known is stale, load it again

import type { ServerEvent } from "@tellerline/api";

export type EventStreamState = "closed" | "connecting" | "live" | "waiting";

export interface EventStreamOptions {
  /** Where the product is; by default the page's own origin. */
  baseUrl?: string;
  onEvent(event: ServerEvent): void;
  /** Events were missed for good: load everything again. Also called at the first connection. */
  onReset(): void;
  onState?(state: EventStreamState): void;
  /** The token of a session; without it the browser's cookie serves. */
  token?: string;
}

/** The subprotocols of a socket that is signed by a token: a browser can add no header to it. */
function signedBy(token: string | undefined): string[] | undefined {
  return token === undefined ? undefined : ["tellerline", `tellerline.token.${token}`];
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

export class EventStream {
  readonly #options: EventStreamOptions;
  #socket: WebSocket | undefined;
  #epoch: string | undefined;
  #since = 0;
  #waitMs = firstWaitMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = true;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  open(): void {
    this.#closed = false;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#options.onState?.("closed");
  }

  #connect(): void {
    this.#options.onState?.("connecting");
    const base = this.#options.baseUrl ?? globalThis.location?.origin ?? "";
    const resume = this.#epoch === undefined ? "" : `?epoch=${this.#epoch}&since=${this.#since}`;
    const url = `${base.replace(/^http/, "ws")}/api/v1/events${resume}`;
    const socket = new WebSocket(url, signedBy(this.#options.token));
    this.#socket = socket;
    socket.addEventListener("message", (message) => this.#receive(JSON.parse(String(message.data)) as ServerEvent));
    socket.addEventListener("close", () => this.#lost());
  }

  #receive(event: ServerEvent): void {
    this.#waitMs = firstWaitMs;
    if (event.type === "hello" || event.type === "reset") {
      const resumed = event.type === "hello" && this.#epoch !== undefined;
      this.#epoch = event.epoch;
      // When resuming, what was missed comes next: our own number stays true until then.
      if (!resumed) this.#since = event.sequence;
      this.#options.onState?.("live");
      if (!resumed) this.#options.onReset();
      return;
    }
    this.#since = event.sequence;
    this.#options.onEvent(event);
  }

  #lost(): void {
    if (this.#closed) return;
    this.#options.onState?.("waiting");
    this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }
}
