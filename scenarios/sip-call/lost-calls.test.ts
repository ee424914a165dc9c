// A customer gives up waiting; an agent finds him on the page of lost calls and calls him back with one click. Real phones,
// Chromium.

import type { LostCall } from "@tellerline/api";
import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;
const both = havePeer("baresip") && havePeer("chromium");

let product: RunningProduct;
let scene: BankScene;
let browser: Chromium | undefined;

beforeAll(async () => {
  if (!both) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  scene = new BankScene(product);
});
afterAll(async () => {
  await browser?.dispose();
  await scene?.hangUpPhones();
  await product?.dispose();
});

describe.skipIf(!both)("a lost call", () => {
  it("RT-09 who gave up is listed to the agents of the queue, called back with one click, and then listed no more", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    await agent.api.post("desk/state", { state: "notReady", reason: "meal" });
    const customer = await scene.phone({
      ...{ address: "127.0.0.2", sipPort: 5060, voiceHz: customerHz },
      ...{ user: "13800138000", answers: "automatically" },
    });
    await scene.askForAgent(customer);
    const leader = await product.signIn("leader");
    await until("the customer to wait", async () => {
      const { queues } = await leader.get<{ queues: { waiting: number }[] }>("live");
      return queues.some(({ waiting }) => waiting > 0) ? true : undefined;
    });
    // Nobody has given up yet.
    const lost = async () => (await agent.api.get<{ items: LostCall[] }>("lost-calls")).items;
    expect(await lost()).toEqual([]);

    browser = await Chromium.start({});
    const page = await browser.context.newPage();
    await product.openAs(page, "agent1", "calls");
    await page.getByRole("link", { name: "未接来电" }).click();
    await page.getByText("没有未接来电").waitFor();

    await customer.hangUp();
    // It comes by itself.
    await page.locator("td", { hasText: "138****8000" }).waitFor();
    const [one] = await lost();
    expect(one).toMatchObject({ customerNumber: "138****8000", times: 1, claimedBy: null });

    await page.locator("[data-call-back]").click();
    const { interactionId } = await scene.onDesk(agent.api, "connected");
    await customer.hears(agentHz);
    await agent.device.hears(customerHz);
    await page.locator("td", { hasText: "李娜" }).waitFor();
    const colleague = await scene.agent("agent2", 1, agentHz);
    await expect(colleague.api.post(`lost-calls/${one?.interactionId}/call`)).rejects.toThrow(/409 .*李娜/);

    await agent.api.post(`desk/interactions/${interactionId}`, { operation: "hangUp" });
    expect(await scene.recordOf(interactionId)).toMatchObject({ kind: "outbound", customerNumber: "13800138000" });
    await page.getByText("没有未接来电").waitFor();
    await expect(agent.api.post(`lost-calls/${one?.interactionId}/call`)).rejects.toThrow(/404/);
  });
});
