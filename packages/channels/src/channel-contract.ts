// What every connector must pass, whatever its provider: one list of rules, run with the connector's own harness.
//
//   for (const rule of channelContract) it(`CH-11 ${rule.name}`, () => rule.run(harness));

import type { Channel, ChannelHost, ConversationState } from "./channel.ts";
import { type Audience, type Content, type Entry, systemAuthor } from "./conversation/entry.ts";

/** The customer's end of the channel, as the provider's user has it. */
export interface ContractCustomer {
  /** He can be reached (again); resolves when what he missed is through. */
  connect(): Promise<void>;
  disconnect(): void;
  says(clientId: string, text: string): void;
  /** The texts that reached him, in order, over all his connections. */
  readonly got: readonly string[];
}

export interface ContractHarness {
  create(host: ChannelHost): Channel;
  customer(channel: Channel, conversationId: string): ContractCustomer;
  /** Resolves when everything under way has arrived. */
  settle(): Promise<void>;
}

export interface ContractRule {
  readonly name: string;
  run(harness: ContractHarness): Promise<void>;
}

export const channelContract: readonly ContractRule[] = [
  {
    name: "what the customer says arrives unchanged, with its id",
    run: async (harness) => {
      const { host, customer } = stage(harness);
      await customer.connect();
      const text = `<script>alert(1)</script> "引号" & 换行\n第二行`;
      customer.says("m1", text);
      await harness.settle();
      same(host.heard, [`c m1 ${text}`], "heard");
    },
  },
  {
    name: "entries reach him in order and once, however often they are handed over",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      await customer.connect();
      for (const text of ["one", "two", "three"]) {
        const entry = host.say("c", text);
        channel.deliver("c", entry);
        channel.deliver("c", entry);
      }
      await harness.settle();
      same(customer.got, ["one", "two", "three"], "got");
    },
  },
  {
    name: "what is for staff alone never reaches him, neither live nor later",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      host.say("c", "earlier secret", "staff");
      await customer.connect();
      channel.deliver("c", host.say("c", "secret", "staff"));
      channel.deliver("c", host.say("c", "open"));
      await harness.settle();
      same(customer.got, ["open"], "got");
    },
  },
  {
    name: "away and back he gets what he missed, nothing twice",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      await customer.connect();
      channel.deliver("c", host.say("c", "before"));
      await harness.settle();
      customer.disconnect();
      channel.deliver("c", host.say("c", "meanwhile"));
      await customer.connect();
      channel.deliver("c", host.say("c", "after"));
      await harness.settle();
      same(customer.got, ["before", "meanwhile", "after"], "got");
    },
  },
  {
    name: "what comes while the missed is fetched is neither lost nor doubled",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      host.say("c", "missed");
      const connecting = customer.connect();
      channel.deliver("c", host.say("c", "crossing"));
      await connecting;
      channel.deliver("c", host.say("c", "then"));
      await harness.settle();
      same(customer.got, ["missed", "crossing", "then"], "got");
    },
  },
  {
    name: "a connector that starts anew keeps no truth of its own",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      await customer.connect();
      channel.deliver("c", host.say("c", "first run"));
      await harness.settle();
      customer.disconnect();
      host.say("c", "while it was down");
      const again = harness.customer(harness.create(host), "c");
      await again.connect();
      await harness.settle();
      const all = new Set([...customer.got, ...again.got]);
      same([...all], ["first run", "while it was down"], "got");
    },
  },
  {
    name: "conversations do not cross",
    run: async (harness) => {
      const { host, channel, customer } = stage(harness);
      const other = harness.customer(channel, "d");
      await customer.connect();
      await other.connect();
      channel.deliver("d", host.say("d", "for the other"));
      channel.deliver("c", host.say("c", "for him"));
      await harness.settle();
      same(customer.got, ["for him"], "got");
      same(other.got, ["for the other"], "got by the other");
    },
  },
];

function stage(harness: ContractHarness) {
  const host = new ContractHost();
  const channel = harness.create(host);
  return { host, channel, customer: harness.customer(channel, "c") };
}

/** The product as a connector sees it: stores, and answers from what is stored. */
class ContractHost implements ChannelHost {
  /** What customers said. */
  readonly heard: string[] = [];
  readonly #stored = new Map<string, Entry[]>();

  received(conversationId: string, clientId: string, content: Content): void {
    this.heard.push(`${conversationId} ${clientId} ${content.type === "text" ? content.text : content.type}`);
  }

  say(conversationId: string, text: string, audience: Audience = "all"): Entry {
    const entries = this.#stored.get(conversationId) ?? [];
    const content = { type: "text", text } as const;
    const sequence = entries.length + 1;
    const entry: Entry = { sequence, at: sequence, author: systemAuthor, clientId: null, audience, content };
    this.#stored.set(conversationId, [...entries, entry]);
    return entry;
  }

  async entriesAfter(conversationId: string, since: number): Promise<readonly Entry[]> {
    return (this.#stored.get(conversationId) ?? []).filter(({ sequence }) => sequence > since);
  }

  async state(): Promise<ConversationState> {
    const read = { customer: 0, staff: 0 };
    return { stage: "talk", position: null, staffed: true, agentName: null, agentAway: false, endReason: null, read };
  }

  typing(): void {}
  read(): void {}
  presence(): void {}
  left(): void {}
}

function same(actual: readonly string[], expected: readonly string[], what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}
