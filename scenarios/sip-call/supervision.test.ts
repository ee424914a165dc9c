// A team leader listens to, coaches, barges into and takes over a call between real phones, proved by the tones at every
// ear; and what he may do to an agent by force.

import type { Desk, Live } from "@tellerline/api";
import { havePeer, RunningProduct, until } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BankScene } from "../bank-scene.ts";

const customerHz = 440;
const agentHz = 1000;
const leaderHz = 1500;

let product: RunningProduct;
let scene: BankScene;

beforeAll(async () => {
  if (!havePeer("baresip")) return;
  product = await RunningProduct.start();
  scene = new BankScene(product);
});
afterEach(() => scene?.hangUpPhones());
afterAll(() => product?.dispose());

interface Audit {
  items: { action: string; subject: string; detail: { reason?: string } }[];
}

async function audited(prefix: string, subject: string): Promise<string[]> {
  const admin = await product.signIn("admin");
  const { items } = await admin.get<Audit>("audit");
  return items
    .filter((entry) => entry.subject === subject && entry.action.startsWith(prefix))
    .map(({ action, detail }) => `${action.slice(prefix.length)} ${detail.reason ?? ""}`.trim())
    .reverse();
}

/** A customer talks to agent1, and the leader has a phone of his own. */
async function talk() {
  const agent = await scene.agent("agent1", 0, agentHz);
  const leader = await scene.agent("leader", 1, leaderHz);
  await leader.api.post("desk/state", { state: "notReady", reason: "meeting" });
  const caller = await scene.customer(customerHz);
  await scene.askForAgent(caller);
  const { interactionId } = await scene.onDesk(agent.api, "connected");
  await caller.hears(agentHz);
  const supervise = (mode: string, reason = "quality") =>
    leader.api.put<{ mine: { mode: string; state: string } | null }>(`interactions/${interactionId}/supervision`, {
      ...{ mode, reason },
    });
  return { agent, leader, caller, interactionId, supervise };
}

describe.skipIf(!havePeer("baresip"))("supervision on SIP phones", () => {
  it("SW-06 listen, coach, barge in, back to listening, intercept: who hears whom, and who wraps up", async () => {
    const { agent, leader, caller, interactionId, supervise } = await talk();
    await expect(supervise("intercept")).rejects.toThrow(/409|notPossibleNow/);

    await supervise("listen");
    await leader.device.hears(customerHz);
    await leader.device.hears(agentHz);
    await caller.hears(leaderHz, false);
    await agent.device.hears(leaderHz, false);
    const live = await leader.api.get<Live>("live");
    expect(live.interactions[0]?.supervisors).toMatchObject([{ mode: "listen", state: "on" }]);
    expect((await scene.onDesk(leader.api, "connected")).kind).toBe("supervision");

    await supervise("coach");
    await agent.device.hears(leaderHz);
    await caller.hears(leaderHz, false);
    await caller.hears(agentHz);

    await supervise("bargeIn");
    await caller.hears(leaderHz);
    await agent.device.hears(leaderHz);
    await caller.hears(agentHz);

    await supervise("listen");
    await caller.hears(leaderHz, false);
    await agent.device.hears(leaderHz, false);

    await supervise("intercept", "complaint");
    await agent.device.ended();
    await caller.hears(leaderHz);
    await caller.hears(agentHz, false);
    await leader.device.hears(customerHz);
    expect((await agent.api.get<Desk>("desk")).state).toBe("wrapUp");
    expect((await scene.onDesk(leader.api, "connected")).kind).toBe("inbound");

    await caller.hangUp();
    const record = await scene.recordOf(interactionId);
    expect(record.agentNames).toEqual(["李娜", "周班长"]);
    expect(record.timeline.map((entry) => entry.type)).toEqual(
      expect.arrayContaining(["supervisionStarted", "supervisionChanged", "intercepted"]),
    );
    expect(await audited("supervision.", interactionId)).toEqual([
      ...["listen quality", "coach quality", "bargeIn quality", "listen quality", "intercept complaint"],
    ]);
    const own = await agent.api.get<typeof record>(`records/${interactionId}`);
    expect(own.timeline.filter((entry) => entry.type.startsWith("supervision"))).toEqual([]);
    await scene.leave(agent.api);
    await scene.leave(leader.api);
  });

  it("SW-06 the supervisor hangs up, supervises again and leaves by the page; the talk never notices", async () => {
    const { agent, leader, caller, interactionId, supervise } = await talk();
    await supervise("bargeIn");
    await caller.hears(leaderHz);
    await leader.device.hangUp();
    await until("the supervision to be over", async () =>
      (await leader.api.get<Desk>("desk")).interactions.length === 0 ? true : undefined,
    );
    await caller.hears(leaderHz, false);
    await caller.hears(agentHz);
    await agent.device.hears(customerHz);
    await supervise("listen");
    await leader.device.hears(customerHz);
    expect((await supervise("off")).mine).toBeNull();
    await caller.hears(agentHz);
    expect((await leader.api.get<Desk>("desk")).state).toBe("notReady");
    await supervise("listen");
    await leader.device.hears(customerHz);
    await caller.hangUp();
    await until("the end of the call to end the supervision", async () =>
      (await audited("supervision.", interactionId)).at(-1) === "ended talkOver" ? true : undefined,
    );
    expect(await audited("supervision.", interactionId)).toEqual([
      ...["bargeIn quality", "ended hungUp", "listen quality", "off quality", "listen quality", "ended talkOver"],
    ]);
    await scene.leave(agent.api);
    await scene.leave(leader.api);
  });

  it("SV-03 locked, unlocked, released and signed out by force; each with a reason, on the agent's desk and in the audit", async () => {
    const { agent, leader, caller } = await talk();
    const desk = () => agent.api.get<Desk>("desk");
    const { agentId } = await desk();
    const force = (action: string, reason = "drill") => leader.api.post(`agents/${agentId}/force`, { action, reason });
    await expect(force("lock", "")).rejects.toThrow();
    await expect(agent.api.post(`agents/${agentId}/force`, { action: "ready", reason: "me" })).rejects.toThrow();

    await force("release", "wrong customer");
    await caller.ended();
    expect(await desk()).toMatchObject({ forced: { action: "release", by: "周班长", reason: "wrong customer" } });

    await force("lock");
    expect(await desk()).toMatchObject({ state: "notReady", reason: "locked", locked: true });
    await expect(agent.api.post("desk/state", { state: "ready" })).rejects.toThrow(/locked/);
    await expect(agent.api.post("desk/sign-out")).rejects.toThrow(/locked/);
    await expect(agent.api.post("desk/calls", { target: { kind: "number", number: "8002" } })).rejects.toThrow(
      /locked/,
    );

    await force("unlock");
    expect(await desk()).toMatchObject({ state: "notReady", locked: false });
    await force("endRest", "queue");
    expect(await desk()).toMatchObject({ state: "ready" });
    await force("notReady");
    expect(await desk()).toMatchObject({ state: "notReady", reason: "forced" });
    await force("signOut", "end of shift");
    expect(await desk()).toMatchObject({ state: "signedOut", forced: { action: "signOut", reason: "end of shift" } });
    expect(await audited("agent.force.", agentId)).toEqual([
      ...["release wrong customer", "lock drill", "unlock drill", "endRest queue", "notReady drill"],
      "signOut end of shift",
    ]);
    await scene.leave(leader.api);
  });
});
