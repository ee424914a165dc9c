// An agent's chats: one socket for all of them. It comes back after every loss, says what it has of each conversation and
// gets what it missed; what is not acknowledged is sent again under the same id, so that nothing is lost or said twice.
//
//   closed ── open() ──▶ connecting ──▶ live ── lost ──▶ waiting (0.5 … 10 s) ──▶ connecting
//                                        └── follow{conversation, since} ▶ entries … state … ready

import type { ChatFrame, ChatLine, ChatState, DeskChatFrame, DeskChatNews } from "@tellerline/api";

export type DeskChatsState = "closed" | "connecting" | "live" | "waiting";

/** Something said that the product has not acknowledged yet. */
export interface PendingLine {
  clientId: string;
  text: string;
  audience: "all" | "staff";
  /** The product did not take it, and why. */
  refused?: Extract<ChatFrame, { type: "refused" }>["reason"];
}

/** One conversation as the desk knows it; replaced, never changed, so that pages can compare. */
export interface ChatThread {
  readonly lines: readonly ChatLine[];
  readonly state: ChatState | undefined;
  /** Whether the customer is typing. */
  readonly typing: boolean;
  readonly pending: readonly PendingLine[];
  /** Everything missed has come. */
  readonly ready: boolean;
}

export interface DeskChatsOptions {
  /** Where the product is; by default the page's own origin. */
  baseUrl?: string;
  onChange(conversationId: string, thread: ChatThread | undefined): void;
  onState?(state: DeskChatsState): void;
  /** For programs that sign requests with a token. */
  openSocket?(url: string): WebSocket;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
const typingMs = 5000;
const typingEveryMs = 2000;
const nothing: ChatThread = { lines: [], state: undefined, typing: false, pending: [], ready: false };

export class DeskChats {
  readonly #options: DeskChatsOptions;
  readonly #threads = new Map<string, ChatThread>();
  readonly #typing = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #typedAt = new Map<string, number>();
  #socket: WebSocket | undefined;
  #live = false;
  #waitMs = firstWaitMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = true;

