// The widget on somebody else's page, the desk in the console, both in Chromium: what is asserted is what people see.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatEntry } from "@tellerline/api";
import { Chromium, havePeer, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { demoChatEntry } from "./chat-visitor.ts";

/** Each of these would set the mark if it were anything but text. */
const hostile = [
  `<img src=x onerror="window.pwned=1">`,
  `<script>window.pwned=1</script>`,
  `<svg onload="window.pwned=1">`,
  `<a href="javascript:window.pwned=1">x</a>`,
  `"><iframe srcdoc="<script>parent.pwned=1</script>">`,
].join(" ");

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let product: RunningProduct;
let site: Server;
let origin: string;
const browsers: Chromium[] = [];

beforeAll(async () => {
  if (!havePeer("chromium")) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  const tag = `<script src="${product.url}widget/chat.js" data-entry="${demoChatEntry}"></script>`;
  const html = `<!doctype html><html lang="zh-CN"><body><h1>某银行</h1><style>button{color:lime!important}</style>${tag}</body></html>`;
  site = createServer((_, answer) => answer.setHeader("content-type", "text/html; charset=utf-8").end(html));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.dispose();
});
afterAll(async () => {
  site?.close();
  await product?.dispose();
});

/** Puts the foreign page on the entry's list. */
async function allowOrigin(): Promise<void> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: ChatEntry[] }>("chat-entries");
  const entry = items.find(({ id }) => id === demoChatEntry);
  if (entry === undefined) throw new Error("no demo entry");
  const { id, version, ...input } = entry;
  const answer = await fetch(`${product.url}api/v1/chat-entries/${id}`, {
    method: "PUT",
    headers: {
      ...{ authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
      "if-match": String(version),
    },
    body: JSON.stringify({ ...input, origins: [...input.origins, origin] }),
  });
  expect(answer.status).toBe(200);
}

async function open(url: string, voiceHz?: number): Promise<Page> {
  const browser = await Chromium.start(voiceHz === undefined ? {} : { voiceHz });
  browsers.push(browser);
  return browser.open(url);
}

/** The desk of an agent who is signed in with his browser and ready. */
async function readyDesk(login: string): Promise<Page> {
  const desk = await open(product.url, 1000);
  await product.signInOn(desk, login);
  await desk.click("[data-action=signIn]");
  await desk.waitForSelector("[data-phone=ready]");
  await desk.keyboard.press("Alt+1");
  await desk.waitForSelector("[data-agent-state=ready]");
  return desk;
}

async function say(page: Page, selector: string, text: string): Promise<void> {
  await page.fill(selector, text);
  await page.press(selector, "Enter");
}

/** Begins a chat in the widget. */
async function begin(page: Page, name: string): Promise<void> {
  await page.click(".launch");
  await page.fill("input[name=name]", name);
  await page.click(".before .primary");
  await page.waitForSelector(".composer");
}

const input = ".composer textarea";
const deskInput = "[data-chat-input]";
const pwned = (page: Page) => page.evaluate("window.pwned");
/** Runs in the page. */
function colourOf(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { color: string } };
  return getComputedStyle(element).color;
}
const hasText = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: text }).first().waitFor();

