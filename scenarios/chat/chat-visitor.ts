// A visitor's page of the web chat without a browser: says what it is told to, keeps what it gets, comes back when asked.

import type { ChatFrame, ChatLine, ChatState, chatWelcomeSchema, visitorFrameSchema } from "@tellerline/api";
import { ProductApi, until } from "@tellerline/testkit";

type Welcome = ReturnType<typeof chatWelcomeSchema.parse>;
type VisitorFrame = ReturnType<typeof visitorFrameSchema.parse>;

/** The entry of the demo bank's web site. */
export const demoChatEntry = "5b0d7c1e-9a44-4d1b-8f0e-2f6f6c1b9550";

export interface ChatVisitorOptions {
  /** Where the product is, with a slash at the end. */
  url: string;
  name?: string;
  number?: string;
  entryId?: string;
  /** What its browser calls itself; another each time when absent. */
  visitorKey?: string;
}

export class ChatVisitor {
  readonly conversationId: string;
  readonly token: string;
  readonly lines: ChatLine[] = [];
  readonly acknowledged = new Set<string>();
  readonly refused = new Map<string, string>();
  state: ChatState | undefined;
  /** Everything missed has come. */
  ready = false;
  readonly #url: string;
  #socket: WebSocket | undefined;
  readonly #sent = new Set<string>();
  #said = 0;

  private constructor(url: string, conversationId: string, token: string) {
    this.#url = url;
    this.conversationId = conversationId;
    this.token = token;
  }

  static welcome(url: string, entryId = demoChatEntry): Promise<Welcome> {
    return new ProductApi(url, undefined).get<Welcome>(`chat/entries/${entryId}`);
  }

  /** Begins a chat and connects. */
  static async begin(options: ChatVisitorOptions): Promise<ChatVisitor> {
    const { url, name = "王芳", number = "", entryId = demoChatEntry } = options;
    const { visitorKey = crypto.randomUUID().replaceAll("-", "") } = options;
    const { conversationId, token } = await new ProductApi(url, undefined).post<{
      conversationId: string;
      token: string;
    }>(`chat/entries/${entryId}/conversations`, { language: "zh-CN", name, number, visitorKey });
    const visitor = new ChatVisitor(url, conversationId, token);
    await visitor.connect();
    return visitor;
  }

  /** Connects (again) and gets what was missed. */
  async connect(): Promise<void> {
    this.ready = false;
    const socket = new WebSocket(`${this.#url.replace(/^http/, "ws")}api/v1/chat/socket`);
    this.#socket = socket;
    socket.onmessage = (message) => this.#hear(JSON.parse(String(message.data)) as ChatFrame);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const { conversationId, token } = this;
    this.send({ type: "hello", conversationId, token, since: this.lines.at(-1)?.sequence ?? 0 });
    await until("the visitor to have what he missed", () => (this.ready ? true : undefined));
  }

  /** Client ids of what was said and neither acknowledged nor refused. */
  get unacknowledged(): string[] {
    return [...this.#sent].filter((id) => !this.acknowledged.has(id) && !this.refused.has(id));
  }

  /** @returns the client id. */
  say(text: string, clientId = `v${++this.#said}`): string {
    this.#sent.add(clientId);
    this.send({ type: "post", clientId, text });
    return clientId;
  }

  send(frame: VisitorFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Resolves with the line whose text contains `text`. */
  hears(text: string): Promise<ChatLine> {
    return until(`the visitor to hear "${text}"`, () =>
      this.lines.find(({ content }) => content.type === "text" && content.text.includes(text)),
    );
  }

  async inStage(stage: ChatState["stage"]): Promise<ChatState> {
    return until(
      `the chat to be in ${stage}`,
      () => (this.state?.stage === stage ? this.state : undefined),
      30_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}; it is in ${JSON.stringify(this.state)}`);
    });
  }

  disconnect(): void {
    if (this.#socket !== undefined) this.#socket.onmessage = null;
    this.#socket?.close();
  }

  #hear(frame: ChatFrame): void {
    if (frame.type === "entry") this.lines.push(frame.entry);
    if (frame.type === "ack") this.acknowledged.add(frame.clientId);
    if (frame.type === "refused") this.refused.set(frame.clientId, frame.reason);
    if (frame.type === "state") this.state = frame.state;
    if (frame.type === "ready") this.ready = true;
  }
}
