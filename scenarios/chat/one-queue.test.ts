// Calls and chats in one queue, before one agent: what comes first is served first, whatever its medium, up to what he
// can have of each (RT-01).

import type { Live } from "@tellerline/api";
import { havePeer, type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";
import { ChatAgent } from "./chat-agent.ts";
import { ChatVisitor } from "./chat-visitor.ts";

const customerHz = 440;
const agentHz = 1000;

let product: RunningProduct;
let scene: BankScene;
let leader: ProductApi;
const visitors: ChatVisitor[] = [];
const agents: ChatAgent[] = [];

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
  leader = await product.signIn("leader");
});
afterEach(async () => {
  for (const visitor of visitors.splice(0)) visitor.disconnect();
  await scene?.hangUpPhones();
});
afterAll(async () => {
  for (const agent of agents) agent.close();
  await product?.dispose();
});

async function visitor(name: string): Promise<ChatVisitor> {
  const made = await ChatVisitor.begin({ url: product.url, name });
  visitors.push(made);
  return made;
}

/** An agent at a SIP phone who is signed in and rests. */
async function resting(): Promise<ChatAgent> {
  const { api } = await scene.agent("agent1", 0, agentHz);
  await api.post("desk/state", { state: "notReady", reason: "break" });
  const work = await ChatAgent.connect(api);
  agents.push(work);
  return work;
}

function inQueue(count: number): Promise<true> {
  return until(`${count} to wait`, async () => {
    const { interactions } = await leader.get<Live>("live");
    return interactions.filter(({ stage }) => stage === "queue").length === count ? true : undefined;
  });
}

describe.skipIf(!havePeer("baresip"))("calls and chats in one queue", () => {
  it("RT-01 first come, first served over both media; one call and three chats at once, the fourth chat waits; regression 13: a freed place goes to the oldest", async () => {
    const work = await resting();
    const first = await visitor("一");
    const second = await visitor("二");
    await inQueue(2);
    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);
    await inQueue(3);
    const third = await visitor("三");
    await inQueue(4);
    const fourth = await visitor("四");
    await inQueue(5);
    const fifth = await visitor("五");
    await inQueue(6);
    // The caller is one of those before him.
    await until("the visitor to know his place", () => (fifth.state?.position === 6 ? true : undefined));

    await work.api.post("desk/state", { state: "ready" });
    expect((await work.accept()).interactionId).toBe(first.conversationId);
    expect((await work.accept()).interactionId).toBe(second.conversationId);
    // His phone answers by itself: the call came third and is served third, beside the chats.
    const call = await work.sees("connected", "voice");
    expect((await work.accept()).interactionId).toBe(third.conversationId);
    await caller.hears(agentHz);

    const served = await work.desk();
    expect(served.interactions.map(({ channel, state }) => `${channel} ${state}`).sort()).toEqual([
      ...["chat connected", "chat connected", "chat connected", "voice connected"],
    ]);
    await until("the fourth to be next", () => (fourth.state?.position === 1 ? true : undefined));
    expect([fourth.state?.stage, fifth.state?.stage, fifth.state?.position]).toEqual(["queue", "queue", 2]);

    // He answers a chat while he talks.
    second.say("在吗");
    await work.hears(second.conversationId, "在吗");
    work.say(second.conversationId, "在的，请稍等");
    await second.hears("在的");

    // Regression 13 (CW 10583): whoever has waited longest gets the place, not whoever came last.
    await work.operate(first.conversationId, { operation: "hangUp" });
    expect((await work.accept()).interactionId).toBe(fourth.conversationId);
    expect(fifth.state?.stage).toBe("queue");

    await work.operate(call.interactionId, { operation: "hangUp" });
    // A freed call makes no place for a chat.
    await until("the call to be over", async () =>
      (await work.states())[call.interactionId] === "connected" ? undefined : true,
    );
    expect(fifth.state?.stage).toBe("queue");
    fifth.send({ type: "leave" });
    await fifth.inStage("ended");
    await work.clear();
  });
});
