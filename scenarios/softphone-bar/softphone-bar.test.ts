// <softphone-bar> on a page that is not the product's: the agent works in it, the customer calls by telephone, the page is
// told what happens. What is asserted is what people see and hear, and what the page gets.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatEntry } from "@tellerline/api";
import { Chromium, havePeer, pageHears, RunningProduct, until } from "@tellerline/testkit";
import type { Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;

let product: RunningProduct;
let scene: BankScene;
let site: Server;
/** Of another site than the product: the browser keeps nothing for the frame. */
let origin: string;
/** Of the product's own site, as crm.bank.example is to cc.bank.example. */
let neighbour: string;
const browsers: Chromium[] = [];
const canRun = havePeer("chromium") && havePeer("baresip");

/** The bank's own application: the bar, and a list of what the bar told it. */
function application(language: string, body = ""): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>客户管理</title>
<style>button{color:lime!important}</style><script src="${product.url}softphone/bar.js"></script></head>
<body><h1>客户管理系统</h1><softphone-bar></softphone-bar>${body}<script>
window.told = [];
for (const name of ["change", "ringing", "answered", "ended", "refused"])
  document.addEventListener(name, ({ detail }) => window.told.push({ name, detail }));
</script></body></html>`;
}

beforeAll(async () => {
  if (!canRun) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  scene = new BankScene(product);
  site = createServer((request, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    const { searchParams } = new URL(request.url ?? "/", "http://page");
    const page = searchParams.get("frame");
    if (page === null) return answer.end(application(searchParams.get("lang") ?? "zh-CN"));
    return answer.end(`<iframe src="${product.url}softphone/frame?page=${encodeURIComponent(page)}"></iframe>`);
  });
  await new Promise<void>((resolve) => site.listen(0, resolve));
  const { port } = site.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  neighbour = `http://localhost:${port}`;
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.dispose();
  await scene?.hangUpPhones();
});
afterAll(async () => {
  site?.close();
  await product?.dispose();
});

/** Sets the pages that the tenant's chat entries allow. */
async function allow(...origins: string[]): Promise<void> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: ChatEntry[] }>("chat-entries");
  for (const { id, version, ...input } of items) {
    const answer = await fetch(`${product.url}api/v1/chat-entries/${id}`, {
      method: "PUT",
      headers: {
        ...{ authorization: `Bearer ${admin.token}`, "content-type": "application/json" },
        "if-match": String(version),
      },
      body: JSON.stringify({ ...input, origins }),
    });
    expect(answer.status).toBe(200);
  }
}

async function open(url: string): Promise<Page> {
  const browser = await Chromium.start({ voiceHz: agentHz });
  browsers.push(browser);
  return browser.open(url);
}

function barOf(page: Page): Promise<Frame> {
  return until("the frame of the bar", async () => {
    const frame = page.frames().find((one) => one.url().includes("/softphone/frame"));
    return frame !== undefined && (await frame.locator(".bar").count()) > 0 ? frame : undefined;
  });
}

async function enter(bar: Frame, login: string): Promise<void> {
  const account = product.access.accounts.find((candidate) => candidate.login === login);
  await bar.fill("[name=login]", login);
  await bar.fill("[name=password]", account?.password ?? "");
  await bar.click("[data-action=enter]");
}

/** An agent who is ready in the bar of a foreign page. */
async function readyBar(login: string): Promise<{ page: Page; bar: Frame }> {
  const page = await open(origin);
  const bar = await barOf(page);
  await enter(bar, login);
  await bar.click("[data-action=signIn]");
  await bar.waitForSelector("[data-phone=ready]");
  await bar.click("[data-action=ready]");
  await bar.waitForSelector("[data-agent-state=ready]");
  return { page, bar };
}

/** What the tests ask of the details of an event; the whole of it is in packages/sdk/src/softphone-bar.ts. */
interface Detail {
  interactionId: string;
  data: Record<string, string>;
}
type EventName = "change" | "ringing" | "answered" | "ended" | "refused";

/** What the page has been told by the events of this name. */
async function told(page: Page, name: EventName): Promise<Detail[]> {
  const all = await page.evaluate<{ name: EventName; detail: Detail }[]>("window.told");
  return all.filter((one) => one.name === name).map(({ detail }) => detail);
}

const first = (page: Page, name: EventName) =>
  until(`the page to be told ${name}`, async () => (await told(page, name))[0]);
/** Runs a method of the element in the page; a refusal comes back as the text of its code. */
const ask = (page: Page, call: string) =>
  page.evaluate(`document.querySelector("softphone-bar").${call}.then(() => "done", ({ code }) => code)`);

