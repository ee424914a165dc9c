// A leader looks at the room: who sits where, what he does, and acts from the map; and draws a room of his own.

import type { FloorPlan, Live } from "@tellerline/api";
import { Chromium, havePeer, type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Crowd } from "./crowd.ts";

let product: RunningProduct;
let leader: ProductApi;
let browser: Chromium | undefined;

beforeAll(async () => {
  if (!havePeer("chromium")) return;
  product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
  leader = await product.signIn("leader");
});
afterEach(async () => {
  await browser?.dispose();
  browser = undefined;
});
afterAll(() => product?.dispose());

async function signedIn(): Promise<Page> {
  browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await product.openAs(page, "leader");
  return page;
}

const soon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const plans = async () => (await leader.get<{ items: FloorPlan[] }>("floor-plans")).items;
const seat = (page: Page, label: string) => page.locator(`.plan-seat[data-seat="${label}"]`);

/** Presses, draws and lets go, from the middle of one cell to that of another. */
async function draw(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.locator(".plan-grid").boundingBox();
  if (box === null) throw new Error("the plan is not seen");
  const middle = ([column, row]: [number, number]) => [box.x + (column - 0.5) * 104, box.y + (row - 0.5) * 64] as const;
  await page.mouse.move(...middle(from));
  await page.mouse.down();
  await page.mouse.move(...middle(to), { steps: 4 });
  await page.mouse.up();
}

describe.skipIf(!havePeer("chromium"))("the seat map", () => {
  it("SV-02 SV-03 each seat shows its agent as he is now, and the leader acts from it", async () => {
    const agent = await product.signIn("agent2");
    const page = await signedIn();
    await page.goto(`${product.url}live`);
    await page.getByRole("link", { name: "座席位置图" }).click();
    await page.getByRole("link", { name: "一楼客服大厅" }).click();
    const { agents } = await leader.get<Live>("live");
    const me = await agent.get<{ name: string; agentId: string }>("me");
    const label = agents.find(({ agentId }) => agentId === me.agentId)?.number ?? "";
    await soon(() => seat(page, label).getAttribute("data-state")).toBe("signedOut");
    await agent.post("desk/sign-in", { terminal: { kind: "browser" } });
    await soon(() => seat(page, label).getAttribute("data-state")).toBe("notReady");
    expect(await seat(page, label).innerText()).toContain(me.name);
    await soon(() => page.locator("[data-count=notReady] b").innerText()).toBe("1");

    await seat(page, label).getByRole("button").click();
    await page.getByRole("menuitem", { name: "闭锁", exact: true }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("离席未示忙");
    await page.keyboard.press("Enter");
    await until("the agent to be locked", async () =>
      (await agent.get<{ locked: boolean }>("desk")).locked ? true : undefined,
    );
    await page.getByLabel("查找姓名、工号或座位").fill("phone1");
    await soon(() => page.locator(".plan-seat.is-dimmed").count()).toBe(agents.length + 2);
  });

  it("SV-02 a room is drawn by pointer and keyboard, every step can be undone, and it is there after a reload", async () => {
    const page = await signedIn();
    await page.goto(`${product.url}seat-map`);
    await page.getByRole("button", { name: "新增" }).click();
    await page.getByLabel("名称").fill("二楼");
    await page.getByLabel("列数").fill("6");
    await page.getByLabel("行数").fill("5");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("link", { name: "二楼" }).click();

    await page.locator(".mode-seats").waitFor();
    await draw(page, [2, 2], [4, 3]);
    await soon(() => page.locator(".plan-seat").count()).toBe(6);
    await page.getByText("选择与移动").click();
    await page.keyboard.press("Escape");
    await draw(page, [3, 2], [6, 5]);
    await soon(() => page.locator(".plan-seat[aria-pressed=true]").count()).toBe(1);
    await page.keyboard.press("Control+z");
    await page.getByText("画区域").click();
    await draw(page, [1, 1], [6, 1]);
    await page.getByLabel("区域文字").fill("走廊");
    await page.getByText("墙体").click();

    await page.getByText("选择与移动").click();
    await page.click("[data-action=addSeat]");
    await page.waitForSelector(".plan-seat[data-seat='7']:focus");
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    await page.getByLabel("座位号").fill("B01");
    await page.getByLabel("谁坐在这里").click();
    await page.keyboard.type("phone2");
    await page.keyboard.press("Enter");
    await page.click("[data-action=savePlan]");
    await page.locator(".seat-map-counts").waitFor();

    const drawn = (await plans()).find(({ name }) => name === "二楼");
    expect(drawn).toMatchObject({ version: 2, areas: [{ column: 1, row: 1, width: 6, text: "走廊", look: "wall" }] });
    expect(drawn?.seats.map(({ label, column, row }) => `${label}@${column},${row}`)).toEqual([
      ...["1@2,2", "2@3,2", "3@4,2", "4@2,3", "5@3,3", "6@4,3", "B01@1,5"],
    ]);
    expect(drawn?.seats.at(-1)?.place).toMatchObject({ kind: "phone" });
    await page.reload();
    await seat(page, "B01").waitFor();
  });

  it("SV-02 two who draw the same room do not overwrite each other", async () => {
    const [plan] = await plans();
    if (plan === undefined) throw new Error("the demo bank has a plan");
    const page = await signedIn();
    await page.goto(`${product.url}seat-map/${plan.id}`);
    await page.click("[data-action=draw]");
    await page.click("[data-action=addSeat]");
    const { id, version: _version, ...input } = plan;
    await leader.put(`floor-plans/${id}`, { ...input, name: "大厅" });
    await page.click("[data-action=savePlan]");
    await page.getByText("其他人刚刚修改过此项").first().waitFor();
    expect((await plans()).find((one) => one.id === id)?.seats).toHaveLength(plan.seats.length);
  });

  it("SV-01 SV-02 a room of 500 shows after many changes exactly the last state of each", async () => {
    const crowd = new Crowd(500, 10);
    const made = await leader.post<FloorPlan>("floor-plans", crowd.floorPlan("大职场"));
    const page = await signedIn();
    await crowd.putUnder(page);
    await page.goto(`${product.url}seat-map/${made.id}`);
    await soon(() => page.locator(".plan-seat:not(.is-empty)").count()).toBe(500);
    for (let tick = 0; tick < 20; tick++) crowd.tick(100);
    const shown = () =>
      page.locator(".plan-seat").evaluateAll((seats) => seats.map((one) => one.getAttribute("data-state")));
    await soon(shown).toEqual(crowd.live.agents.map(({ state }) => state));
  });
});
