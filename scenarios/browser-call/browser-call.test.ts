// A visitor of the bank's web site talks to an agent in the console: both in a browser, both by microphone and ear. What is
// asserted is what people see and hear.

import type { CallRecord, Desk, Live, RecordSummary } from "@tellerline/api";
import { Chromium, havePeer, heardLevel, pageHears, RunningProduct, readWavFile, until } from "@tellerline/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const customerHz = 440;
const agentHz = 1000;

let product: RunningProduct;
const browsers: Chromium[] = [];

beforeAll(async () => {
  if (havePeer("chromium")) product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.dispose();
});
afterAll(() => product?.dispose());

async function browser(voiceHz?: number): Promise<Chromium> {
  const made = await Chromium.start(voiceHz === undefined ? {} : { voiceHz });
  browsers.push(made);
  return made;
}

async function signIn(page: Page, login: string): Promise<void> {
  await product.signInOn(page, login);
}

/** The desk of an agent who is signed in with his browser and ready. */
async function readyDesk(login: string): Promise<{ chromium: Chromium; desk: Page }> {
  const chromium = await browser(agentHz);
  const desk = await chromium.open(product.url);
  await signIn(desk, login);
  await desk.click("[data-action=signIn]");
  await desk.waitForSelector("[data-phone=ready]");
  await desk.keyboard.press("Alt+1");
  await desk.waitForSelector("[data-agent-state=ready]");
  return { chromium, desk };
}

/** A visitor who has clicked the call button and is connected. */
async function visitor(): Promise<Page> {
  const page = await (await browser(customerHz)).open(`${product.url}bank/`);
  await page.click("#call");
  await page.click("dialog .main");
  await page.waitForSelector("dialog[data-stage=connected]");
  return page;
}

/** Chinese, then a person. */
async function askForAgent(page: Page): Promise<void> {
  const leader = await product.signIn("leader");
  const stage = (wanted: string) =>
    until(`the call to be in ${wanted}`, async () => {
      const { interactions } = await leader.get<Live>("live");
      return interactions.find((interaction) => interaction.stage === wanted);
    });
  await stage("flow");
  await page.locator(".call-keys button", { hasText: "1" }).click();
  await page.locator(".call-keys button", { hasText: "0" }).click();
}

async function recordOf(interactionId: string): Promise<CallRecord> {
  const leader = await product.signIn("leader");
  await until("the record to be written", async () => {
    const { items } = await leader.get<{ items: RecordSummary[] }>("records");
    return items.find((item) => item.interactionId === interactionId);
  });
  return leader.get<CallRecord>(`records/${interactionId}`);
}

