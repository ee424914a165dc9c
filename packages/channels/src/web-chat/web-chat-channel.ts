// Web chat: a customer's pages, each on a connection of its own. A page says what it has; it gets what it missed, then what
// comes. Reload, a second tab and a lost network are all the same thing: another connection.
//
//   page                                     WebChatChannel
//     │── attach(since) ────────────────────────▶│ entriesAfter(since), state
//     │◀── entry … entry ── state ── ready ──────│
//     │── post{clientId} ───────────────────────▶│ received
//     │◀── ack{clientId, sequence} ── entry ─────│ once stored

import type { Channel, ChannelHost, ConversationState } from "../channel.ts";
import type { Refusal } from "../conversation/conversation.ts";
import type { Entry } from "../conversation/entry.ts";
import { EntryFeed } from "../conversation/entry-feed.ts";

/** What is said to a page. */
export type PageFrame =
  | { type: "entry"; entry: Entry }
  | { type: "ack"; clientId: string; sequence: number; at: number }
  | { type: "refused"; clientId: string; reason: Refusal }
  | { type: "typing"; name: string; on: boolean }
  | { type: "state"; state: ConversationState }
  /** Everything missed has been sent. */
  | { type: "ready" };

/** What a page says. */
export type PageMessage =
  | { type: "post"; clientId: string; text: string }
  | { type: "typing"; on: boolean }
  | { type: "read"; sequence: number }
  | { type: "leave" };

/** One page of a customer. */
export interface PageConnection {
  send(frame: PageFrame): void;
  close(reason: string): void;
}

interface Page {
  connection: PageConnection;
  feed: EntryFeed;
}

export const maxPagesPerConversation = 5;

export class WebChatChannel implements Channel {
  readonly name = "webChat";
  readonly abilities = { files: true, typing: true, readMarks: true, position: true };
  readonly #host: ChannelHost;
  readonly #pages = new Map<string, Set<Page>>();

  constructor(host: ChannelHost) {
    this.#host = host;
  }

  /** How many pages are connected. */
  get pages(): number {
    let count = 0;
    for (const pages of this.#pages.values()) count += pages.size;
    return count;
  }

  /** A page of the customer is there. @returns what to call when it is gone. */
  async attach(conversationId: string, since: number, connection: PageConnection): Promise<() => void> {
    const page: Page = {
      connection,
      feed: new EntryFeed("customer", since, (entry) => connection.send({ type: "entry", entry })),
    };
    const pages = this.#pages.get(conversationId) ?? new Set();
    const [oldest] = pages;
    if (pages.size >= maxPagesPerConversation && oldest !== undefined) {
      oldest.connection.close("tooManyPages");
      pages.delete(oldest);
    }
    pages.add(page);
    this.#pages.set(conversationId, pages);
    this.#host.presence(conversationId, true);
    page.feed.catchUp(await this.#host.entriesAfter(conversationId, since));
    const state = await this.#host.state(conversationId);
    if (state !== undefined) connection.send({ type: "state", state });
    connection.send({ type: "ready" });
    return () => this.#detach(conversationId, page);
  }

  /** What a page of the customer says. */
  hear(conversationId: string, message: PageMessage): void {
    switch (message.type) {
      case "post":
        this.#host.received(conversationId, message.clientId, { type: "text", text: message.text });
        return;
      case "typing":
        this.#host.typing(conversationId, message.on);
        return;
      case "read":
        this.#host.read(conversationId, message.sequence);
        return;
      case "leave":
        this.#host.left(conversationId);
        return;
    }
  }

  deliver(conversationId: string, entry: Entry): void {
    for (const page of this.#pages.get(conversationId) ?? []) page.feed.push(entry);
  }

  acknowledge(conversationId: string, clientId: string, sequence: number, at: number): void {
    this.#toAll(conversationId, { type: "ack", clientId, sequence, at });
  }

  refuse(conversationId: string, clientId: string, reason: Refusal): void {
    this.#toAll(conversationId, { type: "refused", clientId, reason });
  }

  typing(conversationId: string, name: string, on: boolean): void {
    this.#toAll(conversationId, { type: "typing", name, on });
  }

  state(conversationId: string, state: ConversationState): void {
    this.#toAll(conversationId, { type: "state", state });
  }

  #toAll(conversationId: string, frame: PageFrame): void {
    for (const page of this.#pages.get(conversationId) ?? []) page.connection.send(frame);
  }

  #detach(conversationId: string, page: Page): void {
    const pages = this.#pages.get(conversationId);
    if (pages?.delete(page) !== true || pages.size > 0) return;
    this.#pages.delete(conversationId);
    this.#host.presence(conversationId, false);
  }
}
