// What a leader's page gets of a screen: parts put together to events, a new page begun anew, a lost line come back.

import type { ScreenFrame } from "@tellerline/sdk";
import type { eventWithTime } from "rrweb";

export interface ScreenFeedEvents {
  /** What follows is another page: what was shown is over. */
  onPage(): void;
  onEvents(events: eventWithTime[]): void;
  onState(state: ScreenState): void;
}

/** `refused`: it is of no use to ask again. */
export interface ScreenState {
  line: "connecting" | "open" | "refused";
  pages: number;
}

/** The server closes so what it does not allow, or no longer. */
const refusedCode = 4401;
const retryMs = 3_000;
/** A page whose events are larger is not shown rather than filling the memory. */
const maxLetters = 64_000_000;

export class ScreenFeed {
  readonly #url: string;
  readonly #events: ScreenFeedEvents;
  #socket: WebSocket | undefined;
  #text = "";
  #closed = false;

  constructor(url: string, events: ScreenFeedEvents) {
    this.#url = url;
    this.#events = events;
  }

  open(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = (message) => this.hear(JSON.parse(String(message.data)) as ScreenFrame);
    socket.onclose = ({ code }) => {
      const refused = code === refusedCode;
      this.#events.onState({ line: refused ? "refused" : "connecting", pages: 0 });
      if (!refused && !this.#closed) setTimeout(() => !this.#closed && this.open(), retryMs);
    };
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }

  hear(frame: ScreenFrame): void {
    switch (frame.type) {
      case "watching":
        this.#events.onState({ line: "open", pages: frame.pages });
        return;
      case "page":
        this.#text = "";
        this.#events.onPage();
        return;
      case "part": {
        this.#text = this.#text.length > maxLetters ? "" : this.#text + frame.text;
        if (!frame.last) return;
        const text = this.#text;
        this.#text = "";
        const events = parsed(text);
        if (events !== undefined) this.#events.onEvents(events);
      }
    }
  }
}

/** Undefined for what is no list of events: the rest of one whose beginning was not heard. */
function parsed(text: string): eventWithTime[] | undefined {
  try {
    const events = JSON.parse(text) as unknown;
    return Array.isArray(events) ? (events as eventWithTime[]) : undefined;
  } catch {
    return undefined;
  }
}
