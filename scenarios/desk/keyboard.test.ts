// A shift without a mouse: signed in, a call and a chat worked by keys alone, and whatever can be operated has a name that
// a screen reader can say (WCAG 2.1.1, 4.1.2).

import { Chromium, havePeer, pageHears, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";
import { ChatVisitor } from "../chat/chat-visitor.ts";

const both = havePeer("baresip") && havePeer("chromium");
const customerHz = 440;
const agentHz = 1000;
/** Roles of controls; each must have a name. */
const controls = [
  "button",
  "link",
  "textbox",
  "combobox",
  "checkbox",
  "radio",
  "tab",
  "menuitem",
  "switch",
  "searchbox",
];

let product: RunningProduct;
let scene: BankScene;
let browser: Chromium | undefined;
let visitor: ChatVisitor | undefined;

beforeAll(async () => {
  if (!both) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  scene = new BankScene(product);
});
afterEach(async () => {
  visitor?.disconnect();
  await browser?.dispose();
  await scene?.hangUpPhones();
});
afterAll(() => product?.dispose());

interface AccessibleNode {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  backendDOMNodeId?: number;
}

/** Controls of the page that a screen reader could only call by their kind. */
async function unnamed(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = (await devtools.send("Accessibility.getFullAXTree")) as unknown as { nodes: AccessibleNode[] };
  const operable = nodes.filter(({ ignored, role }) => !ignored && controls.includes(role?.value ?? ""));
  expect(operable.length).toBeGreaterThan(2);
  const nameless = operable.filter(({ name }) => (name?.value ?? "").trim() === "");
  const found: string[] = [];
  for (const { role, backendDOMNodeId } of nameless) {
    const { outerHTML } = (await devtools.send("DOM.getOuterHTML", {
      backendNodeId: backendDOMNodeId ?? 0,
    })) as { outerHTML: string };
    found.push(`${role?.value}: ${outerHTML.slice(0, 120)}`);
  }
  await devtools.detach();
  return found;
}

/** Goes on with Tab until `selector` has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press("Tab");
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`${selector} is not reached by Tab`);
}

describe.skipIf(!both)("a shift by keys alone", () => {
  it("AG-14 signs in, takes, holds, mutes and wraps up a call, answers a chat; no control without a name", async () => {
    browser = await Chromium.start({ voiceHz: agentHz });
    const page = await browser.open(product.url);
    const account = product.access.accounts.find(({ login }) => login === "agent1");
    await page.waitForSelector("input[autocomplete=username]:focus");
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.type("agent1");
    await tabTo(page, "input[type=password]");
    await page.keyboard.type(account?.password ?? "");
    await page.keyboard.press("Enter");

    await page.waitForSelector("[data-action=signIn]:focus");
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-phone=ready]");
    await page.keyboard.press("Alt+1");
    await page.waitForSelector("[data-agent-state=ready]");

    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);
    await page.waitForSelector("[data-operation=answer]:enabled");
    await page.keyboard.press("Alt+A");
    await page.waitForSelector("[data-call-state=connected]");
    await pageHears(page, customerHz);
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.press("Alt+H");
    await page.waitForSelector("[data-call-state=held]");
    await page.keyboard.press("Alt+H");
    await page.waitForSelector("[data-call-state=connected]");
    await page.keyboard.press("Alt+M");
    await page.waitForSelector("[data-operation=unmute]:enabled");
    await page.keyboard.press("Alt+M");
    await page.waitForSelector("[data-operation=mute]:enabled");
    await caller.hears(agentHz);

    // A dialog takes the focus, its list is reached, and Escape leaves it where one was.
    await page.keyboard.press("Alt+C");
    await page.waitForSelector(".ant-modal input:focus");
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".ant-modal", { state: "detached" });

    await page.keyboard.press("Alt+X");
    await page.waitForSelector(".wrap-up");
    await tabTo(page, ".wrap-up input[type=radio]");
    await page.keyboard.press("Space");
    await tabTo(page, ".wrap-up [data-note-input]");
    await page.keyboard.type("no mouse");
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.press("Alt+W");
    await page.waitForSelector("[data-agent-state=ready]");

    visitor = await ChatVisitor.begin({ url: product.url, name: "赵敏" });
    const { conversationId } = visitor;
    await page.getByText("赵敏").first().waitFor();
    await page.keyboard.press("Alt+I");
    await page.waitForSelector("[data-chat-input]");
    visitor.say("在吗");
    await page.getByText("在吗").first().waitFor();
    if ((await page.locator("[data-chat-input]:focus").count()) === 0) await tabTo(page, "[data-chat-input]");
    expect(await unnamed(page)).toEqual([]);
    await page.keyboard.type("zai");
    await page.keyboard.press("Enter");
    await visitor.hears("zai");
    await page.keyboard.press("Alt+Q");
    await visitor.inStage("ended");

    const call = await until("both records", async () => {
      const records = await scene.records();
      return records.length === 2 ? records.find(({ interactionId }) => interactionId !== conversationId) : undefined;
    });
    expect(await scene.recordOf(call.interactionId)).toMatchObject({
      ...{ endReason: "agentHungUp", disposition: "resolved", note: "no mouse" },
    });
  });
});
