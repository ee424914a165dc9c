// kill -9 in the middle of a talk: of the controller, of the media process, of both. Nothing may be lost but the last
// moment: one record with its reason, its sound readable, people can work on, nothing of the old run is left.

import type { CallRecord, Desk } from "@tellerline/api";
import {
  Chromium,
  havePeer,
  heardLevel,
  isAlive,
  RunningProduct,
  readWavFile,
  udpPortsOf,
  until,
} from "@tellerline/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { BankScene, type SceneAgent } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;
/** What a crash may take of a recording. */
const mayBeLostMs = 2000;
const talkMs = 3500;

let product: RunningProduct | undefined;
let scene: BankScene | undefined;
let browser: Chromium | undefined;

afterEach(async () => {
  await scene?.hangUpPhones();
  await browser?.dispose();
  await product?.dispose();
  browser = undefined;
  scene = undefined;
  product = undefined;
});

/** A talk that has gone on for a while, with the recording running. */
async function midTalk() {
  product = await RunningProduct.start();
  scene = new BankScene(product);
  const agent = await scene.agent("agent1", 0, agentHz);
  const caller = await scene.customer(customerHz);
  await scene.askForAgent(caller);
  const { interactionId } = await scene.onDesk(agent.api, "connected");
  await caller.hears(agentHz);
  await agent.device.hears(customerHz);
  await new Promise((resolve) => setTimeout(resolve, talkMs));
  return { product, scene, agent, caller, interactionId };
}

/** The one recording of a record: long enough, and each channel holds its voice alone. */
async function expectRecording(from: RunningProduct, record: CallRecord, talkedUntil: number): Promise<void> {
  expect(record.recordings).toHaveLength(1);
  const [recording] = record.recordings;
  if (recording === undefined) throw new Error("no recording");
  expect(recording.startedAt + recording.durationMs).toBeGreaterThan(talkedUntil - mayBeLostMs);
  expect(recording.bytes).toBeGreaterThan(0);
  expect(recording.sha256).toMatch(/^[0-9a-f]{64}$/);
  const leader = await from.signIn("leader");
  const path = `records/${record.interactionId}/recordings/${recording.recordingId}/audio`;
  const [left, right] = readWavFile(await leader.bytes(path)).channels as [Int16Array, Int16Array];
  expect(left.length / 8).toBeCloseTo(recording.durationMs, -2);
  const middle = (side: Int16Array) => side.subarray(Math.floor(side.length * 0.3), Math.floor(side.length * 0.6));
  expect(heardLevel(middle(left), customerHz)).toBeGreaterThan(0.05);
  expect(heardLevel(middle(left), agentHz)).toBeLessThan(0.02);
  expect(heardLevel(middle(right), agentHz)).toBeGreaterThan(0.05);
  expect(heardLevel(middle(right), customerHz)).toBeLessThan(0.02);
}

/** One record of the interaction, whose segments fill the time from answer to end. */
async function expectOneRecord(
  from: BankScene,
  interactionId: string,
  endReason: CallRecord["endReason"],
): Promise<CallRecord> {
  const record = await from.recordOf(interactionId);
  const all = await from.records();
  expect(all.filter((item) => item.interactionId === interactionId)).toHaveLength(1);
  expect(record).toMatchObject({ endReason, customerNumber: "13800138000", queueName: "service" });
  expect(record.timeline.filter((entry) => entry.type === "ended")).toHaveLength(1);
  const own = record.segments.filter((segment) => segment.kind !== "ring");
  for (const [index, segment] of own.slice(1).entries()) expect(segment.startedAt).toBe(own[index]?.endedAt);
  expect(own.at(-1)).toMatchObject({ kind: "talk", endedAt: record.endedAt });
  return record;
}

/** One controller, one media process, one database server; no port of a call that is over. */
async function expectNothingLeft(of: RunningProduct): Promise<void> {
  expect(of.mediaProcesses).toHaveLength(1);
  expect(of.databaseProcesses).toHaveLength(1);
  const [media] = of.mediaProcesses;
  await until("the sockets of the ended call to be closed", () =>
    udpPortsOf(media?.pid ?? 0).length === 0 ? true : undefined,
  );
}

/** The agent signs in again where he has to, and takes a new call. */
async function expectNewCall(from: BankScene, agent: SceneAgent): Promise<void> {
  const caller = await from.customer(customerHz);
  await from.askForAgent(caller);
  const { interactionId } = await from.onDesk(agent.api, "connected");
  await caller.hears(agentHz);
  await agent.device.hears(customerHz);
  await caller.hangUp();
  expect((await from.recordOf(interactionId)).endReason).toBe("customerHungUp");
}

async function stopsClean(of: RunningProduct): Promise<void> {
  const processes = [...of.mediaProcesses, ...of.databaseProcesses].map(({ pid }) => pid);
  expect(await of.stop()).toBe(0);
  expect(processes.filter(isAlive)).toEqual([]);
  expect([...of.mediaProcesses, ...of.databaseProcesses]).toEqual([]);
}

