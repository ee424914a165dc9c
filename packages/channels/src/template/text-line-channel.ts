// A template to begin a connector from: a provider that carries lines of text to an address and tells us of lines that
// come (short messages, a social platform's customer service interface). Copy the folder, put the provider's calls into
// `TextLineProvider`, keep the test.
//
//   provider ── incoming(address, id, text) ──▶ TextLineChannel ──▶ host.received
//   host ── deliver(entry) ──▶ TextLineChannel ── send(address, id, text) ──▶ provider

import type { Channel, ChannelHost } from "../channel.ts";
import { type Entry, isFor } from "../conversation/entry.ts";
import { EntryFeed } from "../conversation/entry-feed.ts";

/** What a provider of plain text can do. */
export interface TextLineProvider {
  /** `id` names the line: the provider drops one it has carried before. */
  send(conversationId: string, id: string, text: string): void;
}

export class TextLineChannel implements Channel {
  readonly name = "textLine";
  readonly abilities = { files: false, typing: false, readMarks: false, position: false };
  readonly #host: ChannelHost;
  readonly #provider: TextLineProvider;
  readonly #feeds = new Map<string, EntryFeed>();

  constructor(host: ChannelHost, provider: TextLineProvider) {
    this.#host = host;
    this.#provider = provider;
  }

  /** The customer can be reached: at the first line of his, and for every open conversation after a restart. */
  async reach(conversationId: string): Promise<void> {
    const since = this.#feeds.get(conversationId)?.since ?? 0;
    const feed = new EntryFeed("customer", since, (entry) => this.#send(conversationId, entry));
    this.#feeds.set(conversationId, feed);
    this.#host.presence(conversationId, true);
    feed.catchUp(await this.#host.entriesAfter(conversationId, since));
  }

  /** The provider told us of a line. */
  incoming(conversationId: string, id: string, text: string): void {
    this.#host.received(conversationId, id, { type: "text", text });
  }

  deliver(conversationId: string, entry: Entry): void {
    this.#feeds.get(conversationId)?.push(entry);
  }

  // The provider confirms what it takes; there is nothing to tell the customer, and nothing he could do.
  acknowledge(): void {}
  refuse(): void {}
  typing(): void {}
  state(): void {}

  #send(conversationId: string, entry: Entry): void {
    const { author, content } = entry;
    if (author.side === "customer" || content.type === "notice" || !isFor(entry, "customer")) return;
    const text = content.type === "text" ? content.text : content.name;
    this.#provider.send(conversationId, `${conversationId}/${entry.sequence}`, text);
  }
}
