// A customer on a telephone behind a trunk, an agent on a SIP phone: greeted, served by the menu, queued, connected,
// recorded; and what an agent can do with a call, proved by the tones at every ear.

import type { CallRecord, Desk, RecordSummary, RoutingExplanation, WhatIfAnswer } from "@tellerline/api";
import {
  Baresip,
  type BaresipOptions,
  havePeer,
  heardLevel,
  type ProductApi,
  RunningProduct,
  readWavFile,
  until,
} from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const customerHz = 440;
const agentHz = 1000;
const secondHz = 1500;

let product: RunningProduct;
const phones: Baresip[] = [];

beforeAll(async () => {
  if (havePeer("baresip")) product = await RunningProduct.start();
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.dispose();
});
afterAll(() => product?.dispose());

async function phone(options: BaresipOptions): Promise<Baresip> {
  const made = await Baresip.start(options);
  phones.push(made);
  return made;
}

function customer(): Promise<Baresip> {
  return phone({ address: "127.0.0.2", voiceHz: customerHz, user: "13800138000", answers: "by hand" });
}

/** An agent at a registered SIP phone, signed in and ready. */
async function agentAt(
  login: string,
  index: number,
  voiceHz: number,
  answers: "automatically" | "by hand" = "automatically",
) {
  const account = product.access.phones[index];
  if (account === undefined) throw new Error("no such phone");
  const registrar = `127.0.0.1:${product.ports.sip}`;
  const device = await phone({
    address: "127.0.0.1",
    voiceHz,
    user: account.username,
    password: account.password,
    registrar,
    answers,
  });
  const api = await product.signIn(login);
  const { items } = await api.get<{ items: { id: string; username: string }[] }>("desk/phones");
  const phoneId = items.find((item) => item.username === account.username)?.id;
  await api.post("desk/sign-in", { terminal: { kind: "phone", phoneId } });
  await api.post("desk/state", { state: "ready" });
  return { api, device };
}

async function dialTheBank(caller: Baresip): Promise<void> {
  await caller.dial(`sip:95500@127.0.0.1:${product.ports.sip}`);
  await caller.established();
}

/** Through the menus to a person: Chinese, then agent. */
async function askForAgent(caller: Baresip): Promise<void> {
  await caller.press("1");
  await caller.press("0");
}

function onDesk(api: ProductApi, state: string): Promise<Desk["interactions"][number]> {
  return until(
    `the desk to show ${state}`,
    async () => {
      const desk = await api.get<Desk>("desk");
      return desk.interactions.find((interaction) => interaction.state === state);
    },
    30_000,
  );
}

async function recordOf(interactionId: string): Promise<CallRecord> {
  const leader = await product.signIn("leader");
  await until("the record to be written", async () => {
    const { items } = await leader.get<{ items: RecordSummary[] }>("records");
    return items.find((item) => item.interactionId === interactionId);
  });
  return leader.get<CallRecord>(`records/${interactionId}`);
}

async function ready(api: ProductApi): Promise<void> {
  const desk = await api.get<Desk>("desk");
  const wrapUp = desk.interactions.find((interaction) => interaction.state === "wrapUp");
  if (wrapUp !== undefined)
    await api.post(`desk/interactions/${wrapUp.interactionId}`, { operation: "endWrapUp", disposition: "resolved" });
  await api.post("desk/sign-out");
}