describe.skipIf(!havePeer("baresip"))("kill -9 in mid-talk", () => {
  it("HA-01 the controller alone: the next one ends what the old one left and writes its record", async () => {
    const { product, scene, agent, caller, interactionId } = await midTalk();
    await product.kill();
    const killedAt = Date.now();
    expect(product.mediaProcesses).toHaveLength(1);
    await product.launch();
    await caller.ended();
    await agent.device.ended();
    const record = await expectOneRecord(scene, interactionId, "controllerLost");
    expect(record.endedAt).toBeGreaterThan(killedAt - mayBeLostMs);
    await expectRecording(product, record, killedAt);
    await expectNothingLeft(product);
    const { username } = product.access.phones[0] ?? { username: "" };
    await expectNewCall(scene, { ...agent, api: await scene.signIn(agent.login, username) });
    await stopsClean(product);
    await product.launch();
    await expectOneRecord(scene, interactionId, "controllerLost");
  });

  it("HA-04 AG-09 who was signed in works on after a restart: ready at his phone, on his break, with his figures of the day", async () => {
    product = await RunningProduct.start();
    scene = new BankScene(product);
    const [working, resting] = [await scene.agent("agent1", 0, agentHz), await scene.agent("agent2", 1, agentHz)];
    await resting.api.post("desk/state", { state: "notReady", reason: "meal" });
    await expectNewCall(scene, working);
    const { interactionId } = await scene.onDesk(working.api, "wrapUp");
    await working.api.post(`desk/interactions/${interactionId}`, { operation: "endWrapUp", disposition: "resolved" });
    // AG-09: the figures are written a second after they changed.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const figures = async () => (await working.api.get<Desk>("desk")).today;
    const { handled, talkMs } = await figures();
    expect(handled).toBe(1);
    await product.kill();
    await product.launch();
    const stateOf = async ({ api }: SceneAgent) => (await api.get<Desk>("desk")).state;
    await until("the agent to be ready again", async () => ((await stateOf(working)) === "ready" ? true : undefined));
    expect(await resting.api.get<Desk>("desk")).toMatchObject({ state: "notReady", reason: "meal" });
    expect(await figures()).toMatchObject({ handled, talkMs });
    await expectNewCall(scene, working);
    expect(await stateOf(resting)).toBe("notReady");
    await stopsClean(product);
  });

  it.skipIf(!havePeer("chromium"))(
    "AG-13 HA-04 who works in the browser is back by himself, with the state he had",
    async () => {
      product = await RunningProduct.start({ TELLERLINE_PAGES: "true" });
      browser = await Chromium.start({ voiceHz: agentHz });
      const desk = await browser.open(product.url);
      await product.signInOn(desk, "agent3");
      await desk.click("[data-action=signIn]");
      await desk.waitForSelector("[data-phone=ready]");
      await desk.keyboard.press("Alt+1");
      await desk.waitForSelector("[data-agent-state=ready]");
      await product.kill();
      await desk.waitForSelector("[data-phone=connecting]");
      await product.launch();
      const api = await product.signIn("agent3");
      await until("the agent to be ready again", async () => {
        const { state, terminalOnline } = await api.get<Desk>("desk");
        return state === "ready" && terminalOnline ? true : undefined;
      });
      await desk.waitForSelector("[data-phone=ready]");
      await desk.waitForSelector("[data-agent-state=ready]");
    },
  );

  it("HA-01 the media process alone: the call ends, media comes back by itself, the agent works on", async () => {
    const { product, scene, agent, caller, interactionId } = await midTalk();
    await product.killMedia();
    const killedAt = Date.now();
    await caller.ended();
    await agent.device.ended();
    const record = await expectOneRecord(scene, interactionId, "mediaLost");
    await expectRecording(product, record, killedAt);
    expect(record.recordings[0]?.complete).toBe(false);
    await until("media to be back", () => (product.mediaProcesses.length === 1 ? true : undefined));
    await expectNothingLeft(product);
    await until("the agent to wrap up", async () =>
      (await agent.api.get<Desk>("desk")).state === "wrapUp" ? true : undefined,
    );
    await agent.api.post("desk/state", { state: "ready" });
    await expectNewCall(scene, agent);
    await stopsClean(product);
  });

  it("HA-01 who calls in the moment the media process is gone is served when it is back, not refused", async () => {
    product = await RunningProduct.start();
    scene = new BankScene(product);
    const agent = await scene.agent("agent1", 0, agentHz);
    const caller = await scene.customer(customerHz);
    await product.killMedia();
    await scene.askForAgent(caller);
    await scene.onDesk(agent.api, "connected");
    await caller.hears(agentHz);
    await agent.device.hears(customerHz);
  });

  it("HA-01 both at once: as the controller alone", async () => {
    const { product, scene, agent, caller, interactionId } = await midTalk();
    await Promise.all([product.kill(), product.killMedia()]);
    const killedAt = Date.now();
    await product.launch();
    await caller.ended();
    await agent.device.ended();
    const record = await expectOneRecord(scene, interactionId, "controllerLost");
    await expectRecording(product, record, killedAt);
    await expectNothingLeft(product);
    const { username } = product.access.phones[0] ?? { username: "" };
    await expectNewCall(scene, { ...agent, api: await scene.signIn(agent.login, username) });
    await stopsClean(product);
  });
});
