// An agent who works on chats through the public API and the SDK, as the console does.

import type { ChatLine, Desk, DeskChatFrame, DeskChatNews, OperateRequest } from "@tellerline/api";
import { type ProductApi, type RunningProduct, until } from "@tellerline/testkit";

type DeskInteraction = Desk["interactions"][number];

/** One conversation as the desk has it. */
export interface Thread {
  readonly lines: ChatLine[];
  /** What was said and neither acknowledged nor refused. */
  readonly pending: Set<string>;
  /** Everything missed has come. */
  ready: boolean;
}

interface User {
  id: string;
  version: number;
  login: string;
  agentId: string | null;
  lockedUntil: number | null;
  agent: Record<string, unknown>;
}

/** These agents work on chats alone from now on, two at once, and therefore need no phone. */
export async function takeNoCalls(product: RunningProduct, logins: readonly string[]): Promise<void> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: User[] }>("users");
  for (const user of items.filter(({ login }) => logins.includes(login))) {
    const { id, version, agentId: _, lockedUntil: __, ...input } = user;
    const agent = { ...input.agent, capacity: { voice: 0, chat: 2 } };
    const response = await fetch(`${admin.url}api/v1/users/${id}`, {
      method: "PUT",
      headers: {
        ...{ authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
        "if-match": String(version),
      },
      body: JSON.stringify({ ...input, agent }),
    });
    if (response.status !== 200) throw new Error(`${user.login}: ${response.status} ${await response.text()}`);
  }
}

/** A socket of the API in the name of a session. */
export function socketOf(api: ProductApi, path: string): WebSocket {
  const headers = { authorization: `Bearer ${api.token}` };
  return new WebSocket(`${api.url.replace(/^http/, "ws")}api/v1/${path}`, { headers } as unknown as string[]);
}

export class ChatAgent {
  readonly api: ProductApi;
  readonly #socket: WebSocket;
  readonly #threads = new Map<string, Thread>();

  private constructor(api: ProductApi, socket: WebSocket) {
    this.api = api;
    this.#socket = socket;
    socket.onmessage = (message) => {
      const news = JSON.parse(String(message.data)) as DeskChatNews | { type: "hello" };
      if ("frame" in news) this.#hear(news);
    };
  }

  static async connect(api: ProductApi): Promise<ChatAgent> {
    const socket = socketOf(api, "desk/chats");
    const agent = new ChatAgent(api, socket);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return agent;
  }

  close(): void {
    this.#socket.close();
  }

  follow(conversationId: string): void {
    this.#threads.set(conversationId, { lines: [], pending: new Set(), ready: false });
    this.#send({ type: "follow", conversationId, since: 0 });
  }

  say(conversationId: string, text: string, audience: "all" | "staff" = "all"): void {
    const clientId = crypto.randomUUID();
    this.thread(conversationId).pending.add(clientId);
    this.#send({ type: "post", conversationId, clientId, text, audience });
  }

  thread(conversationId: string): Thread {
    const thread = this.#threads.get(conversationId);
    if (thread === undefined) throw new Error("this chat is not followed");
    return thread;
  }

  #send(frame: DeskChatFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #hear({ conversationId, frame }: DeskChatNews): void {
    const thread = this.thread(conversationId);
    if (frame.type === "entry") thread.lines.push(frame.entry);
    if (frame.type === "ack" || frame.type === "refused") thread.pending.delete(frame.clientId);
    if (frame.type === "ready") thread.ready = true;
  }

  desk(): Promise<Desk> {
    return this.api.get<Desk>("desk");
  }

  async states(): Promise<Record<string, string>> {
    const { interactions } = await this.desk();
    return Object.fromEntries(interactions.map(({ interactionId, state }) => [interactionId, state]));
  }

  /** Waits until an interaction of a channel is in `state` on the desk. */
  async sees(state: string, channel = "chat"): Promise<DeskInteraction> {
    return until(
      `the desk to show a ${channel} ${state}`,
      async () => (await this.desk()).interactions.find((one) => one.state === state && one.channel === channel),
      30_000,
    );
  }

  operate(interactionId: string, request: OperateRequest): Promise<Desk> {
    return this.api.post<Desk>(`desk/interactions/${interactionId}`, request);
  }

  /** Accepts the chat that is offered and follows it. @returns its interaction. */
  async accept(): Promise<DeskInteraction> {
    const offered = await this.sees("offered");
    this.follow(offered.interactionId);
    await this.operate(offered.interactionId, { operation: "answer" });
    await until("the chat to be open on the desk", async () =>
      (await this.states())[offered.interactionId] === "connected" ? true : undefined,
    );
    return offered;
  }

  hears(conversationId: string, text: string): Promise<true> {
    return until(`the desk to hear "${text}"`, () =>
      this.thread(conversationId).lines.some(({ content }) => content.type === "text" && content.text.includes(text))
        ? true
        : undefined,
    );
  }

  /** Ends what is open and what is to be classed. */
  async clear(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const { interactions } = await this.desk();
      const [one] = interactions;
      if (one === undefined) return;
      if (one.state === "wrapUp") await this.operate(one.interactionId, { operation: "endWrapUp" });
      else await this.operate(one.interactionId, { operation: one.state === "offered" ? "reject" : "hangUp" });
      await until("the desk to change", async () =>
        (await this.states())[one.interactionId] === one.state ? undefined : true,
      ).catch(async (error: Error) => {
        throw new Error(`${error.message}: ${one.interactionId} ${JSON.stringify(await this.states())}`);
      });
    }
  }
}
