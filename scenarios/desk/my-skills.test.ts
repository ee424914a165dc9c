// An agent puts a skill away and takes it up again on his page: callers who ask for it wait meanwhile, and come then.

import type { AnswerOf, Live, LiveGroups, MySkills } from "@tellerline/api";
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
  it("AG-05 RT-02 RT-16 what an agent puts away is not offered to him, and is when he takes it up again", async () => {
    await askForChinese();
    const { api, device } = await scene.agent("agent1", 0, 1000);
    browser = await Chromium.start({});
    const page = await browser.context.newPage();
    await product.openAs(page, "agent1");
    await page.click("[data-action=mySkills]");
    const chinese = page.locator(".my-skills label", { hasText: "zh-CN" });
    await chinese.click();
    await chinese.getByText("已调整").waitFor();

    const caller = await scene.customer(440);
    await scene.askForAgent(caller);
    const leader = await product.signIn("leader");
    const stage = async () => (await leader.get<Live>("live")).interactions[0]?.stage;
    const chineseNow = async () =>
      (await leader.get<LiveGroups>("live/groups")).skills.find(({ name }) => name === "zh-CN");
    await until("the caller to wait", async () => ((await stage()) === "queue" ? true : undefined));
    expect((await leader.get<Live>("live")).agents.find(({ state }) => state === "ready")?.skills).toEqual(["en-US"]);

    expect(await chineseNow()).toMatchObject({ waiting: 1, agentsReady: 0, offered: 0 });

    await chinese.click();
    await device.established();
    const { interactionId } = await scene.onDesk(api, "connected");
    expect(await chineseNow()).toMatchObject({ waiting: 0, agentsTalking: 1 });
    await caller.hangUp();
    await scene.leave(api);
    await scene.recordOf(interactionId);
    expect(await chineseNow()).toMatchObject({ offered: 1, answered: 1, abandoned: 0 });
    const { teams, centre } = await leader.get<LiveGroups>("live/groups");
    expect(teams).toMatchObject([{ name: "客服一组", offered: 1, answered: 1, handled: 1 }]);
    expect(centre).toMatchObject({ offered: 1, answered: 1 });

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
    // RT-16: the day of skills and teams outlives the product.
    const { skills } = await (await product.signIn("leader")).get<LiveGroups>("live/groups");
    expect(skills.find(({ name }) => name === "zh-CN")).toMatchObject({ offered: 1, answered: 1 });
    await api.post("desk/sign-in", { terminal: { kind: "browser" } });
    expect(active(await mine())).toEqual(["en-US", "zh-CN"]);
  });
});
