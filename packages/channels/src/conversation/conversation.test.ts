// CV: the conversation alone, and under seeded disorder: resends, reconnects, a store that lags, an end in between.

import { randomInteger, SeededRandom } from "@tellerline/base";
import { describe, expect, it } from "vitest";
import { Conversation, type ConversationOutput, limits } from "./conversation.ts";
import type { Author, Entry } from "./entry.ts";
import { EntryFeed } from "./entry-feed.ts";

const customer: Author = { side: "customer", id: "customer", name: "王芳" };
const agent: Author = { side: "agent", id: "a1", name: "李娜" };

function say(text: string, clientId: string, author = customer) {
  return { type: "post", author, clientId, audience: "all", content: { type: "text", text } } as const;
}

const kinds = (outputs: ConversationOutput[]) => outputs.map(({ type }) => type);

describe("a conversation", () => {
  it("CV-2 what is said is stored first, then delivered and acknowledged", () => {
    const conversation = new Conversation();
    expect(kinds(conversation.handle(say("你好", "1"), 0))).toEqual(["store"]);
    expect(conversation.handle({ type: "stored", sequence: 1 }, 5)).toEqual([
      expect.objectContaining({ type: "deliver" }),
      { type: "acknowledge", author: customer, clientId: "1", sequence: 1, at: 0 },
    ]);
  });

  it("CV-3 the same client id twice is one entry, before and after the storing", () => {
    const conversation = new Conversation();
    conversation.handle(say("你好", "1"), 0);
    expect(conversation.handle(say("你好", "1"), 1)).toEqual([]);
    conversation.handle({ type: "stored", sequence: 1 }, 2);
    expect(kinds(conversation.handle(say("你好", "1"), 3))).toEqual(["acknowledge"]);
    expect(kinds(conversation.handle(say("好", "1", agent), 4))).toEqual(["store"]);
  });

  it("CV-3 after a restart a resend of what was stored makes no second entry", () => {
    const past = [{ sequence: 1, author: customer, clientId: "1", at: 0 }];
    const conversation = new Conversation({ entries: past, read: { customer: 0, staff: 1 } });
    expect(conversation.handle(say("你好", "1"), 9)).toEqual([
      { type: "acknowledge", author: customer, clientId: "1", sequence: 1, at: 9 },
    ]);
    expect(conversation.handle(say("还在吗", "2"), 9)[0]).toMatchObject({ type: "store", entry: { sequence: 2 } });
  });

  it("CV-4 what crosses the end is refused, what was accepted before is still delivered", () => {
    const conversation = new Conversation();
    conversation.handle(say("好的", "1"), 0);
    expect(conversation.handle({ type: "close" }, 1)).toEqual([]);
    expect(conversation.handle(say("还有", "2"), 2)).toEqual([
      { type: "refuse", author: customer, clientId: "2", reason: "closed" },
    ]);
    expect(kinds(conversation.handle({ type: "stored", sequence: 1 }, 3))).toEqual([
      "deliver",
      "acknowledge",
      "settled",
    ]);
    expect(conversation.handle({ type: "close" }, 4)).toEqual([]);
  });

  it("CV-5 read marks go forward only, and only as far as something is stored", () => {
    const conversation = new Conversation();
    conversation.handle(say("1", "1"), 0);
    expect(conversation.handle({ type: "read", by: "staff", sequence: 1 }, 0)).toEqual([]);
    conversation.handle({ type: "stored", sequence: 1 }, 0);
    expect(conversation.handle({ type: "read", by: "staff", sequence: 7 }, 0)).toEqual([
      { type: "read", by: "staff", sequence: 1 },
    ]);
    expect(conversation.handle({ type: "read", by: "staff", sequence: 1 }, 0)).toEqual([]);
  });

  it("CV-7 a stranger's flood and a text without end are refused, the agent is not slowed down", () => {
    const conversation = new Conversation();
    const answers = Array.from({ length: 30 }, (_, n) => conversation.handle(say("!", `${n}`), 0)[0]?.type);
    expect(answers.filter((type) => type === "store")).toHaveLength(limits.burst);
    expect(conversation.handle(say("!", "late"), 1000)[0]?.type).toBe("store");
    expect(conversation.handle(say("x".repeat(4001), "long"), 9000)[0]).toMatchObject({ reason: "tooLong" });
    const ours = Array.from({ length: 60 }, (_, n) => conversation.handle(say("!", `${n}`, agent), 9000)[0]?.type);
    expect(new Set(ours)).toEqual(new Set(["store"]));
  });
});