describe.skipIf(!havePeer("chromium"))("the chat widget", () => {
  it("RT-09 CH-01 a visitor leaves his number, is called back by an agent, and nobody else's number is dialled", async () => {
    const page = await open(`${product.url}bank/`);
    await page.click(".launch");
    await page.click(".call-back summary");
    const form = page.locator(".call-back form");
    await form.locator("input[name=number]").fill("00 1 900 555 0199");
    await form.getByRole("button").click();
    await page.getByText("该号码无法回拨").waitFor();
    await form.locator("input[name=number]").fill("138-0013-8000");
    await form.locator("input[name=name]").fill("王女士");
    await form.getByRole("button").click();
    await page.getByText("客服会尽快致电给您").waitFor();

    const leader = await open(product.url);
    await product.signInOn(leader, "leader");
    await leader.goto(`${product.url}live`);
    await leader.getByRole("link", { name: "待回呼" }).click();
    const row = leader.locator("tr", { hasText: "13800138000" });
    expect(await row.innerText()).toContain("网页");
    await row.getByRole("button", { name: "取消回呼" }).click();
    await leader.getByRole("tooltip").getByRole("button", { name: "取消回呼" }).click();
    await leader.getByText("没有等待回呼的客户").waitFor();

    const ask = (number: string) =>
      fetch(`${product.url}api/v1/chat/entries/${demoChatEntry}/call-backs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ language: "zh-CN", number }),
      }).then(({ status }) => status);
    const asked = await Promise.all(Array.from({ length: 12 }, (_, n) => ask(`139001390${n + 10}`)));
    expect(asked.filter((status) => status === 429)).toHaveLength(3);
    const api = await product.signIn("leader");
    for (const { id } of (await api.get<{ items: { id: string }[] }>("call-backs")).items)
      await api.delete(`call-backs/${id}`);
  });

  it("CH-01 a page that is not on the list of the entry gets nothing; while nobody is there a message can be left", async () => {
    const stranger = await open(origin);
    await stranger.click(".launch");
    await stranger.waitForSelector("[role=alert]");
    expect(await stranger.locator("input[name=name]").count()).toBe(0);

    await allowOrigin();
    await stranger.reload();
    await stranger.click(".launch");
    await stranger.waitForSelector("[data-offline]");
    await stranger.fill("input[name=contact]", "13800138000");
    await stranger.fill("textarea[name=text]", "请回电");
    await stranger.click(".before .primary");
    await hasText(stranger, ".notice", "留言已收到");
    // The page's own styles stay outside.
    const colour = await stranger.locator(".launch").evaluate(colourOf);
    expect(colour).toBe("rgb(255, 255, 255)");
  });

  it("CH-01 AG-03 CV-9 CM-02 a visitor of a foreign page is served: what he writes stays writing, a reload keeps it, files, transfer, end, satisfaction, record", async () => {
    await allowOrigin().catch(() => undefined);
    const desk = await readyDesk("agent1");
    const page = await open(origin);
    await begin(page, "<b>王芳</b>");
    await say(page, input, hostile);
    await desk.waitForSelector("[data-chat-state=offered]");
    await desk.waitForSelector("[data-chats-asking]");
    await desk.keyboard.press("Alt+I");
    await desk.waitForSelector(deskInput);
    await hasText(desk, ".chat-bubble", hostile);
    await hasText(desk, ".chat-list", "<b>王芳</b>");

    // Typing, the answer, and that it was read.
    await desk.locator(deskInput).pressSequentially("您好");
    await hasText(page, ".notice", "对方正在输入");
    await say(desk, deskInput, `您好 ${hostile}`);
    await hasText(page, ".theirs .bubble", `您好 ${hostile}`);
    await hasText(desk, "[data-chat-mark]", "已读");
    await hasText(page, "[data-mark]", "已读");

    // A ready-made answer by a slash.
    await desk.fill(deskInput, "/Greeting");
    await desk.waitForSelector("[data-quick-reply]");
    await desk.press(deskInput, "Enter");
    await desk.press(deskInput, "Enter");
    await hasText(page, ".theirs .bubble", "请问有什么可以帮您");

    // The visitor's page is loaded again: the same talk, nothing twice; what was said meanwhile is there.
    const before = await page.locator(".line").count();
    await page.reload();
    await page.click(".launch");
    await until("everything to be there again", async () =>
      (await page.locator(".line").count()) === before ? true : undefined,
    );
    await say(page, input, "我还在");
    await hasText(desk, ".chat-bubble", "我还在");
    // So is the agent's.
    await desk.reload();
    await hasText(desk, ".chat-bubble", "我还在");
    await desk.waitForSelector(deskInput);

    // Files both ways.
    await page.setInputFiles("input[type=file]", { name: "回单.png", mimeType: "image/png", buffer: png });
    await desk.waitForSelector(".chat-bubble img");
    await desk.setInputFiles("[data-chat-upload]", {
      name: "说明.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("ok"),
    });
    await hasText(page, ".theirs .link", "说明.txt");
    await desk.setInputFiles("[data-chat-upload]", {
      ...{ name: "x.html", mimeType: "text/html", buffer: Buffer.from("<script>window.pwned=1</script>") },
    });
    await hasText(desk, ".chat-composer [role=alert]", "文件未发送");

    // To a colleague, who takes it.
    const second = await readyDesk("agent2");
    await desk.click("[data-chat-operation=transfer]");
    await desk.locator(".picker-list button", { hasText: "示闲" }).first().click();
    await second.waitForSelector("[data-chat-state=offered]");
    await second.keyboard.press("Alt+I");
    await hasText(second, ".chat-bubble", hostile);
    await say(second, deskInput, "我来为您处理");
    await hasText(page, ".theirs .bubble", "我来为您处理");
    await desk.waitForSelector("[data-chat-state=wrapUp]");
    await desk.locator(".wrap-up label", { hasText: "已解决" }).click();
    await desk.keyboard.press("Alt+W");
    await desk.waitForSelector("[data-agent-state=ready]");

    // The end, and what the visitor thinks of it.
    await second.keyboard.press("Alt+Q");
    await page.locator(".star input").nth(4).check({ force: true });
    await page.fill(".rating input[name=comment]", `好 ${hostile}`);
    await page.click(".rating .primary");
    await hasText(page, ".notice", "感谢您的评价");
    await second.waitForSelector("[data-chat-state=wrapUp]");
    await second.keyboard.press("Alt+W");
    await second.waitForSelector("[data-agent-state=ready]");

    await second.goto(`${product.url}calls`);
    await second.locator("[data-record]").first().click();
    await hasText(second, "[data-chat-log]", hostile);
    await hasText(second, "[data-chat-log]", `好 ${hostile}`);
    await second.waitForSelector("[data-chat-log] img");
    for (const one of [page, desk, second]) expect(await pwned(one)).toBeUndefined();
  });
});
