// A leader composes a board, puts it on the wall, and the wall follows what happens: figures, limits, sound, a change of the
// board by somebody else, its end. The floor under the page is made here (crowd.ts); boards are the product's own.

import { Chromium, havePeer, type ProductApi, RunningProduct, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Crowd, countTones, crowdId } from "./crowd.ts";

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

const tile = (page: Page, figure: string) => page.locator(`.wall .board-tile[data-figure=${figure}]`);
const value = (page: Page, figure: string) => tile(page, figure).locator(".board-value").innerText();
const level = (page: Page, figure: string) => tile(page, figure).getAttribute("data-level");
const tiles = (...queueIds: string[]) =>
  (["waiting", "serviceLevel", "ready"] as const).map((figure) => ({
    kind: "figure",
    ...{ figure, queueIds, size: "small", warning: null, alarm: figure === "waiting" ? 10 : null },
  }));

describe.skipIf(!havePeer("chromium"))("wallboards", () => {
  it("SV-09 a board is composed on the page, its fields have labels, and it is shown over the whole window", async () => {
    const page = await signedIn();
    await page.goto(`${product.url}wallboards`);
    await page.getByText("还没有大屏").waitFor();
    await page.getByRole("button", { name: "新增" }).click();
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("必填").waitFor();
    await page.getByLabel("名称").fill("一楼职场");
    await page.getByLabel("每行块数").fill("3");
    const first = page.getByRole("listitem", { name: "第 1 块" });
    await first.getByLabel("红线").fill("1");
    await page.getByRole("button", { name: "添加内容块" }).click();
    await page.getByRole("listitem", { name: "第 5 块" }).getByRole("button", { name: "前移" }).click();
    await page.getByRole("listitem", { name: "第 5 块" }).getByRole("button", { name: "移除" }).click();
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("一楼职场").waitFor();
    await page.getByRole("link", { name: "投屏" }).click();
    await page.locator(".wall h1", { hasText: "一楼职场" }).waitFor();
    expect(await page.locator(".wall .board-tile").count()).toBe(4);
    const box = await page.locator(".wall").boundingBox();
    expect([box?.x, box?.y, box?.width]).toEqual([0, 0, page.viewportSize()?.width]);
    const { items } = await leader.get<{ items: { id: string; columns: number }[] }>("wallboards");
    expect(items).toMatchObject([{ columns: 3 }]);
    await page.getByRole("link", { name: "返回" }).click();
    await page.getByRole("button", { name: "删除 一楼职场" }).click();
    await page.locator(".ant-modal-confirm .ant-btn-dangerous").click();
    await page.getByText("还没有大屏").waitFor();
  });

  it("SV-09 the wall follows queues and agents, turns red at its limit and sounds once that was clicked for", async () => {
    const made = await leader.post<{ id: string }>("wallboards", {
      ...{ name: "两个队列", columns: 3, tiles: tiles(crowdId("queue", 0), crowdId("queue", 1)) },
    });
    const page = await signedIn();
    const crowd = new Crowd(40, 4);
    await crowd.putUnder(page);
    await page.addInitScript(countTones);
    const heard = () => page.evaluate<number>("heard");
    await page.goto(`${product.url}wallboards/${made.id}`);
    await tile(page, "waiting").waitFor();
    crowd.changeQueue(0, { waiting: 4, serviceLevel: 0.5, serviceLevelCounted: 100 });
    crowd.changeQueue(1, { waiting: 2, serviceLevel: 1, serviceLevelCounted: 300 });
    crowd.changeQueue(2, { waiting: 90 });
    await until("the sum of two queues", async () => (await value(page, "waiting")) === "6" || undefined);
    expect([await value(page, "serviceLevel"), await level(page, "waiting")]).toEqual(["87.5%", "normal"]);
    crowd.changeQueue(0, { waiting: 9 });
    await until("the tile to turn red", async () => (await level(page, "waiting")) === "alarm" || undefined);
    expect(await heard()).toBe(0);
    await page.getByRole("button", { name: "开启声音" }).click();
    await page.getByRole("button", { name: "关闭声音" }).waitFor();
    expect(await heard()).toBe(3);
    crowd.changeQueue(0, { waiting: 0 });
    await until("the tile to be calm", async () => (await level(page, "waiting")) === "normal" || undefined);
    crowd.changeQueue(0, { waiting: 30 });
    await until("three more tones", async () => (await heard()) === 6 || undefined);
    await leader.delete(`wallboards/${made.id}`);
  });

  it("SV-09 a text is read and the course of the day is drawn, composed on the page", async () => {
    const page = await signedIn();
    await page.goto(`${product.url}wallboards`);
    await page.getByRole("button", { name: "新增" }).click();
    await page.getByLabel("名称").fill("三楼");
    const kind = async (nth: number, word: string) => {
      const tile = page.getByRole("listitem", { name: `第 ${nth} 块` });
      await tile.getByRole("combobox", { name: "类型" }).click();
      await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByTitle(word).click();
      return tile;
    };
    const text = await kind(2, "文字");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("必填").waitFor();
    await text.getByLabel("文字内容").fill("安全生产 128 天");
    await kind(1, "走势图");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("link", { name: "投屏" }).click();
    await page.locator(".wall [data-kind=text]", { hasText: "安全生产 128 天" }).waitFor();
    expect(await page.locator(".wall [data-kind=course] .course-bucket").count()).toBeGreaterThan(0);
    const { items } = await leader.get<{ items: { id: string; tiles: object[] }[] }>("wallboards");
    expect(items[0]?.tiles.slice(0, 2)).toEqual([
      { kind: "course", queueId: null, size: "large" },
      { kind: "text", text: "安全生产 128 天", size: "wide" },
    ]);
    await leader.delete(`wallboards/${items[0]?.id}`);
  });

  it("SV-09 a board that is changed or deleted changes on every wall that shows it", async () => {
    const board = { name: "会变的", columns: 2, tiles: tiles() };
    const { id } = await leader.post<{ id: string }>("wallboards", board);
    const page = await signedIn();
    await page.goto(`${product.url}wallboards/${id}`);
    await tile(page, "ready").waitFor();
    await leader.put(`wallboards/${id}`, { ...board, name: "改过的", tiles: tiles().slice(0, 1) });
    await page.locator(".wall h1", { hasText: "改过的" }).waitFor();
    expect(await page.locator(".wall .board-tile").count()).toBe(1);
    await leader.delete(`wallboards/${id}`);
    await page.getByText("该大屏已被删除").waitFor();
  });
});
