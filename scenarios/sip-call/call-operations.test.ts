// What an agent can do with a customer beyond hold and transfer, on real phones, proved by the tones at every ear.

import type { AnswerOf, Desk, PickUp } from "@tellerline/api";
import { havePeer, loudness, RunningProduct, readWavFile, toneLevel, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const firstHz = 1000;
const secondHz = 1500;
const thirdHz = 2000;

let product: RunningProduct;
let scene: BankScene;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
});
afterEach(() => scene?.hangUpPhones());
afterAll(() => product?.dispose());

async function talk() {
  const first = await scene.agent("agent1", 0, firstHz);
  const caller = await scene.customer(customerHz);
  await scene.askForAgent(caller);
  const { interactionId } = await scene.onDesk(first.api, "connected");
  await caller.hears(firstHz);
  const operate = (operation: string, more: object = {}) =>
    first.api.post<Desk>(`desk/interactions/${interactionId}`, { operation, ...more });
  return { first, caller, interactionId, operate };
}

/** Changes how calls of the demo's queue go. */
async function setQueue(change: object): Promise<void> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<{ items: { id: string; version: number }[] }>("queues");
  const [{ id, version: _version, ...queue }] = items as [{ id: string; version: number }];
  await admin.put(`queues/${id}`, { ...queue, ...change });
}

/** A colleague who takes calls from others only. */
async function colleague(login: string, index: number, voiceHz: number) {
  const made = await scene.agent(login, index, voiceHz);
  await made.api.post("desk/state", { state: "notReady", reason: "other" });
  const { agentId } = await made.api.get<Desk>("desk");
  return { ...made, target: { kind: "agent", agentId } };
}

/** The share of time in which there is more than the tone: power above 0.003 of full scale beside it. */
function besides(pcm: Int16Array, hz: number): number {
  const windows = Array.from({ length: Math.floor(pcm.length / 800) }, (_, n) => pcm.subarray(n * 800, n * 800 + 800));
  return windows.filter((part) => loudness(part) ** 2 - toneLevel(part, hz) ** 2 / 2 > 0.003).length / windows.length;
}

