// One conversation: numbers what is said, has it stored, and only then delivers and acknowledges it (SPEC.md, CV).
//
//   post ─▶ numbered ─▶ store ─▶ stored ─▶ deliver (in order) + acknowledge (to the sender)
//             └─ the same client id again: no second entry, acknowledged once it is stored
//
//   open ──close──▶ closing (what was accepted is still stored and delivered) ──▶ settled

import { assert, type Instant } from "@tellerline/base";
import { type Audience, type Author, type Content, type Entry, type Notice, systemAuthor } from "./entry.ts";

export type Refusal = "closed" | "tooLong" | "tooFast" | "full";
export type Reader = "customer" | "staff";

export type ConversationInput =
  | { type: "post"; author: Author; clientId: string; audience: Audience; content: Content }
  | { type: "notice"; notice: Notice; audience: Audience; name?: string; detail?: string }
  /** Everything up to this number is durable. */
  | { type: "stored"; sequence: number }
  | { type: "typing"; author: Author; on: boolean }
  | { type: "read"; by: Reader; sequence: number }
  | { type: "close" };

export type ConversationOutput =
  | { type: "store"; entry: Entry }
  | { type: "deliver"; entry: Entry }
  | { type: "acknowledge"; author: Author; clientId: string; sequence: number; at: Instant }
  | { type: "refuse"; author: Author; clientId: string; reason: Refusal }
  | { type: "typing"; author: Author; on: boolean }
  | { type: "read"; by: Reader; sequence: number }
  /** Closed, and nothing is on its way to the store any more. Said once, last. */
  | { type: "settled" };

export const limits = {
  textLength: 4000,
  /** Messages a customer may send in a burst, and then per second. */
  burst: 20,
  perSecond: 2,
  /** Entries of one conversation. */
  entries: 10_000,
} as const;

export interface ConversationPast {
  entries: readonly Pick<Entry, "sequence" | "author" | "clientId" | "at">[];
  read: Readonly<Record<Reader, number>>;
}

export class Conversation {
  /** Author and client id → number. */
  readonly #known = new Map<string, number>();
  readonly #pending: Entry[] = [];
  readonly #read: Record<Reader, number> = { customer: 0, staff: 0 };
  #sequence = 0;
  #stored = 0;
  #closed = false;
  #settled = false;
  #tokens: number = limits.burst;
  #tokensAt: Instant = 0;

  /** @param past what is stored of it already, after a restart. */
  constructor(past?: ConversationPast) {
    for (const entry of past?.entries ?? []) {
      assert(entry.sequence === this.#sequence + 1, "CV-1: entries are numbered without gaps");
      this.#sequence = entry.sequence;
      if (entry.clientId !== null) this.#known.set(keyOf(entry.author, entry.clientId), entry.sequence);
    }
    this.#stored = this.#sequence;
    if (past !== undefined) Object.assign(this.#read, past.read);
  }

  get sequence(): number {
    return this.#sequence;
  }

  get read(): Readonly<Record<Reader, number>> {
    return this.#read;
  }

  get closed(): boolean {
    return this.#closed;
  }

  handle(input: ConversationInput, now: Instant): ConversationOutput[] {
    switch (input.type) {
      case "post":
        return this.#post(input, now);
      case "notice": {
        if (this.#closed) return [];
        const { notice, audience, name, detail } = input;
        const said = { ...(name === undefined ? {} : { name }), ...(detail === undefined ? {} : { detail }) };
        return this.#append(systemAuthor, null, audience, { type: "notice", notice, ...said }, now);
      }
      case "stored":
        return this.#confirm(input.sequence);
      case "typing":
        return this.#closed ? [] : [{ type: "typing", author: input.author, on: input.on }];
      case "read":
        return this.#mark(input.by, input.sequence);
      case "close":
        this.#closed = true;
        return this.#settle();
    }
  }

  #post(post: Extract<ConversationInput, { type: "post" }>, now: Instant): ConversationOutput[] {
    const { author, clientId, audience, content } = post;
    const sequence = this.#known.get(keyOf(author, clientId));
    if (sequence !== undefined) {
      // CV-3: sent again after a loss. If it is not stored yet, its acknowledgement comes with the storing.
      return sequence <= this.#stored ? [{ type: "acknowledge", author, clientId, sequence, at: now }] : [];
    }
    const reason = this.#refusal(post, now);
    if (reason !== undefined) return [{ type: "refuse", author, clientId, reason }];
    return this.#append(author, clientId, audience, content, now);
  }

  #refusal({ author, content }: Extract<ConversationInput, { type: "post" }>, now: Instant): Refusal | undefined {
    if (this.#closed) return "closed";
    if (content.type === "text" && content.text.length > limits.textLength) return "tooLong";
    if (this.#sequence >= limits.entries) return "full";
    if (author.side === "customer" && !this.#takeToken(now)) return "tooFast";
    return undefined;
  }

  #takeToken(now: Instant): boolean {
    const gained = (Math.max(0, now - this.#tokensAt) / 1000) * limits.perSecond;
    this.#tokens = Math.min(limits.burst, this.#tokens + gained);
    this.#tokensAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #append(
    author: Author,
    clientId: string | null,
    audience: Audience,
    content: Content,
    at: Instant,
  ): ConversationOutput[] {
    const entry: Entry = { sequence: ++this.#sequence, at, author, clientId, audience, content };
    if (clientId !== null) this.#known.set(keyOf(author, clientId), entry.sequence);
    this.#pending.push(entry);
    return [{ type: "store", entry }];
  }

  #confirm(sequence: number): ConversationOutput[] {
    const outputs: ConversationOutput[] = [];
    while (this.#pending.length > 0 && (this.#pending[0] as Entry).sequence <= sequence) {
      const entry = this.#pending.shift() as Entry;
      this.#stored = entry.sequence;
      outputs.push({ type: "deliver", entry });
      const { author, clientId, at } = entry;
      if (clientId !== null) outputs.push({ type: "acknowledge", author, clientId, sequence: entry.sequence, at });
    }
    return [...outputs, ...this.#settle()];
  }

  #mark(by: Reader, sequence: number): ConversationOutput[] {
    const upTo = Math.min(sequence, this.#stored);
    if (upTo <= this.#read[by]) return [];
    this.#read[by] = upTo;
    return [{ type: "read", by, sequence: upTo }];
  }

  #settle(): ConversationOutput[] {
    if (!this.#closed || this.#pending.length > 0 || this.#settled) return [];
    this.#settled = true;
    return [{ type: "settled" }];
  }
}

function keyOf(author: Author, clientId: string): string {
  return `${author.id} ${clientId}`;
}
