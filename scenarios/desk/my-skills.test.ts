// An agent puts a skill away and takes it up again on his page: callers who ask for it wait meanwhile, and come then.

import type { AnswerOf, Live, MySkills } from "@tellerline/api";
import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const both = havePeer("baresip") && havePeer("chromium");

let product: RunningProduct;
let scene: BankScene;
let browser: Chromium | undefined;

beforeAll(async () => {
  if (!both) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  scene = new BankScene(product);
});
afterEach(async () => {
  await browser?.dispose();
  await scene?.hangUpPhones();
});
afterAll(() => product?.dispose());

/** Who waits in the demo's queue asks for Chinese from now on. */
async function askForChinese(): Promise<void> {
  const admin = await product.signIn("admin");
  const { items: skills } = await admin.get<{ items: { id: string; name: string }[] }>("skills");
  const { items } = await admin.get<{ items: { id: string; version: number }[] }>("queues");
  const [{ id, version: _version, ...queue }] = items as [{ id: string; version: number }];
  const requiredSkills = skills
    .filter(({ name }) => name === "zh-CN")
    .map((skill) => ({ skillId: skill.id, level: 3 }));
  await admin.put(`queues/${id}`, { ...queue, requiredSkills });
}

describe.skipIf(!both)("skills for now", () => {
  it("AG-05 RT-02 what an agent puts away is not offered to him, and is when he takes it up again", async () => {
    await askForChinese();
    const { api, device } = await scene.agent("agent1", 0, 1000);
    browser = await Chromium.start({});
    const page = await browser.open(product.url);
    await product.signInOn(page, "agent1");
    await page.click("[data-action=mySkills]");
    const chinese = page.locator(".my-skills label", { hasText: "zh-CN" });
    await chinese.click();
    await chinese.getByText("已调整").waitFor();

    const caller = await scene.customer(440);
    await scene.askForAgent(caller);
    const leader = await product.signIn("leader");
    const stage = async () => (await leader.get<Live>("live")).interactions[0]?.stage;
    await until("the caller to wait", async () => ((await stage()) === "queue" ? true : undefined));
    expect((await leader.get<Live>("live")).agents.find(({ state }) => state === "ready")?.skills).toEqual(["en-US"]);

    await chinese.click();
    await device.established();
    await scene.onDesk(api, "connected");
    await caller.hangUp();
    await scene.leave(api);

    const { items } = await (await product.signIn("admin")).get<AnswerOf<"listAudit">>("audit");
    const changes = items.filter(({ action }) => action === "agent.skills");
    expect(changes.map(({ detail }) => detail).reverse()).toMatchObject([
      { before: ["zh-CN", "en-US"], after: ["en-US"] },
      { before: ["en-US"], after: ["zh-CN", "en-US"] },
    ]);
  });

  it("AG-05 only allowed skills, and at the next sign-in those of every day", async () => {
    const api = await product.signIn("agent2");
    const mine = () => api.get<MySkills>("desk/skills");
    const active = ({ items }: MySkills) => items.filter((item) => item.active).map(({ name }) => name);
    const foreign = "00000000-0000-7000-8000-000000000000";
    await expect(api.put("desk/skills", { skillIds: [foreign] })).rejects.toThrow(/400/);
    await api.put("desk/skills", { skillIds: [] });
    expect(active(await mine())).toEqual([]);
    await product.kill();
    await product.launch();
    expect(active(await mine())).toEqual([]);
    await api.post("desk/sign-in", { terminal: { kind: "browser" } });
    expect(active(await mine())).toEqual(["en-US", "zh-CN"]);
  });
});