describe.skipIf(!havePeer("baresip"))("call operations on SIP phones", () => {
  it("SW-05 held publicly, a colleague picks the customer up; held privately, nobody can", async () => {
    const { first, caller, interactionId, operate } = await talk();
    const second = await colleague("agent2", 1, secondHz);
    const offered = () => second.api.get<{ items: PickUp[] }>("desk/pick-ups");
    await operate("hold");
    await scene.onDesk(first.api, "held");
    expect((await offered()).items).toEqual([]);
    await expect(second.api.post(`desk/pick-ups/${interactionId}`)).rejects.toThrow(/404|notFound/);
    await operate("retrieve");
    await caller.hears(firstHz);
    await operate("holdPublicly");
    const found = await until("the call to be offered", async () => (await offered()).items[0]);
    expect(found).toMatchObject({ interactionId, kind: "held", customerNumber: "138****8000" });
    await second.api.post(`desk/pick-ups/${interactionId}`);
    await caller.hears(secondHz);
    await second.device.hears(customerHz);
    await first.device.ended();
    expect((await first.api.get<Desk>("desk")).state).toBe("wrapUp");
    expect((await scene.onDesk(second.api, "connected")).interactionId).toBe(interactionId);
    await caller.hangUp();
    await scene.leave(first.api);
    await scene.leave(second.api);
  });

  it("AG-08 plays a file to his customer, who hears it to its end, and hears his own recording again; a colleague may not", async () => {
    const { first, caller, interactionId, operate } = await talk();
    // 440 Hz and 1000 Hz go on; what is spoken is heard beside them, by both.
    await operate("playFile", { fileId: "risk-disclosure" });
    await expect(operate("playFile", { fileId: "risk-disclosure" })).rejects.toThrow("notPossibleNow");
    await until("the file to be over", async () =>
      (await scene.onDesk(first.api, "connected")).allowed.includes("playFile") ? true : undefined,
    );
    await operate("playFile", { fileId: "recording-notice" });
    await operate("stopFile");
    await expect(operate("playFile", { fileId: "nothing" })).rejects.toThrow("there is no such file");
    await caller.hangUp();
    await scene.leave(first.api);
    const { timeline, recordings } = await scene.recordOf(interactionId);
    const told = timeline.filter(({ type }) => type.startsWith("filePlay")).map(({ data }) => data);
    expect(told).toMatchObject([
      ...[{ fileId: "risk-disclosure", title: "风险揭示" }, { reason: "completed" }],
      ...[{ fileId: "recording-notice" }, { reason: "stopped" }],
    ]);
    const path = `records/${interactionId}/recordings/${recordings[0]?.recordingId}/audio`;
    const [left = new Int16Array(), right = new Int16Array()] = readWavFile(await first.api.bytes(path)).channels;
    // The customer's side has his tone alone; what he heard has speech in it: energy that is not the agent's tone.
    expect(besides(left, customerHz)).toBeLessThan(0.05);
    expect(besides(right, firstHz)).toBeGreaterThan(0.3);
    const second = await product.signIn("agent2");
    await expect(second.bytes(path)).rejects.toThrow("404");
  });

  it("RT-03 a queue that rings at all: the first to answer has the customer, the others miss nothing", async () => {
    await setQueue({ strategy: "broadcast" });
    const one = await scene.agent("agent1", 0, firstHz, "by hand");
    const two = await scene.agent("agent2", 1, secondHz, "by hand");
    const caller = await scene.customer(customerHz);
    await scene.askForAgent(caller);
    await Promise.all([one.device.ringing(), two.device.ringing()]);
    await two.device.accept();
    const { interactionId } = await scene.onDesk(two.api, "connected");
    await caller.hears(secondHz);
    await two.device.hears(customerHz);
    await one.device.ended();
    expect(await one.api.get<Desk>("desk")).toMatchObject({ state: "ready", interactions: [] });
    await caller.hangUp();
    await scene.leave(two.api);
    await scene.leave(one.api);
    const { segments } = await scene.recordOf(interactionId);
    const rings = segments.filter(({ kind }) => kind === "ring");
    expect(rings.map(({ endReason }) => endReason).sort()).toEqual(["answered", "takenByOther"]);
    const leader = await product.signIn("leader");
    const ladder = await leader.get<{ messages: { text: string }[] }>(`records/${interactionId}/sip`);
    const cancels = ladder.messages.filter(({ text }) => text.startsWith("CANCEL "));
    expect(cancels.map(({ text }) => /^Reason: (.*?)\r?$/m.exec(text)?.[1])).toEqual([
      'SIP;cause=200;text="Call completed elsewhere"',
    ]);
    await setQueue({ strategy: "longestIdle" });
  });

  it("SW-05 a hold frees the agent for the next caller, and he has the first one back; he releases after the customer", async () => {
    await setQueue({ holdFreesAgent: true, releasedByAgent: true, wrapUpMs: 0 });
    const { first, caller, interactionId, operate } = await talk();
    await operate("hold");
    await first.device.ended();
    await caller.hears(firstHz, false);
    expect((await first.api.get<Desk>("desk")).state).toBe("ready");

    const next = await scene.customer(secondHz);
    await scene.askForAgent(next);
    const other = await scene.onDesk(first.api, "connected");
    await first.device.hears(secondHz);
    await next.hangUp();
    expect((await scene.onDesk(first.api, "customerLeft")).allowed).toEqual(["hangUp"]);
    expect((await first.api.get<Desk>("desk")).state).toBe("engaged");
    await first.device.hears(450);
    await first.api.post(`desk/interactions/${other.interactionId}`, { operation: "hangUp" });
    await first.device.ended();
    expect((await scene.recordOf(other.interactionId)).endReason).toBe("customerHungUp");

    const parked = await until("his own to be listed", async () =>
      (await first.api.get<{ items: PickUp[] }>("desk/pick-ups")).items.find(({ kind }) => kind === "parked"),
    );
    expect(parked).toMatchObject({ interactionId, own: true, customerNumber: "138****8000" });
    await first.api.post(`desk/pick-ups/${interactionId}`);
    await caller.hears(firstHz);
    await first.device.hears(customerHz);
    await setQueue({ holdFreesAgent: false, releasedByAgent: false, wrapUpMs: 30_000 });
    await operate("hangUp");
    await caller.ended();
    await scene.leave(first.api);
    const { segments } = await scene.recordOf(interactionId);
    expect(segments.map(({ kind }) => kind)).toEqual(["flow", "queue", "ring", "talk", "hold", "talk"]);
  });

  it("SW-05 a colleague forwards always to another, who gets the call; what he set is audited", async () => {
    const { first, caller, operate } = await talk();
    const second = await colleague("agent2", 1, secondHz);
    const third = await colleague("agent3", 2, thirdHz);
    const none = { always: null, busy: null, noAnswer: null };
    await expect(second.api.put("desk/forwarding", { ...none, busy: second.target })).rejects.toThrow("that is you");
    await second.api.put("desk/forwarding", { ...none, always: third.target });
    await operate("consult", { target: second.target });
    await third.device.hears(firstHz);
    await first.device.hears(thirdHz);
    await operate("completeTransfer");
    await caller.hears(thirdHz);
    await second.api.put("desk/forwarding", none);
    await caller.hangUp();
    for (const { api } of [first, second, third]) await scene.leave(api);
    const { items } = await (await product.signIn("admin")).get<AnswerOf<"listAudit">>("audit");
    const [latest] = items.filter(({ action }) => action === "agent.forwarding");
    expect(latest?.detail).toMatchObject({ before: { always: expect.any(String) }, after: { always: "" } });
  });

  it("SW-05 success transfer: the agent leaves when the colleague answers", async () => {
    const { first, caller, operate } = await talk();
    const second = await colleague("agent2", 1, secondHz);
    await operate("transferOnAnswer", { target: second.target });
    await first.device.ended();
    await caller.hears(secondHz);
    await second.device.hears(customerHz);
    await caller.hears(firstHz, false);
    expect((await first.api.get<Desk>("desk")).state).toBe("wrapUp");
    await caller.hangUp();
    await scene.leave(first.api);
    await scene.leave(second.api);
  });

  it("SW-05 a conference of four hears itself; one is removed, the agent leaves, the others stay", async () => {
    const { first, caller, operate } = await talk();
    const second = await colleague("agent2", 1, secondHz);
    const third = await colleague("agent3", 2, thirdHz);
    await operate("addParty", { target: second.target });
    await caller.hears(secondHz);
    await operate("addParty", { target: third.target });
    await caller.hears(thirdHz);
    for (const hz of [customerHz, firstHz, thirdHz]) await second.device.hears(hz);
    for (const hz of [customerHz, firstHz, secondHz]) await third.device.hears(hz);
    for (const hz of [customerHz, secondHz, thirdHz]) await first.device.hears(hz);
    const { parties } = await scene.onDesk(first.api, "conference");
    await operate("dropParty", { legId: parties.find((party) => party.agentId === third.target.agentId)?.legId });
    await third.device.ended();
    await caller.hears(thirdHz, false);
    await operate("completeTransfer");
    await first.device.ended();
    await caller.hears(secondHz);
    await second.device.hears(customerHz);
    await caller.hangUp();
    for (const { api } of [first, second, third]) await scene.leave(api);
  });

  it("SW-05 a flow has the customer, the agent takes him back", async () => {
    const { first, caller, operate } = await talk();
    await operate("suspend", { target: { kind: "number", number: "95500" } });
    expect(await scene.onDesk(first.api, "held")).toMatchObject({ allowed: ["hangUp", "retrieve"] });
    await caller.hears(firstHz, false);
    await first.device.hears(customerHz, false);
    await operate("retrieve");
    await caller.hears(firstHz);
    await first.device.hears(customerHz);
    await caller.hangUp();
    await scene.leave(first.api);
  });
});