  constructor(options: DeskChatsOptions) {
    this.#options = options;
  }

  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    for (const conversationId of [...this.#threads.keys()]) this.unfollow(conversationId);
    this.#options.onState?.("closed");
  }

  thread(conversationId: string): ChatThread | undefined {
    return this.#threads.get(conversationId);
  }

  /** Begins to hear of a conversation that the agent serves or supervises. */
  follow(conversationId: string): void {
    if (this.#threads.has(conversationId)) return;
    this.#change(conversationId, nothing);
    this.#send({ type: "follow", conversationId, since: 0 });
  }

  unfollow(conversationId: string): void {
    if (!this.#threads.delete(conversationId)) return;
    clearTimeout(this.#typing.get(conversationId));
    this.#typing.delete(conversationId);
    this.#typedAt.delete(conversationId);
    this.#send({ type: "unfollow", conversationId });
    this.#options.onChange(conversationId, undefined);
  }

  /** @param audience staff: a whisper that no customer ever sees. */
  say(conversationId: string, text: string, audience: "all" | "staff" = "all"): void {
    const thread = this.#threads.get(conversationId);
    if (thread === undefined) return;
    const line: PendingLine = { clientId: randomId(), text, audience };
    this.#change(conversationId, { ...thread, pending: [...thread.pending, line] });
    if (thread.ready) this.#post(conversationId, line);
  }

  /** Takes what was refused off the list. */
  forget(conversationId: string, clientId: string): void {
    this.#settle(conversationId, clientId);
  }

  /** The agent is typing; told to the customer every two seconds at most. */
  writes(conversationId: string): void {
    const now = Date.now();
    if (now - (this.#typedAt.get(conversationId) ?? 0) < typingEveryMs) return;
    this.#typedAt.set(conversationId, now);
    this.#send({ type: "typing", conversationId, on: true });
  }

  /** The agent has seen everything up to the latest entry. */
  read(conversationId: string): void {
    const thread = this.#threads.get(conversationId);
    const last = thread?.lines.at(-1)?.sequence ?? 0;
    if (thread?.state === undefined || last <= thread.state.read.staff) return;
    const read = { ...thread.state.read, staff: last };
    this.#change(conversationId, { ...thread, state: { ...thread.state, read } });
    this.#send({ type: "read", conversationId, sequence: last });
  }

  #connect(): void {
    this.#options.onState?.("connecting");
    const base = this.#options.baseUrl ?? globalThis.location?.origin ?? "";
    const url = `${base.replace(/^http/, "ws")}/api/v1/desk/chats`;
    const socket = this.#options.openSocket?.(url) ?? new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("message", (message) => this.#receive(JSON.parse(String(message.data)) as DeskChatNews));
    socket.addEventListener("close", () => this.#lost());
  }

  #receive(news: DeskChatNews | { type: "hello" }): void {
    if ("type" in news) {
      this.#waitMs = firstWaitMs;
      this.#live = true;
      this.#options.onState?.("live");
      for (const [conversationId, { lines }] of this.#threads)
        this.#send({ type: "follow", conversationId, since: lines.at(-1)?.sequence ?? 0 });
      return;
    }
    const { conversationId, frame } = news;
    const thread = this.#threads.get(conversationId);
    if (thread !== undefined) this.#hear(conversationId, thread, frame);
  }

  #hear(conversationId: string, thread: ChatThread, frame: ChatFrame): void {
    switch (frame.type) {
      case "entry": {
        const { entry } = frame;
        if (entry.sequence <= (thread.lines.at(-1)?.sequence ?? 0)) return;
        const typing = entry.author.side === "customer" ? false : thread.typing;
        this.#change(conversationId, { ...thread, lines: [...thread.lines, entry], typing });
        if (entry.clientId !== null) this.#settle(conversationId, entry.clientId);
        return;
      }
      case "ack":
        this.#settle(conversationId, frame.clientId);
        return;
      case "refused": {
        const { clientId, reason } = frame;
        const pending = thread.pending.map((line) =>
          line.clientId === clientId ? { ...line, refused: reason } : line,
        );
        this.#change(conversationId, { ...thread, pending });
        return;
      }
      case "typing":
        this.#types(conversationId, thread, frame.on);
        return;
      case "state":
        this.#change(conversationId, { ...thread, state: frame.state });
        return;
      case "ready":
        this.#change(conversationId, { ...thread, ready: true });
        for (const line of thread.pending) if (line.refused === undefined) this.#post(conversationId, line);
    }
  }

  #types(conversationId: string, thread: ChatThread, on: boolean): void {
    clearTimeout(this.#typing.get(conversationId));
    this.#change(conversationId, { ...thread, typing: on });
    const stop = () => {
      const now = this.#threads.get(conversationId);
      if (now?.typing === true) this.#change(conversationId, { ...now, typing: false });
    };
    if (on) this.#typing.set(conversationId, setTimeout(stop, typingMs));
  }

  #settle(conversationId: string, clientId: string): void {
    const thread = this.#threads.get(conversationId);
    const pending = thread?.pending.filter((line) => line.clientId !== clientId);
    if (thread === undefined || pending?.length === thread.pending.length) return;
    this.#change(conversationId, { ...thread, pending: pending ?? [] });
  }

  #post(conversationId: string, { clientId, text, audience }: PendingLine): void {
    this.#send({ type: "post", conversationId, clientId, text, audience });
  }

  #change(conversationId: string, thread: ChatThread): void {
    this.#threads.set(conversationId, thread);
    this.#options.onChange(conversationId, thread);
  }

  #send(frame: DeskChatFrame): void {
    if (this.#live) this.#socket?.send(JSON.stringify(frame));
  }

  #lost(): void {
    this.#live = false;
    if (this.#closed) return;
    for (const [conversationId, thread] of this.#threads) this.#change(conversationId, { ...thread, ready: false });
    this.#options.onState?.("waiting");
    this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }
}

function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
