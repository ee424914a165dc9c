// A customer does not want to wait: he keeps his place by a key, hangs up, and is called when it is his turn, even when the
// product was killed meanwhile. Real phones.

import type { AnswerOf, Desk, Live, LostCall, RecordSummary } from "@tellerline/api";
import { havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;

let product: RunningProduct;
let scene: BankScene;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
});
afterAll(async () => {
  await scene?.hangUpPhones();
  await product?.dispose();
});

describe.skipIf(!havePeer("baresip"))("a call-back", () => {
  it("RT-09 HA-04 a caller keeps his place, survives a kill, and is called by the next agent", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    await agent.api.post("desk/state", { state: "notReady", reason: "meal" });
    const customer = await scene.phone({
      ...{ address: "127.0.0.2", sipPort: 5060, voiceHz: customerHz },
      ...{ user: "13800138000", answers: "automatically" },
    });
    await scene.askForAgent(customer);
    const leader = await product.signIn("leader");
    const live = () => leader.get<Live>("live");
    await until(
      "the customer to wait",
      async () => (await live()).queues.some(({ waiting }) => waiting > 0) || undefined,
    );
    await customer.press("1");
    const waiting = async () => (await leader.get<AnswerOf<"listCallBacks">>("call-backs")).items;
    const [one] = await until("the call-back to wait", async () => {
      const items = await waiting();
      return items.length > 0 ? items : undefined;
    });
    expect(one).toMatchObject({ number: "13800138000", queueName: "service", source: "flow", attempts: 0 });
    // The bank says so and hangs up.
    await customer.ended();
    const records = async () => (await leader.get<{ items: RecordSummary[] }>("records")).items;
    const first = await until("the record of his call", async () => (await records())[0]);
    expect(first).toMatchObject({ kind: "inbound", endReason: "callBack" });
    expect((await agent.api.get<{ items: LostCall[] }>("lost-calls")).items).toEqual([]);
    const [queue] = (await live()).queues;
    expect(queue).toMatchObject({ waiting: 1, today: { offered: 0, abandoned: 0 }, longestSince: one?.since });

    await product.kill();
    await product.launch();
    await until(
      "the call-back to stand in its queue again",
      async () => (await live()).queues[0]?.waiting === 1 || undefined,
    );
    expect(await waiting()).toMatchObject([{ since: one?.since, attempts: 0 }]);
    await until(
      "the agent's phone to be known",
      async () => (await agent.api.get<Desk>("desk")).terminalOnline || undefined,
    );
    await agent.api.post("desk/state", { state: "ready" });
    const talk = await scene.onDesk(agent.api, "connected");
    expect(talk).toMatchObject({ kind: "callBack", customerNumber: "138****8000", queueName: "service" });
    await customer.hears(agentHz);
    await agent.device.hears(customerHz);
    await agent.api.post(`desk/interactions/${talk.interactionId}`, { operation: "hangUp" });
    const record = await scene.recordOf(talk.interactionId);
    expect(record).toMatchObject({ kind: "callBack", endReason: "agentHungUp" });
    expect(record.waitMs).toBeGreaterThan(0);
    expect(await waiting()).toEqual([]);
    await scene.leave(agent.api);
  });

  it("RT-09 an agent writes one down, a leader takes it away, and both are audited", async () => {
    const [agent, leader] = [await product.signIn("agent2"), await product.signIn("leader")];
    const { queues } = await leader.get<Live>("live");
    const queueId = queues[0]?.queueId;
    await expect(agent.post("call-backs", { queueId, number: "hello" })).rejects.toThrow(/400/);
    await expect(agent.get("call-backs")).rejects.toThrow(/403/);
    const { id } = await agent.post<{ id: string }>("call-backs", { queueId, number: "13900139000" });
    await until("it to wait", async () => (await leader.get<Live>("live")).queues[0]?.waiting === 1 || undefined);
    await leader.delete(`call-backs/${id}`);
    await until("it to be gone", async () => (await leader.get<Live>("live")).queues[0]?.waiting === 0 || undefined);
    await expect(leader.delete(`call-backs/${id}`)).rejects.toThrow(/404/);
    const { items } = await (await product.signIn("admin")).get<AnswerOf<"listAudit">>("audit");
    const actions = items.map(({ action }) => action).filter((action) => action.startsWith("callBack."));
    expect(actions).toEqual(["callBack.cancel", "callBack.request"]);
  });
});
