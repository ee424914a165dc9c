// One conversation of this visitor: the socket, coming back after every loss, and sending again what is not acknowledged.
// What there is of it stands in localStorage, so that a reload or another page of the bank goes on where it was.

export interface Line {
  sequence: number;
  at: number;
  author: { side: string; id: string; name: string };
  clientId: string | null;
  content:
    | { type: "text"; text: string }
    | { type: "file"; fileId: string; name: string; mediaType: string; bytes: number }
    | { type: "notice"; notice: string; name?: string; detail?: string };
}

export interface State {
  stage: "queue" | "talk" | "ended";
  position: number | null;
  staffed: boolean;
  agentName: string | null;
  agentAway: boolean;
  endReason: string | null;
  read: { customer: number; staff: number };
}

type Frame =
  | { type: "entry"; entry: Line }
  | { type: "ack"; clientId: string }
  | { type: "refused"; clientId: string; reason: string }
  | { type: "typing"; on: boolean }
  | { type: "state"; state: State }
  | { type: "ready" };

export interface Pending {
  clientId: string;
  text: string;
  refused?: boolean;
}

interface Asked extends Omit<RequestInit, "headers"> {
  headers?: Record<string, string>;
}

interface Kept {
  conversationId: string;
  token: string;
  pending: Pending[];
}

const storageKey = (entryId: string) => `tellerline-chat-${entryId}`;
const visitorKey = "tellerline-visitor";
const longestWaitMs = 10_000;

/** A random word that is kept, so that one visitor's chats are found together. */
export function keepVisitorKey(): string {
  const kept = localStorage.getItem(visitorKey);
  if (kept !== null) return kept;
  const made = randomWord();
  localStorage.setItem(visitorKey, made);
  return made;
}

export function randomWord(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class ChatConnection {
  readonly lines: Line[] = [];
  state: State | undefined;
  typing = false;
  online = false;
  ready = false;
  readonly #base: string;
  readonly #entryId: string;
  readonly #changed: () => void;
  #kept: Kept;
  #socket: WebSocket | undefined;
  #waitMs = 500;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;
  #closed = false;

  /** The conversation that is kept for this entry, if there is one. */
  static kept(base: string, entryId: string, changed: () => void): ChatConnection | undefined {
    try {
      const kept = JSON.parse(localStorage.getItem(storageKey(entryId)) ?? "null") as Kept | null;
      return kept === null ? undefined : new ChatConnection(base, entryId, kept, changed);
    } catch {
      return undefined;
    }
  }

  static begun(base: string, entryId: string, of: Omit<Kept, "pending">, changed: () => void): ChatConnection {
    const connection = new ChatConnection(base, entryId, { ...of, pending: [] }, changed);
    connection.#keep();
    return connection;
  }

  private constructor(base: string, entryId: string, kept: Kept, changed: () => void) {
    this.#base = base;
    this.#entryId = entryId;
    this.#kept = kept;
    this.#changed = changed;
    this.#connect();
  }

  get pending(): readonly Pending[] {
    return this.#kept.pending;
  }

  say(text: string): void {
    const pending = { clientId: randomWord(), text };
    this.#kept.pending.push(pending);
    this.#keep();
    this.#post(pending);
    this.#changed();
  }

  writes(): void {
    if (Date.now() - this.#typedAt < 2000) return;
    this.#typedAt = Date.now();
    this.#send({ type: "typing", on: true });
  }

  read(): void {
    const last = this.lines.at(-1)?.sequence ?? 0;
    if (this.state !== undefined && last > this.state.read.customer) {
      this.state = { ...this.state, read: { ...this.state.read, customer: last } };
      this.#send({ type: "read", sequence: last });
    }
  }

  leave(): void {
    this.#send({ type: "leave" });
  }

  /** Forgets the conversation on this page. */
  forget(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    localStorage.removeItem(storageKey(this.#entryId));
  }

  async sendFile(file: File): Promise<boolean> {
    const query = new URLSearchParams({ name: file.name, clientId: randomWord() });
    const answer = await this.#fetch(`files?${query}`, {
      method: "POST",
      body: file,
      headers: { "content-type": file.type || "application/octet-stream" },
    }).catch(() => undefined);
    return answer?.ok === true;
  }

  async file(fileId: string): Promise<Blob | undefined> {
    const answer = await this.#fetch(`files/${fileId}`).catch(() => undefined);
    return answer?.ok === true ? answer.blob() : undefined;
  }

  async transcript(): Promise<Blob | undefined> {
    const answer = await this.#fetch("transcript").catch(() => undefined);
    return answer?.ok === true ? answer.blob() : undefined;
  }

  async rate(score: number, comment: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    await this.#fetch("rating", { method: "POST", headers, body: JSON.stringify({ score, comment }) }).catch(() => {});
  }

  #fetch(path: string, init: Asked = {}): Promise<Response> {
    const { conversationId, token } = this.#kept;
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    return fetch(`${this.#base}/api/v1/chat/conversations/${conversationId}/${path}`, { ...init, headers });
  }

  #connect(): void {
    const socket = new WebSocket(`${this.#base.replace(/^http/, "ws")}/api/v1/chat/socket`);
    this.#socket = socket;
    socket.onopen = () => {
      const { conversationId, token } = this.#kept;
      this.#send({ type: "hello", conversationId, token, since: this.lines.at(-1)?.sequence ?? 0 });
    };
    socket.onmessage = (message) => {
      this.#hear(JSON.parse(String(message.data)) as Frame);
      this.#changed();
    };
    socket.onclose = (event) => this.#lost(event.code);
  }

  #hear(frame: Frame): void {
    switch (frame.type) {
      case "entry":
        this.lines.push(frame.entry);
        this.typing = false;
        if (frame.entry.clientId !== null) this.#settle(frame.entry.clientId);
        return;
      case "ack":
        this.#settle(frame.clientId);
        return;
      case "refused":
        this.#kept.pending = this.#kept.pending.map((one) =>
          one.clientId === frame.clientId ? { ...one, refused: true } : one,
        );
        this.#keep();
        return;
      case "typing":
        this.typing = frame.on;
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => {
          this.typing = false;
          this.#changed();
        }, 5000);
        return;
      case "state":
        this.state = frame.state;
        return;
      case "ready":
        this.#waitMs = 500;
        this.online = true;
        this.ready = true;
        for (const pending of this.#kept.pending) if (pending.refused !== true) this.#post(pending);
    }
  }

  #settle(clientId: string): void {
    const left = this.#kept.pending.filter((one) => one.clientId !== clientId);
    if (left.length === this.#kept.pending.length) return;
    this.#kept.pending = left;
    this.#keep();
  }

  #lost(code: number): void {
    this.online = false;
    this.#changed();
    if (this.#closed) return;
    if (code === 4401) {
      this.forget();
      this.state = undefined;
      this.#changed();
      return;
    }
    this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }

  get forgotten(): boolean {
    return this.#closed;
  }

  #post({ clientId, text }: Pending): void {
    if (this.ready) this.#send({ type: "post", clientId, text });
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #keep(): void {
    localStorage.setItem(storageKey(this.#entryId), JSON.stringify(this.#kept));
  }
}
