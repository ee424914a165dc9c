// A team leader works from the live page, in Chromium, with a phone of his own: he sees what goes on, listens in, moves
// who waits and changes an agent's state. What happens is heard at the phones and asked of the API.

import type { Desk, Live } from "@tellerline/api";
import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;
const leaderHz = 1500;
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
  browser = undefined;
  await scene?.hangUpPhones();
});
afterAll(() => product?.dispose());

/** The live page as the leader sees it. */
async function livePage(): Promise<Page> {
  browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await product.openAs(page, "leader", "live");
  await page.waitForSelector(".virtual-grid");
  return page;
}

/** An item of the menu that is open. */
function choose(page: Page, word: string): Promise<void> {
  return page.locator(".ant-dropdown:not(.ant-dropdown-hidden) .ant-dropdown-menu-item", { hasText: word }).click();
}

async function leaderWithPhone() {
  const leader = await scene.agent("leader", 1, leaderHz);
  await leader.api.post("desk/state", { state: "notReady", reason: "meeting" });
  return leader;
}

describe.skipIf(!both)("the live page of a team leader", () => {
  it("SV-01 SV-03 SV-04 he sees the talk, listens to it and ends it by force, with a reason that the agent sees", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    const leader = await leaderWithPhone();
    const page = await livePage();
    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);
    const { interactionId } = await scene.onDesk(agent.api, "connected");
    await page.waitForSelector(".agent-tile[data-state=engaged]");

    await page.getByRole("tab", { name: "当前呼叫" }).click();
    await page.getByRole("button", { name: "班长操作" }).first().click();
    await choose(page, "监听");
    await page.locator(".ant-modal input").fill("新员工带教");
    await page.keyboard.press("Enter");
    await leader.device.hears(customerHz);
    await leader.device.hears(agentHz);
    await caller.hears(leaderHz, false);

    await page.locator("td", { hasText: "周班长 · 监听" }).waitFor();
    await page.getByRole("tab", { name: "座席" }).click();
    await page.getByText("周班长 正在监听").waitFor();
    await page.getByText("正在监听 李娜").waitFor();
    await page.getByRole("button", { name: "对 李娜 的班长操作" }).click();
    await choose(page, "强制释放");
    const done = page.locator(".ant-modal .ant-btn-primary");
    expect(await done.isDisabled()).toBe(true);
    await page.locator(".ant-modal input").fill("客户投诉，改派");
    await done.click();
    await agent.device.ended();
    expect((await agent.api.get<Desk>("desk")).forced).toMatchObject({ action: "release", reason: "客户投诉，改派" });
    await caller.hangUp();
    await scene.recordOf(interactionId);
    const admin = await product.signIn("admin");
    const { items } = await admin.get<{ items: { action: string; detail: object }[] }>("audit");
    expect(items.find(({ action }) => action === "supervision.listen")?.detail).toMatchObject({ reason: "新员工带教" });
    await scene.leave(agent.api);
    await scene.leave(leader.api);
  });

  it("SV-03 SV-01 an agent is locked from the page, which shows it; what is refused is said in Chinese alone", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    const page = await livePage();
    await page.getByRole("button", { name: "对 李娜 的班长操作" }).click();
    await choose(page, "闭锁");
    await page.locator(".ant-modal input").fill("违规操作");
    // Somebody else locks him while the reason is written.
    const leader = await product.signIn("leader");
    const { agents } = await leader.get<Live>("live");
    const agentId = agents.find(({ name }) => name === "李娜")?.agentId ?? "";
    await leader.post(`agents/${agentId}/force`, { action: "lock", reason: "同一件事" });
    await page.keyboard.press("Enter");
    const refusal = page.locator(".ant-message-error");
    await refusal.waitFor();
    expect(await refusal.innerText()).toBe("该座席已经被闭锁。");
    await page.getByText("已闭锁").waitFor();
    await leader.post(`agents/${agentId}/force`, { action: "unlock", reason: "已说明" });
    await scene.leave(agent.api);
  });

  it("RT-07 RT-13 SV-01 who waits is explained, given to one agent, or made more urgent, from the page", async () => {
    const agents = [await scene.agent("agent1", 0, agentHz), await scene.agent("agent2", 2, agentHz)];
    for (const { api } of agents) await api.post("desk/state", { state: "notReady", reason: "meal" });
    const leader = await leaderWithPhone();
    const page = await livePage();
    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);
    const interactionId = await until("him to wait", async () => {
      const { interactions } = await leader.api.get<Live>("live");
      return interactions.find(({ stage }) => stage === "queue")?.interactionId;
    });
    await page.getByRole("tab", { name: "当前呼叫" }).click();
    const row = page.locator(`tr[data-row-key="${interactionId}"]`);
    await row.getByRole("button", { name: "路由解释" }).click();
    await page.getByText("仍在等待").waitFor();
    await page.locator(".routing-causes").getByText("座席示忙").waitFor();
    await page.getByRole("button", { name: "重新计算" }).click();
    await page.locator(".ant-drawer-close").click();
    await page.locator(".ant-drawer").waitFor({ state: "hidden" });
    await row.getByRole("button", { name: "班长操作" }).click();
    await choose(page, "调整优先级");
    await page.locator(".ant-modal input").fill("7");
    await page.locator(".ant-modal .ant-btn-primary").click();
    await page.getByText("已移动").waitFor();
    await page.locator(".ant-modal").waitFor({ state: "detached" });
    await row.getByRole("button", { name: "班长操作" }).click();
    await choose(page, "指定座席");
    await page.locator(".ant-modal input").fill("张伟");
    await page.keyboard.press("Enter");
    await page.locator(".ant-modal .ant-btn-primary").click();
    await page.locator(".ant-modal").waitFor({ state: "detached" });
    // The other one is ready first, and is passed over.
    for (const { api } of agents) await api.post("desk/state", { state: "ready" });
    const [other, chosen] = agents;
    if (other === undefined || chosen === undefined) throw new Error("two agents");
    expect((await scene.onDesk(chosen.api, "connected")).interactionId).toBe(interactionId);
    expect((await other.api.get<Desk>("desk")).interactions).toEqual([]);
    await caller.hangUp();
    for (const { api } of [...agents, leader]) await scene.leave(api);
  });

  it("SV-04 he watches an agent's screen live, page by page, without passwords; begin, end and reason are audited", async () => {
    const agentBrowser = await Chromium.start({});
    try {
      const desk = await agentBrowser.context.newPage();
      const agent = await product.signIn("agent1");
      await agent.post("desk/sign-in", { terminal: { kind: "browser" } });
      await product.openAs(desk, "agent1");
      await desk.click("[data-action=account]");
      await desk.getByRole("menuitem", { name: "修改密码" }).click();
      const page = await livePage();
      let heard = "";
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => {
          if (socket.url().includes("/screen")) heard += String(payload);
        }),
      );
      const tile = page.locator("[data-agent]", { hasText: "李娜" });
      await tile.getByRole("button").last().click();
      await choose(page, "屏幕监视");
      await page.getByPlaceholder("原因（可不填）").fill("新人第一天");
      await page.getByRole("button", { name: "屏幕监视" }).click();
      const screen = page.frameLocator(".screen-place iframe");
      await screen.locator("input[type=password]").first().waitFor({ state: "attached" });
      await desk.locator("input[type=password]").first().fill("Geheim-4711");
      await until("the field to be filled, and masked", () => heard.includes("***********") || undefined);
      expect(heard).not.toContain("Geheim");
      await desk.goto(`${product.url}calls`);
      await screen.getByRole("heading", { name: "通话记录" }).waitFor();
      expect(await screen.locator("script[src]").count()).toBe(0);
      await page.keyboard.press("Escape");
      const admin = await product.signIn("admin");
      const audit = await until("the end to be audited", async () => {
        const { items } = await admin.get<{ items: { action: string; detail: object }[] }>("audit");
        return items.some(({ action }) => action === "screen.watched") ? items : undefined;
      });
      expect(audit.find(({ action }) => action === "screen.watch")?.detail).toEqual({ reason: "新人第一天" });
      expect((await agent.get<Desk>("desk")).screenWatched).toBe(false);
      await agent.post("desk/sign-out");
    } finally {
      await agentBrowser.dispose();
    }
  });

  it("SV-01 SW-01 a call is seen on its trunk, at its step of the flow, and when it is over in the course of the day", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    await agent.api.post("desk/state", { state: "notReady", reason: "meal" });
    const leader = await product.signIn("leader");
    const page = await livePage();
    const caller = await scene.customer(customerHz);
    await page.getByRole("tab", { name: "中继" }).click();
    const trunk = page.locator("[data-trunk]").first();
    const figure = (name: string) => trunk.locator(`[data-figure=${name}]`).innerText();
    await trunk.waitFor();
    const before = Number(await figure("callsIn"));
    expect(await figure("busyIn")).toBe("0");
    await scene.askForAgent(caller);
    await until("the trunk to have it", async () => (await figure("busyIn")) === "1" || undefined);
    expect(Number(await figure("callsIn"))).toBe(before + 1);
    await page.getByRole("tab", { name: "流程", exact: true }).click();
    const flow = page.locator("[data-flow]", { hasText: "1 人" });
    await flow.locator("[data-step]").waitFor();
    await until("him to wait", async () => {
      const { interactions } = await leader.get<Live>("live");
      return interactions.some(({ stage }) => stage === "queue") || undefined;
    });
    await flow.locator("[data-step]").waitFor();
    await caller.hangUp();
    await page.getByText("当前无人").first().waitFor();
    await page.getByRole("tab", { name: "今日走势" }).click();
    const table = page.getByRole("table", { name: "今日走势" });
    await page.getByRole("combobox", { name: "队列", exact: true }).first().waitFor();
    await until("the course to have it", async () => {
      if ((await table.count()) > 0 && /\t1/.test(await table.innerText())) return true;
      await page.getByRole("tab", { name: "中继" }).click();
      await page.getByRole("tab", { name: "今日走势" }).click();
      return undefined;
    });
    await page.getByRole("tab", { name: "中继" }).click();
    await until("the trunk to be free", async () => (await figure("busyIn")) === "0" || undefined);
    await agent.api.post("desk/sign-out");
  });

  it("RT-07 RT-08 SV-01 who waits is moved to the front from the page; the queue shows how long one would wait", async () => {
    const agent = await scene.agent("agent1", 0, agentHz);
    await agent.api.post("desk/state", { state: "notReady", reason: "meal" });
    const leader = await leaderWithPhone();
    const page = await livePage();
    const callers = [await scene.customer(customerHz), await scene.customer(customerHz)];
    for (const caller of callers) await scene.askForAgent(caller);
    const waiting = await until("both to wait", async () => {
      const { interactions } = await leader.api.get<Live>("live");
      const both = interactions.filter(({ stage }) => stage === "queue").sort((a, b) => a.since - b.since);
      return both.length === 2 ? both : undefined;
    });
    expect(await page.getByRole("columnheader", { name: "预计等待" }).count()).toBeGreaterThan(0);
    const last = waiting[1]?.interactionId ?? "";
    await page.getByRole("tab", { name: "当前呼叫" }).click();
    await page.locator(`tr[data-row-key="${last}"]`).getByRole("button", { name: "班长操作" }).click();
    await choose(page, "移到队首");
    await page.getByText("已移动").waitFor();
    await agent.api.post("desk/state", { state: "ready" });
    expect((await scene.onDesk(agent.api, "connected")).interactionId).toBe(last);
    for (const caller of callers) await caller.hangUp();
    await scene.leave(agent.api);
    await scene.leave(leader.api);
  });

  it("RT-14 a day with another skill and without those who answered is played again from the page", async () => {
    const page = await livePage();
    await page.goto(`${product.url}admin/whatIf`);
    const pick = async (field: string, option: string) => {
      await page.getByRole("combobox", { name: field, exact: true }).click();
      await page
        .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
        .getByTitle(option, { exact: true })
        .click();
    };
    for (const name of ["张伟", "李娜", "周班长"]) {
      await pick("减少座席", name);
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "添加一项" }).click();
    await pick("座席", "李娜");
    await page.getByRole("button", { name: "开始仿真" }).click();
    await page.getByText("必填").first().waitFor();
    await page.getByRole("combobox", { name: "技能", exact: true }).click();
    await page
      .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option")
      .filter({ hasText: "en-US" })
      .click();
    await page.getByRole("spinbutton", { name: "等级" }).fill("9");
    await page.getByRole("button", { name: "开始仿真" }).click();
    await page
      .getByText(/原样重放与日志/)
      .or(page.locator(".ant-alert"))
      .first()
      .waitFor();
    expect(await page.locator(".admin-part").innerText()).toContain("原样重放与日志逐条一致");
    // Nobody is left to answer: all who were answered are not.
    const answered = await page.locator(".what-if .ant-table-row td").nth(2).innerText();
    expect(answered).toMatch(/^[1-9]\d* → 0$/);
  });
});
