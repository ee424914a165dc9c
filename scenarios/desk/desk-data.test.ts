// What is written down at a desk, through the whole product: an agent attaches data and writes the note on the page, his
// colleague has both before he answers, two writers meet in one note, and the record keeps it all.

import type { FollowUp, InteractionNote } from "@tellerline/api";
import { Chromium, havePeer, type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
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
  browser = undefined;
  await scene?.hangUpPhones();
});
afterAll(() => product?.dispose());

async function deskPage(login: string): Promise<Page> {
  browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await product.openAs(page, login);
  await page.waitForSelector(".desk-page");
  return page;
}

/** An agent whose phone rings until he answers it by hand. */
async function ringingAgent(login: string, phoneIndex: number) {
  const account = product.access.phones[phoneIndex];
  if (account === undefined) throw new Error("no such phone");
  const device = await scene.phone({
    ...{ address: "127.0.0.1", voiceHz: 1000, user: account.username, password: account.password },
    ...{ registrar: `127.0.0.1:${product.ports.sip}`, answers: "by hand" },
  });
  return { device, api: await scene.signIn(login, account.username) };
}

/** Writes on a version; answers the code of the problem when refused. */
async function write(api: ProductApi, interactionId: string, text: string, version: number): Promise<string> {
  const answer = await fetch(`${api.url}api/v1/interactions/${interactionId}/note`, {
    method: "PUT",
    headers: { authorization: `Bearer ${api.token}`, "content-type": "application/json", "if-match": `"${version}"` },
    body: JSON.stringify({ text }),
  });
  return answer.ok ? "saved" : ((await answer.json()) as { code: string }).code;
}

const noteState = (page: Page, state: string) => page.waitForSelector(`.note-field[data-note-state=${state}]`);

describe.skipIf(!both)("notes and data at the desk", () => {
  it("AG-06 AG-04 data and note go with the call to the next agent before he answers, and into the record", async () => {
    const first = await scene.agent("agent1", 0, 800);
    const page = await deskPage("agent1");
    const caller = await scene.customer(440);
    await scene.askForAgent(caller);
    const { interactionId, path } = await scene.onDesk(first.api, "connected");
    expect(path.flatMap(({ digits }) => digits ?? [])).toEqual(["1", "0"]);
    expect(path.some(({ prompts }) => prompts?.includes("main-menu"))).toBe(true);

    await page.fill("[data-attach-name]", "订单号");
    await page.fill("[data-attach-value]", "A-1024");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-attribute="订单号"]');
    await page.fill("[data-note-input]", "客户询问订单");
    await noteState(page, "saved");
    await page.fill("[data-note-input]", "客户询问订单，要求回电");
    await page.reload();
    await until("the note to be there after the reload", async () =>
      (await page.inputValue("[data-note-input]").catch(() => "")) === "客户询问订单，要求回电" ? true : undefined,
    );
    await noteState(page, "saved");

    const second = await ringingAgent("agent2", 1);
    const { items } = await (await product.signIn("leader")).get<{ items: { id: string }[] }>("queues");
    const target = { kind: "queue", queueId: items[0]?.id };
    await first.api.post(`desk/interactions/${interactionId}`, { operation: "transfer", target });
    const offered = await scene.onDesk(second.api, "offered");
    expect([offered.answeredAt, offered.attributes.订单号]).toEqual([null, "A-1024"]);
    const before = await second.api.get<InteractionNote>(`interactions/${interactionId}/note`);
    expect([before.text, before.by]).toEqual(["客户询问订单，要求回电", "李娜"]);
    await expect(second.api.post(`interactions/${interactionId}/data`, { set: { early: "x" } })).rejects.toThrow(
      "notPossibleNow",
    );
    await second.device.accept();
    await scene.onDesk(second.api, "connected");

    // Two writers: the second on what he saw, the first in his wrap-up on what he has before him.
    await page.waitForSelector(".wrap-up [data-note-input]");
    await page.context().setOffline(true);
    await page.fill(".wrap-up [data-note-input]", "客户询问订单，要求回电。李娜补充");
    expect(await write(second.api, interactionId, "张伟：已退款", before.version)).toBe("saved");
    expect(await write(second.api, interactionId, "覆盖", before.version)).toBe("changedMeanwhile");
    await page.context().setOffline(false);
    await page.type(".wrap-up [data-note-input]", "。");
    await noteState(page, "conflict");
    await page.click("[data-note-merge]");
    await noteState(page, "saved");
    await page.click("#wrap-up-submit");

    await caller.hangUp();
    await scene.leave(second.api);
    const record = await scene.recordOf(interactionId);
    expect(record.note).toContain("张伟：已退款");
    expect(record.note).toContain("李娜补充");
    expect(record.attributes.订单号).toBe("A-1024");
    const attached = record.timeline.find(({ type }) => type === "attached");
    expect(attached?.data).toMatchObject({ agentName: "李娜", name: "订单号", value: "A-1024" });
    await scene.leave(first.api);
  });

  it("AG-06 a task for a colleague comes to his desk by itself; he ticks it off", async () => {
    const page = await deskPage("agent3");
    const giver = await product.signIn("agent1");
    const { agents } = await giver.get<{ agents: { id: string; name: string }[] }>("directory");
    const agentId = agents.find(({ name }) => name === "刘洋")?.id;
    const dueAt = Date.now() + 3_600_000;
    const made = await giver.post<FollowUp>("desk/follow-ups", { agentId, text: "回电王女士", dueAt });
    const box = page.locator(`[data-follow-up="${made.id}"]`);
    await box.getByText("回电王女士").waitFor();
    await box.locator("input[type=checkbox]").click();
    const own = await product.signIn("agent3");
    await until("the task to be done", async () =>
      (await own.get<{ items: FollowUp[] }>("desk/follow-ups")).items.find(
        ({ id, doneAt }) => id === made.id && doneAt,
      ),
    );
    expect((await giver.get<{ items: FollowUp[] }>("desk/follow-ups")).items).toEqual([]);

    await page.locator("[data-follow-ups] [data-follow-up-new]").click();
    await page.fill("[data-follow-up-text]", "准备材料");
    await page
      .locator(".ant-modal .ant-picker input")
      .fill(`${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)} 09:30`);
    await page.keyboard.press("Enter");
    await page.locator(".ant-modal .ant-btn-primary").click();
    await page.locator("[data-follow-ups]").getByText("准备材料").waitFor();
    await expect(giver.put(`desk/follow-ups/${made.id}`, { done: false })).rejects.toThrow("notFound");
  });
});