describe.skipIf(!havePeer("chromium"))("a call between two browsers", () => {
  it("CH-02 AG-02 AG-04 a visitor is served: known before the answer, heard both ways, held, recorded, wrapped up", async () => {
    const { desk } = await readyDesk("agent1");
    const customer = await visitor();
    await askForAgent(customer);

    await desk.waitForSelector("[data-call-state=offered]");
    expect(await desk.textContent("[data-caller]")).not.toBe("");
    expect(await desk.locator("[data-path] li").count()).toBeGreaterThan(3);
    expect(await desk.textContent("[data-path]")).toContain("人工服务");
    expect(await desk.isEnabled("[data-operation=answer]")).toBe(true);
    expect(await desk.isEnabled("[data-operation=hold]")).toBe(false);

    await desk.keyboard.press("Alt+A");
    await desk.waitForSelector("[data-call-state=connected]");
    await pageHears(desk, customerHz);
    await pageHears(customer, agentHz);

    await desk.click("[data-operation=hold]");
    await desk.waitForSelector("[data-call-state=held]");
    await pageHears(customer, agentHz, false);
    await desk.click("[data-operation=retrieve]");
    await desk.waitForSelector("[data-call-state=connected]");
    await pageHears(customer, agentHz);
    await desk.click("[data-operation=mute]");
    await pageHears(customer, agentHz, false);
    await pageHears(desk, customerHz);
    await desk.click("[data-operation=unmute]");
    await pageHears(customer, agentHz);

    await desk.keyboard.press("Alt+X");
    await desk.waitForSelector("[data-call-state=wrapUp]");
    await customer.waitForSelector("dialog[data-stage=ended]");
    await desk.locator(".wrap-up label", { hasText: "已解决" }).click();
    await desk.fill(".wrap-up textarea", "余额问题");
    await desk.keyboard.press("Alt+W");
    await desk.waitForSelector("[data-agent-state=ready]");

    const leader = await product.signIn("leader");
    const { items } = await leader.get<{ items: RecordSummary[] }>("records");
    const record = await recordOf(items[0]?.interactionId ?? "");
    expect(record).toMatchObject({ endReason: "agentHungUp", disposition: "resolved", note: "余额问题" });
    const recording = record.recordings[0];
    const path = `records/${record.interactionId}/recordings/${recording?.recordingId}/audio`;
    const [left, right] = readWavFile(await leader.bytes(path)).channels as [Int16Array, Int16Array];
    const start = (side: Int16Array) => side.subarray(4000, 12_000);
    expect(heardLevel(start(left), customerHz)).toBeGreaterThan(heardLevel(start(left), agentHz) * 4);
    expect(heardLevel(start(right), agentHz)).toBeGreaterThan(heardLevel(start(right), customerHz) * 4);
    await playRecord(record.interactionId);
  });

  it("AG-01 regression 15: a second tab says that it does not own the audio, and takes it over when asked", async () => {
    const { chromium, desk } = await readyDesk("agent2");
    const second = await chromium.open(product.url);
    await second.waitForSelector("[data-banner=other-tab]");
    expect(await desk.locator("[data-banner=other-tab]").count()).toBe(0);
    await second.click("[data-action=takeOver]");
    await second.waitForSelector("[data-phone=ready]");
    await desk.waitForSelector("[data-banner=other-tab]");
    // The owner goes: the tab in line gets the audio without being asked.
    await second.close();
    await desk.waitForSelector("[data-phone=ready]");
    await desk.click("[data-action=signOut]");
    await desk.waitForSelector("[data-action=signIn]");
  });

  it("AG-13 a second computer says where the phone is, takes it over when asked, but not in a call", async () => {
    const { desk: first } = await readyDesk("agent3");
    const second = await (await browser(agentHz)).open(product.url);
    await signIn(second, "agent3");
    await second.waitForSelector("[data-banner=elsewhere]");
    expect(await second.textContent("[data-banner=elsewhere]")).toMatch(/Chrome · \S+.*起/);

    const customer = await visitor();
    await askForAgent(customer);
    await second.waitForSelector("[data-call-state=offered]");
    // Operated from here, but answered where the sound is.
    expect(await second.isEnabled("[data-operation=answer]")).toBe(false);
    await first.keyboard.press("Alt+A");
    await second.waitForSelector("[data-call-state=connected]");
    await pageHears(customer, agentHz);
    await second.click("[data-action=takeOver]");
    await second.getByText("那里正在通话").first().waitFor();
    await pageHears(customer, agentHz);
    await second.click("[data-operation=hangUp]");
    await first.waitForSelector("[data-call-state=wrapUp]");
    await customer.waitForSelector("dialog[data-stage=ended]");

    await second.click("[data-action=takeOver]");
    await second.waitForSelector("[data-phone=ready]");
    await first.waitForSelector("[data-banner=elsewhere]");
    // The computer that has it goes: a reload of the other one is enough.
    await second.close();
    const agent = await product.signIn("agent3");
    await until("the phone to be free", async () => {
      const { terminalOnline, browserPhone } = await agent.get<Desk>("desk");
      return (!terminalOnline && Date.now() - (browserPhone?.since ?? 0) >= 10_000) || undefined;
    });
    await first.reload();
    await first.waitForSelector("[data-phone=ready]");
    await first.click("[data-action=signOut]");
  });

  it("CH-02 a visitor whose browser refuses the microphone is told what to do", async () => {
    const page = await (await browser()).open(`${product.url}bank/`);
    await page.click("#call");
    await page.click("dialog .main");
    await page.waitForSelector("dialog[data-stage=failed]");
    expect(await page.textContent(".call-problem")).toMatch(/麦克风/);
  });

  it("SE-01 a wrong password is refused in plain words, and pages beyond the role's rights are not shown", async () => {
    const page = await (await browser()).open(product.url);
    await page.fill("input[autocomplete=username]", "agent3");
    await page.fill("input[type=password]", "wrong password");
    await page.keyboard.press("Enter");
    expect(await page.textContent("[role=alert]")).toContain("账号或密码错误");
    await signIn(page, "agent3");
    expect(await page.locator(".shell-place").count()).toBe(2);
    await page.goto(`${product.url}admin/users`);
    await page.getByText("没有权限", { exact: true }).waitFor();
  });
});

/** The record's page draws the waveform and plays the sound. */
async function playRecord(interactionId: string): Promise<void> {
  const page = await (await browser()).open(product.url);
  await signIn(page, "leader");
  await page.goto(`${product.url}calls/${interactionId}`);
  await page.waitForSelector(".waveform-left");
  expect((await page.getAttribute(".waveform-left", "d"))?.length).toBeGreaterThan(1000);
  await page.click(".waveform-controls button");
  await until("the recording to play", async () => {
    const position = Number(await page.getAttribute(".waveform-picture", "aria-valuenow"));
    return position >= 1 ? true : undefined;
  });
  await page.focus(".waveform-picture");
  await page.keyboard.press("Home");
  await page.getByRole("tab", { name: "SIP" }).click();
  expect(await page.locator(".ladder-row").first().textContent()).toContain("INVITE");
}
