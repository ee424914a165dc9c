// While a leader watches, this page records itself (SV-04): passwords are never recorded, and what is recorded is kept nowhere.

import type { ScreenPageFrame } from "@tellerline/sdk";
import type { eventWithTime } from "rrweb";
import { screenUrl } from "./screen-url.ts";

const flushMs = 250;
/** As many as the server takes at once. */
const partLetters = 16_000;
const retryMs = 3_000;
/** A line that is so far behind gets a new beginning instead of more of the old. */
const maxBufferedBytes = 4 << 20;

/** Records and sends until it is stopped. */
export class ScreenRecorder {
  #socket: WebSocket | undefined;
  #stopRecording: (() => void) | undefined;
  #pending: eventWithTime[] = [];
  #flush: ReturnType<typeof setInterval> | undefined;
  #stopped = false;

  start(): void {
    const socket = new WebSocket(screenUrl("desk/screen"));
    this.#socket = socket;
    socket.onopen = this.#toFront;
    // The only thing the server says: begin with the whole page.
    socket.onmessage = () => void this.#begin();
    socket.onclose = () => {
      this.#end();
      if (!this.#stopped) setTimeout(() => !this.#stopped && this.start(), retryMs);
    };
    // Once, however often the line is opened again: the same listener is not added twice.
    document.addEventListener("visibilitychange", this.#toFront);
    window.addEventListener("focus", this.#toFront);
  }

  stop(): void {
    this.#stopped = true;
    document.removeEventListener("visibilitychange", this.#toFront);
    window.removeEventListener("focus", this.#toFront);
    this.#end();
    this.#socket?.close();
  }

  readonly #toFront = () => {
    if (document.visibilityState === "visible") this.#send({ type: "front" });
  };

  async #begin(): Promise<void> {
    const { record } = await import("rrweb");
    this.#end();
    if (this.#stopped) return;
    const stop = record({
      emit: (event) => void this.#pending.push(event),
      maskInputOptions: { password: true },
      recordCanvas: false,
      collectFonts: false,
      sampling: { mousemove: 100, scroll: 150, input: "last" },
    });
    this.#stopRecording = stop ?? undefined;
    this.#flush = setInterval(() => this.#sendPending(), flushMs);
    this.#sendPending();
  }

  #end(): void {
    this.#stopRecording?.();
    this.#stopRecording = undefined;
    clearInterval(this.#flush);
    this.#pending = [];
  }

  #sendPending(): void {
    if (this.#pending.length === 0) return;
    if ((this.#socket?.bufferedAmount ?? 0) > maxBufferedBytes) {
      void this.#begin();
      return;
    }
    const text = JSON.stringify(this.#pending);
    this.#pending = [];
    for (let at = 0; at < text.length; at += partLetters)
      this.#send({ type: "part", last: at + partLetters >= text.length, text: text.slice(at, at + partLetters) });
  }

  #send(frame: ScreenPageFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