describe.skipIf(!havePeer("baresip"))("a call on SIP phones", () => {
  it("SW-01 SW-03 SW-09 a customer behind a trunk talks to an agent; each hears the other, each channel of the recording holds one", async () => {
    const agent = await agentAt("agent1", 0, agentHz);
    const caller = await customer();
    await dialTheBank(caller);
    await askForAgent(caller);
    const talk = await onDesk(agent.api, "connected");
    await caller.hears(agentHz);
    await agent.device.hears(customerHz);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await caller.hangUp();
    const record = await recordOf(talk.interactionId);
    expect(record).toMatchObject({ endReason: "customerHungUp", customerNumber: "13800138000", queueName: "service" });
    expect(record.timeline.filter((entry) => entry.type === "flowStep").length).toBeGreaterThan(3);
    const leader = await product.signIn("leader");
    const recordingId = record.recordings[0]?.recordingId;
    expect(record.recordings[0]?.complete).toBe(true);
    const wav = readWavFile(await leader.bytes(`records/${talk.interactionId}/recordings/${recordingId}/audio`));
    const [left, right] = wav.channels as [Int16Array, Int16Array];
    const middle = (side: Int16Array) => side.subarray(Math.floor(side.length * 0.4), Math.floor(side.length * 0.9));
    expect(heardLevel(middle(left), customerHz)).toBeGreaterThan(0.05);
    expect(heardLevel(middle(left), agentHz)).toBeLessThan(0.02);
    expect(heardLevel(middle(right), agentHz)).toBeGreaterThan(0.05);
    expect(heardLevel(middle(right), customerHz)).toBeLessThan(0.02);
    const peaks = await leader.get<{ left: number[] }>(
      `records/${talk.interactionId}/recordings/${recordingId}/peaks?buckets=50`,
    );
    expect(peaks.left).toHaveLength(50);
    const { messages } = await leader.get<{ messages: { firstLine: string }[] }>(`records/${talk.interactionId}/sip`);
    expect(messages[0]?.firstLine).toMatch(/^INVITE sip:95500/);
    const own = await agent.api.get<{ items: RecordSummary[] }>("records");
    expect(own.items.map((item) => [item.interactionId, item.customerNumber])).toEqual([
      [talk.interactionId, "138****8000"],
    ]);
    const [byLast, byOther] = [
      await agent.api.get<typeof own>("records?number=8000"),
      await agent.api.get<typeof own>("records?number=8001"),
    ];
    expect([byLast.items.length, byOther.items.length]).toEqual([1, 0]);
    const others = await (await product.signIn("agent3")).get<{ items: RecordSummary[] }>("records");
    expect(others.items).toEqual([]);
    await ready(agent.api);
  });

  it("SW-05 AG-13 hold, retrieve, mute, consult, alternate, three-way and completed transfer, by the tones at each ear", async () => {
    const first = await agentAt("agent1", 0, agentHz);
    const caller = await customer();
    await dialTheBank(caller);
    await askForAgent(caller);
    const { interactionId } = await onDesk(first.api, "connected");
    await caller.hears(agentHz);
    const operate = (operation: string, more: object = {}) =>
      first.api.post<Desk>(`desk/interactions/${interactionId}`, { operation, ...more });

    // At another computer he cannot take over what he hears at this phone; the same phone again changes nothing.
    const { items } = await first.api.get<{ items: { id: string; username: string }[] }>("desk/phones");
    const [mine, other] = [0, 1].map((n) =>
      items.find(({ username }) => username === product.access.phones[n]?.username),
    );
    const signIn = (phoneId = "") => first.api.post("desk/sign-in", { terminal: { kind: "phone", phoneId } });
    await expect(signIn(other?.id)).rejects.toThrow(/409 notPossibleNow You are in a call at another phone/);
    await signIn(mine?.id);
    await caller.hears(agentHz);

    await operate("hold");
    await caller.hears(agentHz, false);
    await first.device.hears(customerHz, false);
    await operate("retrieve");
    await caller.hears(agentHz);

    await operate("mute");
    await caller.hears(agentHz, false);
    await first.device.hears(customerHz);
    await operate("unmute");
    await caller.hears(agentHz);

    const second = await agentAt("agent2", 1, secondHz);
    const colleague = (await second.api.get<Desk>("desk")).agentId;
    await operate("consult", { target: { kind: "agent", agentId: colleague } });
    await first.device.hears(secondHz);
    await second.device.hears(agentHz);
    await caller.hears(agentHz, false);
    await caller.hears(secondHz, false);

    await operate("alternate");
    await caller.hears(agentHz);
    await second.device.hears(agentHz, false);

    await operate("threeWay");
    await caller.hears(agentHz);
    await caller.hears(secondHz);
    await first.device.hears(customerHz);
    await first.device.hears(secondHz);
    await second.device.hears(customerHz);
    await second.device.hears(agentHz);

    await operate("completeTransfer");
    await first.device.ended();
    await second.device.hears(customerHz);
    await caller.hears(secondHz);
    await caller.hears(agentHz, false);
    expect((await onDesk(second.api, "connected")).interactionId).toBe(interactionId);
    expect((await first.api.get<Desk>("desk")).state).toBe("wrapUp");

    await second.device.hangUp();
    await caller.ended();
    const record = await recordOf(interactionId);
    expect(record.endReason).toBe("agentHungUp");
    expect(record.agentNames).toHaveLength(2);
    expect(record.recordings).toHaveLength(1);
    const own = record.segments.filter((segment) => segment.kind !== "ring");
    for (const [index, segment] of own.slice(1).entries()) expect(segment.startedAt).toBe(own[index]?.endedAt);
    await ready(first.api);
    await ready(second.api);
  });

  it("SW-05 release transfer to a colleague: the agent leaves at once, the customer talks to the other", async () => {
    const first = await agentAt("agent1", 0, agentHz);
    const caller = await customer();
    await dialTheBank(caller);
    await askForAgent(caller);
    const { interactionId } = await onDesk(first.api, "connected");
    const second = await agentAt("agent2", 1, secondHz, "by hand");
    const colleague = (await second.api.get<Desk>("desk")).agentId;
    await first.api.post(`desk/interactions/${interactionId}`, {
      operation: "transfer",
      target: { kind: "agent", agentId: colleague },
    });
    await first.device.ended();
    await second.device.ringing();
    await second.device.accept();
    await caller.hears(secondHz);
    await caller.hangUp();
    expect((await recordOf(interactionId)).endReason).toBe("customerHungUp");
    await ready(first.api);
    await ready(second.api);
  });

  it("RT-07 RT-12 RT-13 RT-14 an unanswered offer goes on, the agent becomes not ready, and the caller who gives up is abandoned; the record says why he waited", async () => {
    const agent = await agentAt("agent3", 2, agentHz, "by hand");
    const caller = await customer();
    await dialTheBank(caller);
    await askForAgent(caller);
    await agent.device.ringing();
    const { interactionId } = await onDesk(agent.api, "offered");
    const desk = await until(
      "the agent to be set not ready",
      async () => {
        const now = await agent.api.get<Desk>("desk");
        return now.state === "notReady" ? now : undefined;
      },
      40_000,
    );
    expect(desk.reason).toBe("noAnswer");
    // He waits: a leader's hand moves him, says why not, and stands in the audit.
    const leader = await product.signIn("leader");
    const move = (body: object) => leader.post(`interactions/${interactionId}/move`, body);
    expect(await move({ toFront: true, priority: 9 })).toEqual({ interactionId, position: 1 });
    await expect(move({})).rejects.toThrow(/400/);
    await expect(move({ queueId: interactionId })).rejects.toThrow(/409 notPossibleNow There is no such queue/);
    await expect(agent.api.post(`interactions/${interactionId}/move`, { toFront: true })).rejects.toThrow(/403/);
    const admin = await product.signIn("admin");
    const { items } = await admin.get<{ items: { action: string; subject: string }[] }>("audit");
    // What was refused is not in it.
    const moves = items.filter((item) => item.action === "interaction.move" && item.subject === interactionId);
    expect(moves).toHaveLength(1);
    await caller.hangUp();
    expect((await recordOf(interactionId)).endReason).toBe("abandoned");
    await expect(move({ toFront: true })).rejects.toThrow(/404/);
    const { stays } = await leader.get<RoutingExplanation>(`records/${interactionId}/routing`);
    const [stay] = stays;
    expect([stays.length, stay?.end, stay?.queue.name]).toEqual([1, "abandoned", "service"]);
    expect(stay?.intervals[0]?.cause).toBe("ringing");
    expect(stay?.intervals.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(stay?.waitedMs);
    expect(stay?.offers).toMatchObject([{ outcome: "noAnswer", reproduced: true, strategy: "longestIdle" }]);
    expect(stay?.offers[0]?.candidates.map(({ verdict }) => verdict)).toContain("chosen");
    await expect(agent.api.get(`records/${interactionId}/routing`)).rejects.toThrow(/403/);
    // The day so far, played again by the router: nobody decides otherwise.
    const hour = { from: Date.now() - 3_600_000, to: Date.now() };
    const played = await leader.post<WhatIfAnswer>("what-if", hour);
    expect([played.reproduced, played.before]).toEqual([true, played.after]);
    expect(played.before.queues.find(({ name }) => name === "service")?.abandoned).toBeGreaterThan(0);
    await ready(agent.api);
  });

  it("SW-05 an agent calls an outside number through the trunk, dials on into the call, and records on demand", async () => {
    const carrier = await phone({
      address: "127.0.0.2",
      sipPort: 5060,
      voiceHz: customerHz,
      user: "02188889999",
      answers: "automatically",
    });
    const agent = await agentAt("agent1", 0, agentHz);
    await agent.api.post("desk/calls", { target: { kind: "number", number: "02188889999" } });
    const { interactionId, allowed } = await onDesk(agent.api, "connected");
    await carrier.hears(agentHz);
    await agent.device.hears(customerHz);
    expect(carrier.output).toContain("95500");
    expect(allowed).toEqual(expect.arrayContaining(["sendDigits", "startRecording"]));
    await agent.api.post(`desk/interactions/${interactionId}`, { operation: "sendDigits", digits: "42#" });
    await until("the digits to arrive", () =>
      ["4", "2", "#"].every((key) => carrier.output.includes(`'${key}'`)) ? true : undefined,
    );
    await agent.api.post(`desk/interactions/${interactionId}`, { operation: "startRecording" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await agent.api.post(`desk/interactions/${interactionId}`, { operation: "stopRecording" });
    await agent.api.post(`desk/interactions/${interactionId}`, { operation: "hangUp" });
    await carrier.ended();
    const record = await recordOf(interactionId);
    expect(record).toMatchObject({ kind: "outbound", endReason: "agentHungUp", queueName: null });
    expect(record.recordings).toHaveLength(1);
    await ready(agent.api);
  });

  it("SW-05 an agent calls a colleague, who rejects; then one who answers", async () => {
    const first = await agentAt("agent1", 0, agentHz);
    const second = await agentAt("agent2", 1, secondHz, "by hand");
    await second.api.post("desk/state", { state: "notReady", reason: "meeting" });
    const colleague = (await second.api.get<Desk>("desk")).agentId;
    const call = () => first.api.post("desk/calls", { target: { kind: "agent", agentId: colleague } });
    await call();
    await second.device.ringing();
    const offered = await onDesk(second.api, "offered");
    expect(offered).toMatchObject({ kind: "internal", customerName: "李娜", allowed: ["reject"] });
    await second.api.post(`desk/interactions/${offered.interactionId}`, { operation: "reject" });
    await until("the call to be over", async () =>
      (await first.api.get<Desk>("desk")).interactions.length === 0 ? true : undefined,
    );
    await call();
    await until("the second ring", () =>
      second.device.output.split("Incoming call from").length > 2 ? true : undefined,
    );
    await second.device.accept();
    const { interactionId, kind } = await onDesk(first.api, "connected");
    expect(kind).toBe("internal");
    await second.device.hears(agentHz);
    await first.device.hears(secondHz);
    expect((await onDesk(second.api, "connected")).allowed).toEqual(["hangUp"]);
    await second.api.post(`desk/interactions/${interactionId}`, { operation: "hangUp" });
    expect((await recordOf(interactionId)).kind).toBe("internal");
    await ready(first.api);
    await ready(second.api);
  });

  it("RT-12 an agent whose phone is busy is passed over; the next one gets the call at once", async () => {
    const first = await agentAt("agent1", 0, agentHz, "by hand");
    const caller = await customer();
    await dialTheBank(caller);
    await askForAgent(caller);
    await first.device.ringing();
    const second = await agentAt("agent2", 1, secondHz);
    await first.device.hangUp();
    const { interactionId } = await onDesk(second.api, "connected");
    await caller.hears(secondHz);
    await caller.hangUp();
    const record = await recordOf(interactionId);
    expect(record.segments.filter((segment) => segment.kind === "ring").map((segment) => segment.endReason)).toEqual([
      "busy",
      "answered",
    ]);
    await ready(first.api);
    await ready(second.api);
  });
});
