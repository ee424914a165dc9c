// A team leader watches a chat from the live page in Chromium, whispers to its agent, writes to the visitor, and takes
// it over. He is not signed in as an agent until he does.

import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChatAgent, takeNoCalls } from "./chat-agent.ts";
import { ChatVisitor } from "./chat-visitor.ts";

let product: RunningProduct;
let browser: Chromium | undefined;

beforeAll(async () => {
  if (!havePeer("chromium")) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  await takeNoCalls(product, ["agent1"]);
});
afterAll(async () => {
  await browser?.dispose();
  await product?.dispose();
});

async function leaderPage(): Promise<Page> {
  browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await product.openAs(page, "leader");
  return page;
}

/** What the leader says in the conversation that is open. */
async function say(page: Page, text: string): Promise<void> {
  await page.fill("[data-chat-input]", text);
  await page.press("[data-chat-input]", "Enter");
}

const said = (visitor: ChatVisitor) =>
  visitor.lines.flatMap(({ content }) => (content.type === "text" ? [content.text] : []));

describe.skipIf(!havePeer("chromium"))("a leader and a chat", () => {
  it("SV-04 he watches it, whispers, writes to the visitor, takes it over; what was whispered never reaches the visitor", async () => {
    const agent = await ChatAgent.connect(await product.signIn("agent1"));
    await agent.api.post("desk/sign-in", { terminal: { kind: "none" } });
    await agent.api.post("desk/state", { state: "ready" });
    const visitor = await ChatVisitor.begin({ url: product.url, name: "王芳", number: "13800138000" });
    visitor.say("我的卡被吞了");
    const { interactionId } = await agent.accept();
    agent.say(interactionId, "请稍等，我为您查询");
    await visitor.hears("请稍等");

    const page = await leaderPage();
    await page.goto(`${product.url}live`);
    await page.getByRole("tab", { name: "当前呼叫" }).click();
    await page.getByRole("button", { name: "班长操作" }).first().click();
    await page.locator(".ant-dropdown:not(.ant-dropdown-hidden) .ant-dropdown-menu-item", { hasText: "监看" }).click();
    await page.locator(".ant-modal input").fill("质检抽查");
    await page.keyboard.press("Enter");
    await page.locator("td", { hasText: "周班长 · 监看" }).waitFor();

    await page.goto(`${product.url}desk`);
    await page.locator(".chat-bubble", { hasText: "我的卡被吞了" }).waitFor();
    expect(await page.locator("[data-chat-input]").count()).toBe(0);

    await page.click("[data-chat-supervision=coach]");
    await say(page, "先核实身份");
    await agent.hears(interactionId, "先核实身份");
    await page.click("[data-chat-supervision=bargeIn]");
    await page.waitForSelector("[data-chat-supervision=bargeIn][aria-pressed=true]");
    await say(page, "您好，我是值班班长");
    await visitor.hears("我是值班班长");
    expect(said(visitor)).not.toContain("先核实身份");

    await page.click("[data-chat-supervision=intercept]");
    await page.waitForSelector("[data-chat-operation=hangUp]");
    expect(await page.locator("[data-chat-supervision]").count()).toBe(0);
    await agent.sees("wrapUp");
    await say(page, "接下来由我为您办理");
    await visitor.hears("由我为您办理");
    expect(said(visitor)).not.toContain("先核实身份");

    const admin = await product.signIn("admin");
    const actions = await until("the audit to hold all of it", async () => {
      const { items } = await admin.get<{ items: { action: string; detail: object }[] }>("audit");
      const found = items.filter(({ action }) => action.startsWith("supervision."));
      return found.length >= 5 ? found : undefined;
    });
    expect(actions.map(({ action }) => action).reverse()).toEqual([
      ...["supervision.listen", "supervision.coach", "supervision.bargeIn", "supervision.intercept"],
      "supervision.ended",
    ]);
    expect(actions.at(-1)?.detail).toMatchObject({ reason: "质检抽查" });
    agent.close();
    visitor.disconnect();
  });
});