describe.skipIf(!canRun)("AG-10 <softphone-bar> on a foreign page", () => {
  it("AG-10 a page that no tenant allows gets no bar, and a frame for one page shows itself in no other", async () => {
    await allow();
    const stranger = await open(origin);
    await stranger.locator("softphone-bar [role=alert]").waitFor();
    expect(await stranger.locator("softphone-bar iframe").count()).toBe(0);
    const refused = await fetch(`${product.url}softphone/frame?page=${encodeURIComponent(origin)}`);
    expect([refused.status, refused.headers.get("x-frame-options")]).toEqual([403, "SAMEORIGIN"]);
    const injected = await fetch(`${product.url}softphone/frame?page=${encodeURIComponent(`${origin} *`)}`);
    expect(injected.status).toBe(400);

    const other = "https://crm.bank.example";
    await allow(other);
    const answer = await fetch(`${product.url}softphone/frame?page=${encodeURIComponent(other)}`);
    expect(answer.headers.get("content-security-policy")).toContain(`frame-ancestors ${other}`);
    await stranger.goto(`${origin}/?frame=${encodeURIComponent(other)}`);
    const blocked = stranger.frames().find((frame) => frame !== stranger.mainFrame());
    expect(await blocked?.locator(".bar").count()).toBe(0);
  });

  it("AG-10 AG-02 SW-05 an agent works in it: the page learns of the call and its data, sound goes both ways, the end is told once", async () => {
    await allow(origin);
    const { page, bar } = await readyBar("agent1");
    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);

    const ringing = await first(page, "ringing");
    await bar.waitForSelector("[data-call-state=offered]");
    expect(ringing).toMatchObject({ state: "offered", kind: "inbound", allowed: expect.arrayContaining(["answer"]) });
    expect(ringing.interactionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await bar.isEnabled("[data-operation=answer]")).toBe(true);
    expect(await bar.isEnabled("[data-operation=hold]")).toBe(false);
    expect(await ask(page, `attach({ 工单号: "GD-2026-17" })`)).toBe("notPossibleNow");

    await bar.click("[data-operation=answer]");
    await bar.waitForSelector("[data-call-state=connected]");
    await pageHears(bar, customerHz);
    await caller.hears(agentHz);
    expect(await first(page, "answered")).toMatchObject({ interactionId: ringing.interactionId });

    await bar.click("[data-operation=hold]");
    await bar.waitForSelector("[data-call-state=held]");
    await caller.hears(agentHz, false);
    expect(await ask(page, `operate("retrieve")`)).toBe("done");
    await bar.waitForSelector("[data-call-state=connected]");
    await caller.hears(agentHz);
    expect(await ask(page, `operate("retrieve")`)).toBe("notPossibleNow");
    expect(await ask(page, `attach({ 工单号: "GD-2026-17" })`)).toBe("done");

    await caller.hangUp();
    const ended = await first(page, "ended");
    expect(ended).toMatchObject({ interactionId: ringing.interactionId, wasAnswered: true });
    expect(ended.data).toMatchObject({ 工单号: "GD-2026-17" });
    await bar.waitForSelector("[data-panel=wrapUp]");
    await bar.locator("[data-panel=wrapUp] button", { hasText: "已解决" }).click();
    await bar.click("[data-action=endWrapUp]");
    await bar.waitForSelector("[data-agent-state=ready]");
    for (const name of ["ringing", "answered", "ended"] as const) expect(await told(page, name)).toHaveLength(1);
    const record = await scene.recordOf(ringing.interactionId);
    expect(record).toMatchObject({ disposition: "resolved" });
  });

  it("AG-10 a page drives it: state, a token of its own server, a reload keeps the session, the session never shows", async () => {
    await allow(neighbour);
    const page = await open(`${neighbour}/?lang=en-US`);
    await barOf(page);
    expect(await ask(page, `setState("ready")`)).toBe("notSignedIn");
    const { token } = await product.signIn("agent2");
    expect(await ask(page, `signIn({ token: ${JSON.stringify(token)} })`)).toBe("done");
    expect(await ask(page, "startWork()")).toBe("done");
    const bar = await barOf(page);
    await bar.waitForSelector("[data-phone=ready]");
    expect(await ask(page, `setState("ready")`)).toBe("done");
    const state = () => page.evaluate(`document.querySelector("softphone-bar").snapshot.agent?.state`);
    await until("the page to know that he is ready", async () => ((await state()) === "ready" ? true : undefined));

    await page.reload();
    const again = await barOf(page);
    await again.waitForSelector("[data-phone=ready]");
    // A lost terminal may have made him not ready; the session is what must have stayed.
    await until("the page to know him again", async () => ((await state()) === undefined ? undefined : true));
    expect(JSON.stringify(await page.evaluate("window.told"))).not.toContain(token);
    expect(await page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])")).toBe(
      '[{},{},""]',
    );

    expect(await ask(page, "signOut()")).toBe("done");
    await again.waitForSelector("[data-stage=signIn]");
    const old = await fetch(`${product.url}api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(old.status).toBe(401);
  });

  it("AG-10 whose tenant takes the page off its list is not let in any more, and nothing of him is told", async () => {
    await allow(origin);
    const page = await open(origin);
    const bar = await barOf(page);
    await allow();
    await enter(bar, "agent1");
    await bar.waitForSelector("[data-stage=forbidden]");
    expect(await told(page, "change")).toEqual([]);
  });
});
