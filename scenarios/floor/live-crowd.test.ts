// The live page of a floor of 2,000 agents, made here (crowd.ts): what it shows is exactly what the events said, whatever part of
// the list is in the page. How quick it is: bench/live-page.ts.

import { Chromium, havePeer, RunningProduct } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Crowd, countTones, crowdId } from "./crowd.ts";

let product: RunningProduct;
let browser: Chromium | undefined;

beforeAll(async () => {
  if (havePeer("chromium")) product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
});
afterEach(async () => {
  await browser?.dispose();
  browser = undefined;
});
afterAll(() => product?.dispose());

async function livePage(crowd: Crowd): Promise<Page> {
  browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await crowd.putUnder(page);
  await page.addInitScript(countTones);
  await product.openAs(page, "leader", "live");
  await page.waitForSelector(".agent-tile");
  return page;
}

const tile = (page: Page, n: number) => page.locator(`[data-agent="${crowdId("agent", n)}"]`);

async function choose(page: Page, select: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: select, exact: true }).click();
  await page
    .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
    .getByTitle(option, { exact: true })
    .click();
}

describe.skipIf(!havePeer("chromium"))("the live page of a big floor", () => {
  it("SV-01 shows of 2,000 agents those in sight, and after many changes exactly the last of each", async () => {
    const crowd = new Crowd(2000, 30);
    const page = await livePage(crowd);
    expect(await page.getByText("2000 / 2000 人").count()).toBe(1);
    expect(await page.locator(".virtual-grid > li").count()).toBeLessThan(120);
    for (let n = 0; n < 20; n++) crowd.tick(100);
    crowd.change(1234, {
      state: "wrapUp",
      since: Date.now(),
      name: "欧阳靖",
      today: { ...nothing, handled: 77, talkMs: 7_777_000 },
    });
    await page.getByRole("textbox", { name: "姓名或工号" }).fill("11234");
    await tile(page, 1234).waitFor();
    expect(await page.locator(".virtual-grid > li").count()).toBe(1);
    await page.getByText("接听 77 · 均通 1:41").waitFor();
    expect(await tile(page, 1234).getAttribute("data-state")).toBe("wrapUp");
    // What the page counts is what the crowd is.
    const ready = crowd.live.agents.filter(({ state }) => state === "ready").length;
    expect(await page.locator("[data-total=ready] dd").innerText()).toBe(String(ready));
    const waiting = crowd.live.queues.reduce((sum, queue) => sum + queue.waiting, 0);
    expect(await page.locator("[data-total=waiting] dd").innerText()).toBe(String(waiting));
    // Far down the list an agent is there when he is scrolled to, told as which of how many.
    await page.getByRole("textbox", { name: "姓名或工号" }).fill("");
    await choose(page, "排序", "按接听量");
    await page.evaluate("document.getElementById('content').scrollTo(0, 1e9)");
    const last = page.locator(".virtual-grid > li[aria-posinset='2000']");
    await last.waitFor();
    expect(await last.getAttribute("aria-setsize")).toBe("2000");
  });

  it("SV-01 is filtered by team, state and queue and ordered by time in state, and keeps that over a reload", async () => {
    const crowd = new Crowd(300, 10);
    const page = await livePage(crowd);
    await choose(page, "班组", "客服3组");
    await choose(page, "状态", "通话");
    await choose(page, "排序", "按持续时长");
    const expected = crowd.live.agents
      .filter(({ team, state }) => team === "客服3组" && state === "engaged")
      .sort((a, b) => a.since - b.since)
      .map(({ agentId }) => agentId);
    expect(expected.length).toBeGreaterThan(2);
    const shown = () =>
      page.evaluate(
        "[...document.querySelectorAll('[data-agent]')].sort((a, b) => a.ariaPosInSet - b.ariaPosInSet).map((tile) => tile.dataset.agent)",
      );
    await expect.poll(shown).toEqual(expected);
    await page.reload();
    await page.waitForSelector(".agent-tile");
    expect(await shown()).toEqual(expected);
    // He leaves the talk, and with it the list.
    crowd.change(Number(expected[0]?.slice(-12)), { state: "ready", since: Date.now() });
    await expect.poll(shown).toEqual(expected.slice(1));
  });

  it("SV-01 a figure over its limit is marked by colour and word; the limit of one queue is its own", async () => {
    const crowd = new Crowd(10, 3);
    crowd.changeQueue(0, { waiting: 6, longestSince: Date.now() });
    const page = await livePage(crowd);
    const waiting = (n: number) => page.locator(`[data-queue="${crowdId("queue", n)}"] [data-figure=waiting]`);
    expect(await waiting(0).innerText()).toMatch(/注意\s+6/);
    crowd.changeQueue(1, { waiting: 10, longestSince: Date.now() });
    await waiting(1).getByText("超限").waitFor();
    await page.getByRole("button", { name: "阈值" }).click();
    await choose(page, "适用队列", "队列1");
    await page.getByRole("spinbutton", { name: "等待数 注意" }).fill("3");
    await page.getByRole("spinbutton", { name: "等待数 超限" }).fill("6");
    await page.getByRole("button", { name: "保存" }).click();
    await waiting(0).getByText("超限").waitFor();
    crowd.changeQueue(1, { waiting: 6, longestSince: Date.now() });
    await waiting(1).getByText("注意").waitFor();
  });

  it("SV-01 sounds when a queue or an agent goes over its limit, once it was clicked for, and not for what was over before", async () => {
    const crowd = new Crowd(10, 3);
    for (let n = 0; n < 10; n++) crowd.change(n, { state: "ready", since: Date.now() });
    crowd.changeQueue(0, { waiting: 10, longestSince: Date.now() });
    const page = await livePage(crowd);
    const over = (count: number) =>
      page.locator("[data-total=alarms] [role=status]").getByText(String(count), { exact: true }).waitFor();
    const heard = () => page.evaluate<number>("heard");
    await over(1);
    expect(await heard()).toBe(0);
    const sound = page.getByRole("button", { name: "超限提示音" });
    await sound.click();
    await expect.poll(() => sound.getAttribute("aria-pressed")).toBe("true");
    expect(await heard()).toBe(3);
    crowd.changeQueue(0, { waiting: 12, longestSince: Date.now() });
    crowd.changeQueue(1, { waiting: 10, longestSince: Date.now() });
    await over(2);
    await expect.poll(heard).toBe(6);
    crowd.change(4, { state: "engaged", since: Date.now() - 3_600_000 });
    await over(3);
    await expect.poll(heard).toBe(9);
    await sound.click();
    crowd.changeQueue(2, { waiting: 10, longestSince: Date.now() });
    await over(4);
    expect(await heard()).toBe(9);
  });
});

const nothing = { handled: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 };
