// Real calls under the rules of the house: a private-banking customer meets his own adviser although another agent has
// been free for longer; a blocked number is not taken.

import type { BlockedNumber, Desk, Live } from "@tellerline/api";
import { havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene, type SceneAgent } from "../bank-scene.ts";

let product: RunningProduct;
let scene: BankScene;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
});
afterEach(() => scene?.hangUpPhones());
afterAll(() => product?.dispose());

/** A call until somebody talks; @returns who, of which interaction, and how to end it. */
async function talk(agents: SceneAgent[]) {
  const caller = await scene.customer(440);
  await scene.askForAgent(caller);
  const one = await until(
    "somebody to answer",
    async () => {
      for (const agent of agents) {
        const { interactions } = await agent.api.get<Desk>("desk");
        const connected = interactions.find(({ state }) => state === "connected");
        if (connected !== undefined) return { agent, interactionId: connected.interactionId };
      }
      return undefined;
    },
    30_000,
  );
  const end = async () => {
    await caller.hangUp();
    return scene.recordOf(one.interactionId);
  };
  return { ...one, end };
}

async function blocked(): Promise<BlockedNumber[]> {
  const leader = await product.signIn("leader");
  return (await leader.get<{ items: BlockedNumber[] }>("blocked-numbers")).items;
}

