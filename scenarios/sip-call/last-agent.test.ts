// A customer who calls again meets the agent who served him, though another has been free for longer.

import type { Desk } from "@tellerline/api";
import { havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene, type SceneAgent } from "../bank-scene.ts";

let product: RunningProduct;
let scene: BankScene;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
});
afterEach(() => scene?.hangUpPhones());
afterAll(() => product?.dispose());

interface QueueItem {
  id: string;
  name: string;
  version: number;
  wrapUpMs: number;
  routing: object;
}

/** One call to its end; @returns who served it. */
async function served(agents: SceneAgent[]): Promise<string> {
  const caller = await scene.customer(440);
  await scene.askForAgent(caller);
  const one = await until(
    "somebody to answer",
    async () => {
      for (const agent of agents) {
        const { interactions } = await agent.api.get<Desk>("desk");
        const talk = interactions.find(({ state }) => state === "connected");
        if (talk !== undefined) return { login: agent.login, interactionId: talk.interactionId };
      }
      return undefined;
    },
    30_000,
  );
  await caller.hangUp();
  await scene.recordOf(one.interactionId);
  return one.login;
}

describe.skipIf(!havePeer("baresip"))("a customer who calls again", () => {
  it("RT-04 RT-13 is served by the agent of last time, and the record says that this decided", async () => {
    const admin = await product.signIn("admin");
    const { items } = await admin.get<{ items: QueueItem[] }>("queues");
    const service = items.find(({ name }) => name === "service");
    const { id = "", version: _version, ...input } = service ?? {};
    const routing = { ...service?.routing, lastAgentWithinHours: 24, lastAgentHoldMs: 0 };
    await admin.put(`queues/${id}`, { ...input, wrapUpMs: 0, routing });
    const agents = [await scene.agent("agent1", 0, 1000), await scene.agent("agent2", 1, 1000)];
    const first = await served(agents);
    expect(await served(agents)).toBe(first);
    const leader = await product.signIn("leader");
    const [record] = await scene.records();
    const { stays } = await leader.get<{ stays: { offers: { decidedBy: string; reproduced: boolean }[] }[] }>(
      `records/${record?.interactionId}/routing`,
    );
    expect(stays[0]?.offers).toMatchObject([{ decidedBy: "favoured", reproduced: true }]);
    for (const agent of agents) await scene.leave(agent.api);
  });
});