/** A sender that repeats what is not acknowledged, a lagging store, a reader whose connection comes and goes. */
function disorder(seed: number) {
  const random = new SeededRandom(seed);
  let conversation = new Conversation();
  const stored: Entry[] = [];
  let underWay: Entry[] = [];
  const got: Entry[] = [];
  let feed: EntryFeed | undefined;
  let fetched: Entry[] = [];
  const unacknowledged = new Set<string>();
  const refused = new Set<string>();
  let said = 0;
  let settled = 0;
  const act = (outputs: ConversationOutput[]) => {
    for (const output of outputs) {
      if (output.type === "store") underWay.push(output.entry);
      if (output.type === "deliver") feed?.push(output.entry);
      if (output.type === "acknowledge" && output.author === customer) unacknowledged.delete(output.clientId);
      if (output.type === "refuse") {
        unacknowledged.delete(output.clientId);
        refused.add(output.clientId);
      }
      if (output.type === "settled") settled++;
    }
  };
  const store = () => {
    const batch = underWay.splice(0, 1 + randomInteger(random, 3));
    stored.push(...batch);
    const last = batch.at(-1);
    if (last !== undefined) act(conversation.handle({ type: "stored", sequence: last.sequence }, 0));
  };
  const closesAt = 150 + randomInteger(random, 100);
  for (let step = 0; step < 300; step++) {
    const now = step * 700;
    const dice = randomInteger(random, 100);
    if (step === closesAt) act(conversation.handle({ type: "close" }, now));
    if (dice < 30) {
      const id = `m${said++}`;
      unacknowledged.add(id);
      act(conversation.handle(say(id, id), now));
    } else if (dice < 50) for (const id of unacknowledged) act(conversation.handle(say(id, id), now));
    else if (dice < 75) store();
    else if (dice < 85) {
      feed = new EntryFeed("customer", got.at(-1)?.sequence ?? 0, (entry) => got.push(entry));
      fetched = stored.filter(({ sequence }) => sequence > (got.at(-1)?.sequence ?? 0));
    } else if (dice < 95) feed?.catchUp(fetched);
    else if (step < closesAt) {
      // The product is killed: what was not stored is gone, the sender still has it.
      underWay = [];
      feed = undefined;
      conversation = new Conversation({ entries: stored, read: conversation.read });
    }
  }
  while (underWay.length > 0) store();
  for (const id of unacknowledged) act(conversation.handle(say(id, id), 300 * 700));
  feed = new EntryFeed("customer", got.at(-1)?.sequence ?? 0, (entry) => got.push(entry));
  feed.catchUp(stored.filter(({ sequence }) => sequence > (got.at(-1)?.sequence ?? 0)));
  return { stored, got, said, refused, unacknowledged, settled };
}

describe("under disorder", () => {
  it.each(Array.from({ length: 60 }, (_, n) => n + 1))(
    "CV-1 CV-3 CV-4 CV-6 seed %i: nothing lost, nothing twice, in order, whatever is resent, cut off or killed",
    (seed) => {
      const { stored, got, said, refused, unacknowledged, settled } = disorder(seed);
      expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index + 1));
      expect(got).toEqual(stored);
      const ids = stored.map(({ clientId }) => clientId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length + refused.size).toBe(said);
      expect([...unacknowledged]).toEqual([]);
      expect(settled).toBe(1);
    },
  );
});