describe.skipIf(!havePeer("baresip"))("rules of the house for customers", () => {
  it("RT-07 RT-04 who gave up and calls again comes sooner; the language he chose counts for a stranger", async () => {
    const admin = await product.signIn("admin");
    const common = { active: true, queueId: null, skill: null };
    const again = { ...common, name: "再次来电", when: { kind: "recall", withinMs: 600_000 }, priorityBy: 9 };
    const english = { ...common, name: "英语", when: { kind: "language", language: "en-US" }, priorityBy: 2 };
    const ids: string[] = [];
    for (const rule of [again, english]) ids.push((await admin.post<{ id: string }>("customer-rules", rule)).id);
    const { api } = await scene.agent("agent1", 0, 1000);
    await api.post("desk/state", { state: "notReady", reason: "break" });
    /** Waits a moment and gives up; @returns the rules that did something. */
    const givesUp = async (language: string) => {
      const known = new Set((await scene.records()).map(({ interactionId }) => interactionId));
      const caller = await scene.customer(440);
      await caller.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
      await caller.established();
      await caller.press(language);
      await caller.press("0");
      const leader = await product.signIn("leader");
      await until("him to wait", async () => {
        const { interactions } = await leader.get<Live>("live");
        return interactions.some(({ stage }) => stage === "queue") || undefined;
      });
      await caller.hangUp();
      const record = await until("his record", async () =>
        (await scene.records()).find(({ interactionId }) => !known.has(interactionId)),
      );
      expect(record.endReason).toBe("abandoned");
      const { timeline } = await scene.recordOf(record.interactionId);
      return timeline.filter(({ type }) => type === "customerRule").map(({ data }) => data.ruleName);
    };
    expect(await givesUp("2")).toEqual(["英语"]);
    expect(await givesUp("1")).toEqual(["再次来电"]);
    const headers = { authorization: `Bearer ${admin.token}` };
    for (const id of ids) await fetch(`${product.url}api/v1/customer-rules/${id}`, { method: "DELETE", headers });
    await scene.leave(api);
  });

  it("RT-04 RT-07 RT-13 a customer of a tier comes sooner and meets his own adviser, and the record says why", async () => {
    const admin = await product.signIn("admin");
    const agents = [await scene.agent("agent1", 0, 1000), await scene.agent("agent2", 1, 1000)];
    const first = await talk(agents);
    const other = agents.find((agent) => agent !== first.agent) as SceneAgent;
    const { agents: people } = await first.agent.api.get<{ agents: { id: string; name: string }[] }>("directory");
    const { name } = await other.api.get<{ name: string }>("me");
    const adviserId = people.find((person) => person.name === name)?.id;
    const profile = { name: "王女士", tier: "private", note: "", language: "zh-CN", adviserId };
    const customer = `interactions/${first.interactionId}/customer`;
    expect(await first.agent.api.put<object>(customer, profile)).toMatchObject({ profile: { adviserName: name } });
    await first.end();
    const common = { active: true, queueId: null, skill: null };
    await admin.post("customer-rules", {
      ...common,
      name: "专属",
      when: { kind: "adviser", holdMs: 0 },
      priorityBy: 0,
    });
    const tier = { kind: "tier", tiers: ["private"] };
    await admin.post("customer-rules", { ...common, name: "私行优先", when: tier, priorityBy: 30 });
    // Who served first has been free for longer than the adviser, who is asked all the same.
    await first.agent.api.post(`desk/interactions/${first.interactionId}`, {
      operation: "endWrapUp",
      disposition: "resolved",
    });
    await other.api.post("desk/state", { state: "notReady", reason: "break" });
    await other.api.post("desk/state", { state: "ready" });
    const second = await talk(agents);
    expect(second.agent.login).toBe(other.login);
    const { timeline } = await second.end();
    expect(timeline.filter(({ type }) => ["customerRule", "adviserFirst"].includes(type))).toMatchObject([
      { data: { ruleName: "私行优先", priorityBy: 30 } },
      { data: { ruleName: "专属", adviserName: name } },
    ]);
    const leader = await product.signIn("leader");
    const { stays } = await leader.get<{ stays: { offers: { decidedBy: string; reproduced: boolean }[] }[] }>(
      `records/${second.interactionId}/routing`,
    );
    expect(stays[0]?.offers).toMatchObject([{ decidedBy: "favoured", reproduced: true }]);
    for (const agent of agents) await scene.leave(agent.api);
  });

  it("RT-04 a blocked number is refused with 603 on the wire, and taken again when the entry is gone", async () => {
    const admin = await product.signIn("admin");
    const entry = { number: "138001*", reason: "骚扰电话", action: "refuse", validUntil: null };
    const { id } = await admin.post<{ id: string }>("blocked-numbers", entry);
    const before = (await scene.records()).length;
    const refused = await scene.customer(440);
    await refused.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
    await until("the refusal", () => (/\b603\b/.test(refused.output) ? true : undefined));
    expect(await scene.records()).toHaveLength(before);
    await until("the refusal to be counted", async () => (await blocked())[0]?.refused === 1 || undefined);
    await admin.delete(`blocked-numbers/${id}`);
    const taken = await scene.customer(440);
    await taken.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
    await taken.established();
  });

  it("RT-04 who calls too often is blocked by the rule, on the wire and in the list, until somebody takes the entry away", async () => {
    const admin = await product.signIn("admin");
    const when = { kind: "frequent", calls: 1, withinMs: 60_000, block: { action: "refuse", forMs: 3_600_000 } };
    const rule = { name: "骚扰拦截", active: true, queueId: null, when, priorityBy: 0, skill: null };
    const { id } = await admin.post<{ id: string }>("customer-rules", rule);
    const first = await scene.customer(440);
    await first.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
    await first.established();
    await scene.hangUpPhones();
    const second = await scene.customer(440);
    await second.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
    await until("the refusal", () => (/\b603\b/.test(second.output) ? true : undefined));
    await until("the refusal to be counted", async () => (await blocked())[0]?.refused === 1 || undefined);
    expect(await blocked()).toMatchObject([{ number: "13800138000", reason: "骚扰拦截", kind: "number" }]);
    expect(product.log).not.toContain("13800138000");
    await admin.delete(`customer-rules/${id}`);
    await admin.delete(`blocked-numbers/${(await blocked())[0]?.id}`);
  });

  it("RT-04 a leader blocks the caller of a talk; it goes on, and the next call is refused", async () => {
    const agent = await scene.agent("agent1", 0, 1000);
    const { interactionId, end } = await talk([agent]);
    const leader = await product.signIn("leader");
    await expect(
      agent.api.post(`interactions/${interactionId}/block`, { reason: "骂人", validUntil: null }),
    ).rejects.toThrow("403");
    await leader.post(`interactions/${interactionId}/block`, { reason: "骂人", validUntil: null });
    expect(await blocked()).toMatchObject([{ number: "13800138000", reason: "骂人", action: "refuse" }]);
    expect((await agent.api.get<Desk>("desk")).interactions[0]?.state).toBe("connected");
    const refused = await scene.customer(440);
    await refused.dial(`sip:${product.access.number}@127.0.0.1:${product.ports.sip}`);
    await until("the refusal", () => (/\b603\b/.test(refused.output) ? true : undefined));
    await end();
    await scene.leave(agent.api);
    const admin = await product.signIn("admin");
    await admin.delete(`blocked-numbers/${(await blocked())[0]?.id}`);
    // From the record, after the talk.
    await leader.post(`interactions/${interactionId}/block`, { reason: "骂人", validUntil: null });
    expect(await blocked()).toHaveLength(1);
  });
});
