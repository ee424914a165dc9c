// The port between the product and a channel. A connector implements `Channel` and is given a `ChannelHost`; it must pass
// channel-contract.ts. How one is written in a day: README.md.
//
//   customer ⇄ provider ⇄ [connector: Channel] ⇄ [ChannelHost: the product] ⇄ queue, agents
//
// The product numbers and stores everything. A connector keeps no truth of its own: after a restart it asks
// `entriesAfter` for what a customer has not got yet.

import type { Refusal } from "./conversation/conversation.ts";
import type { Content, Entry } from "./conversation/entry.ts";

/** What a channel can carry; the product does not offer what it cannot. */
export interface ChannelAbilities {
  readonly files: boolean;
  readonly typing: boolean;
  readonly readMarks: boolean;
  /** Whether the customer is shown his place in the queue. */
  readonly position: boolean;
}

/** What a customer is told about his conversation as it is now. */
export interface ConversationState {
  readonly stage: "queue" | "talk" | "ended";
  /** His place in the queue, from 1; null while it is not known or he is served. */
  readonly position: number | null;
  /** Whether anybody is signed in who could serve him. */
  readonly staffed: boolean;
  readonly agentName: string | null;
  /** The agent lost his connection and is waited for. */
  readonly agentAway: boolean;
  readonly endReason: string | null;
  /** Up to which entry each side has read. */
  readonly read: { readonly customer: number; readonly staff: number };
}

/** What a channel does for the product. Every method may be called again with the same and must then change nothing. */
export interface Channel {
  readonly name: string;
  readonly abilities: ChannelAbilities;
  /** A stored entry for the customer. */
  deliver(conversationId: string, entry: Entry): void;
  /** What the customer sent is stored. */
  acknowledge(conversationId: string, clientId: string, sequence: number, at: number): void;
  refuse(conversationId: string, clientId: string, reason: Refusal): void;
  typing(conversationId: string, name: string, on: boolean): void;
  state(conversationId: string, state: ConversationState): void;
}

/** What the product does for a channel. */
export interface ChannelHost {
  /** Stored entries after `since`, in order; only those the customer may see matter. */
  entriesAfter(conversationId: string, since: number): Promise<readonly Entry[]>;
  /** Undefined: there is no such conversation. */
  state(conversationId: string): Promise<ConversationState | undefined>;
  /** The customer said something; the answer comes as `acknowledge` or `refuse`. */
  received(conversationId: string, clientId: string, content: Content): void;
  typing(conversationId: string, on: boolean): void;
  read(conversationId: string, sequence: number): void;
  /** Whether the customer can be reached now. */
  presence(conversationId: string, online: boolean): void;
  /** The customer leaves for good. */
  left(conversationId: string): void;
}
