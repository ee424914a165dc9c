// Whether the live page of a big floor stutters: Chromium shows it while agents change, and scrolls a long list of them. What
// the product sends is made here, so that the page alone is measured. One JSON line, added to bench/history/live-page.jsonl.
//
//   node bench/live-page.ts [--agents 500] [--changes 200] [--seconds 20] [--list 20000] [--no-history]

import { parseArgs } from "node:util";
import { Chromium, RunningProduct } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { Crowd } from "../scenarios/floor/crowd.ts";
import { machine, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    agents: { type: "string", default: "500" },
    /** Agents that change in a second, told in ten ticks. */
    changes: { type: "string", default: "200" },
    seconds: { type: "string", default: "20" },
    /** Agents of the second part, which scrolls. */
    list: { type: "string", default: "20000" },
    "no-history": { type: "boolean", default: false },
  },
});
const tickMs = 100;

interface Seen {
  longTasks: number;
  longestTaskMs: number;
  framesPerSecond: number;
  frameP99Ms: number;
  tiles: number;
}

/** Runs in the page: from now on long tasks and frames are counted. */
function watch(): void {
  const page = globalThis as unknown as { seen: { tasks: number[]; frames: number[] } } & typeof globalThis;
  page.seen = { tasks: [], frames: [] };
  const browser = globalThis as unknown as {
    PerformanceObserver: new (
      heard: (list: { getEntries(): { duration: number }[] }) => void,
    ) => {
      observe(options: object): void;
    };
    requestAnimationFrame(run: (at: number) => void): void;
  };
  new browser.PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.seen.tasks.push(duration);
  }).observe({ type: "longtask" });
  let last = 0;
  const frame = (at: number) => {
    if (last > 0) page.seen.frames.push(at - last);
    last = at;
    browser.requestAnimationFrame(frame);
  };
  browser.requestAnimationFrame(frame);
}

async function seenBy(page: Page): Promise<Seen> {
  const { tasks, frames } = await page.evaluate(
    () => (globalThis as unknown as { seen: { tasks: number[]; frames: number[] } }).seen,
  );
  const sorted = frames.sort((a, b) => a - b);
  const total = frames.reduce((sum, ms) => sum + ms, 0);
  return {
    longTasks: tasks.length,
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
    framesPerSecond: Math.round((1000 * frames.length) / total),
    frameP99Ms: Math.round(sorted[Math.floor(frames.length * 0.99)] ?? 0),
    tiles: await page.locator(".virtual-grid > li").count(),
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function livePage(product: RunningProduct, crowd: Crowd): Promise<{ browser: Chromium; page: Page }> {
  const browser = await Chromium.start({});
  const page = await browser.context.newPage();
  await crowd.putUnder(page);
  await page.goto(product.url);
  await product.signInOn(page, "leader");
  await page.goto(`${product.url}live`);
  await page.waitForSelector(".agent-tile");
  await wait(2000);
  return { browser, page };
}

/** Ten times a second a tenth of the changes. */
async function change(crowd: Crowd, perSecond: number, seconds: number): Promise<void> {
  const began = performance.now();
  for (let tick = 1; tick <= seconds * 10; tick++) {
    crowd.tick(Math.round(perSecond / 10));
    await wait(Math.max(0, began + tick * tickMs - performance.now()));
  }
}

const product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
try {
  const [agents, changes, seconds] = [Number(values.agents), Number(values.changes), Number(values.seconds)];
  const floor = new Crowd(agents, 30);
  const first = await livePage(product, floor);
  await first.page.evaluate(watch);
  await change(floor, changes, seconds);
  const live = await seenBy(first.page);
  await first.browser.dispose();

  const long = new Crowd(Number(values.list), 30);
  const second = await livePage(product, long);
  await second.page.evaluate(watch);
  await second.page.mouse.move(700, 700);
  const changing = change(long, changes, seconds);
  for (let n = 0; n < seconds * 10; n++) {
    await second.page.mouse.wheel(0, n < seconds * 5 ? 900 : -900);
    await wait(tickMs);
  }
  await changing;
  const scrolled = await seenBy(second.page);
  await second.browser.dispose();

  const figures = {
    ...{ bench: "live-page", at: new Date().toISOString(), ...machine },
    ...{ agents, changesPerSecond: changes, seconds, live, list: Number(values.list), scrolled },
  };
  report("live-page", figures, !values["no-history"]);
} finally {
  await product.dispose();
}
