// Notices and messages between colleagues, in Chromium: a leader publishes on his page and sees who reads; at an agent's
// page what is new is counted, stands before him and is confirmed; two colleagues write to each other.

import type { DeskNotice, MessageThread, Notice } from "@tellerline/api";
import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const here = havePeer("chromium");

let product: RunningProduct;
const browsers: Chromium[] = [];

beforeAll(async () => {
  if (here) product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.dispose();
});
afterAll(() => product?.dispose());

async function pageOf(login: string): Promise<Page> {
  const browser = await Chromium.start({});
  browsers.push(browser);
  const page = await browser.context.newPage();
  await product.openAs(page, login);
  await page.waitForSelector("[data-events=live]");
  return page;
}

/** Opens notices or messages in the drawer that is there; how many are unread stands beside the word. */
const part = (page: Page, word: string) => page.locator(".inbox .ant-segmented-item", { hasText: word }).click();
const bell = (page: Page, unread: number) => page.locator(`button[data-unread="${unread}"]`);

describe.skipIf(!here)("notices and messages on the pages", () => {
  it("SV-10 AG-07 a leader publishes a notice with receipt: agents have it at once, who confirmed it is seen as it happens", async () => {
    const [leader, agent] = [await pageOf("leader"), await pageOf("agent1")];
    await bell(agent, 0).waitFor();
    await leader.goto(`${product.url}notices`);
    await leader.locator("[data-notice-new]").click();
    const dialog = leader.locator(".ant-modal");
    await dialog.getByRole("button", { name: "发布" }).click();
    await dialog.locator(".ant-form-item-explain-error").first().waitFor();
    await dialog.getByLabel("标题").fill("今日利率调整");
    await dialog.getByLabel("正文").fill("一年期存款利率下调 10 个基点。\n请按新利率答复客户。");
    await dialog.getByText("紧急", { exact: true }).click();
    await dialog.getByText("要求阅读回执").click();
    await dialog.getByRole("button", { name: "发布" }).click();
    await dialog.waitFor({ state: "detached" });

    const row = leader.locator("tr", { hasText: "今日利率调整" });
    await row.getByText("0 / 4").click();
    const readers = leader.locator(".ant-drawer");
    const reader = readers.locator("tr", { hasText: "李娜" });
    await reader.getByText("未读").waitFor();

    await bell(agent, 1).waitFor();
    const banner = agent.locator("[data-notice-banner]");
    await banner.getByText("紧急公告：今日利率调整").waitFor();
    await banner.getByRole("button", { name: "查看" }).click();
    await agent.getByText("请按新利率答复客户。").waitFor();
    // Looking at it confirms nothing.
    const own = await product.signIn("agent1");
    const mine = async () => (await own.get<{ items: DeskNotice[] }>("desk/notices")).items;
    expect((await mine()).map(({ readAt }) => readAt)).toEqual([null]);
    await agent.locator("[data-notice-confirm]").click();
    await agent.getByText("已确认").waitFor();
    await banner.waitFor({ state: "detached" });
    await bell(agent, 0).waitFor();

    await reader.getByText("未读").waitFor({ state: "detached" });
    await readers.getByText("1 / 4").waitFor();
    expect(await readers.locator("tr", { hasText: "张伟" }).getByText("未读").count()).toBe(1);
    const { items } = await (await product.signIn("leader")).get<{ items: Notice[] }>("notices");
    expect(items[0]).toMatchObject({ title: "今日利率调整", urgency: "urgent", mustConfirm: true, read: 1 });

    await leader.keyboard.press("Escape");
    await row.getByRole("button", { name: "撤回" }).click();
    await leader.locator(".ant-popconfirm .ant-btn-primary").click();
    await row.getByText("已撤回").waitFor();
    await agent.getByText("当前没有公告").waitFor();
  });

  it("AG-07 a notice without receipt is read when it is unfolded", async () => {
    const leader = await product.signIn("leader");
    const made = await leader.post<Notice>("notices", {
      ...{ title: "周五培训", text: "15:00 三楼会议室", audience: { kind: "all" }, urgency: "normal" },
      ...{ mustConfirm: false, validUntil: Date.now() + 3_600_000 },
    });
    const agent = await pageOf("agent2");
    await bell(agent, 1).click();
    expect(await agent.locator("[data-notice-banner]").count()).toBe(0);
    await agent.locator(`[data-notice="${made.id}"] button`).click();
    await agent.getByText("15:00 三楼会议室").waitFor();
    await agent.locator(`[data-notice="${made.id}"]`).getByText("已读").waitFor();
    await bell(agent, 0).waitFor();
    await until("the receipt", async () =>
      (await leader.get<{ items: Notice[] }>("notices")).items.find(({ id, read }) => id === made.id && read === 1),
    );
    const headers = { authorization: `Bearer ${leader.token}`, "if-match": `"${made.version}"` };
    const answer = await fetch(`${leader.url}api/v1/notices/${made.id}`, { method: "DELETE", headers });
    expect(answer.status).toBe(200);
    await agent.getByText("当前没有公告").waitFor();
  });

  it("AG-07 colleagues write to each other: unread is counted at once, and is no more when it was seen", async () => {
    const [first, second] = [await pageOf("agent1"), await pageOf("agent3")];
    await bell(first, 0).click();
    await part(first, "消息");
    await first.locator("[data-message-new]").click();
    await first.locator(".ant-select-item-option", { hasText: "刘洋" }).click();
    await bell(second, 0).waitFor();
    await first.locator("[data-message-input]").fill("3 号线客户找你");
    await first.keyboard.press("Enter");
    await first.locator(".thread-lines .mine").getByText("3 号线客户找你").waitFor();

    await bell(second, 1).click();
    await second.locator(".thread-list button", { hasText: "李娜" }).click();
    await second.locator(".thread-lines").getByText("3 号线客户找你").waitFor();
    await bell(second, 0).waitFor();
    await second.locator("[data-message-input]").fill("马上转给我");
    await second.keyboard.press("Enter");
    await first.locator(".thread-lines").getByText("马上转给我").waitFor();

    // Both have read it all: what the server knows, not what the page says.
    for (const login of ["agent1", "agent3"]) {
      const api = await product.signIn(login);
      await until(`${login} to have read everything`, async () => {
        const { items } = await api.get<{ items: MessageThread[] }>("desk/messages");
        return items.some(({ last }) => last !== null) && items.every(({ unread }) => unread === 0);
      });
    }
  });

  it("SV-10 an agent has no page to publish, and the server refuses him", async () => {
    const agent = await pageOf("agent2");
    expect(await agent.locator(".shell-nav a[href='/notices']").count()).toBe(0);
    const api = await product.signIn("agent2");
    await expect(api.get("notices")).rejects.toThrow("forbidden");
  });
});
