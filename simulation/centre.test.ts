// A whole centre in virtual time, from a fixed slice of seeds, and the crossings that others got wrong, told one by one.

import { describe, expect, it } from "vitest";
import { CentreWorld } from "./centre-world.ts";

describe("a whole centre in virtual time", () => {
  for (let seed = 1; seed <= 24; seed++) {
    it(`IN-1 IN-5 IN-6 IN-19 RT-11 SW-06 seed ${seed}: nobody is lost, nothing rings on, every interaction ends once`, async () => {
      const failing = seed % 4 === 0 ? 0.06 : 0.01;
      const day = await new CentreWorld({ seed, failing }).run(0.75);
      expect(day.records.length).toBeGreaterThanOrEqual(day.calls);
      expect(day.checks).toBeGreaterThan(100_000);
      expect(day.supervised).toBeGreaterThan(0);
      expect(day.exceptions).toEqual({});
    });
  }

  it("SW-05 SW-06 every operation of the softphone bar happens in these days, with nobody lost", async () => {
    const happened = new Set<string>();
    let together = 0;
    for (const seed of [31, 32, 33, 34, 35]) {
      const world = new CentreWorld({ seed, failing: 0.02 });
      await world.run(0.75);
      for (const what of Object.keys(world.monitor.happened)) happened.add(what);
      together = Math.max(together, world.monitor.together);
    }
    const transfers = ["release", "consult", "threeWay", "success", "flow", "pickUp"].map(
      (how) => `transferred ${how}`,
    );
    const talk = [
      "held",
      "forwarded",
      "held publicly",
      "held freed",
      "customerLeft",
      "retrieved",
      "filePlayed",
      "muted",
      "digitsSent",
      "suspended",
      "returned",
      "pickedUp",
    ];
    const three = ["consultConnected", "consultEnded", "threeWay", "partyInvited", "partyJoined", "inviteFailed"];
    const leader = ["supervisionStarted", "supervisionChanged", "supervisionEnded", "intercepted"];
    const all = [...transfers, ...talk, ...three, ...leader, "transferFailed", "reconnected"];
    expect(all.filter((what) => !happened.has(what))).toEqual([]);
    expect(together).toBeGreaterThan(3);
  });

  it.each(["refuses", "silent"] as const)(
    "RT-04 HA-07 with rules for known customers and a database that %s everybody is served like anybody, nobody lost",
    async (database) => {
      const vip = { id: "r", version: 1, name: "vip", active: true, queueId: null, priorityBy: 5, skill: null };
      const customerRules = [{ ...vip, when: { kind: "tier" as const, tiers: ["diamond" as const] } }];
      for (const seed of [41, 42, 43]) {
        const world = new CentreWorld({ seed, failing: 0.02, customerRules, database });
        const day = await world.run(0.5);
        expect(day.records.length).toBeGreaterThanOrEqual(day.calls);
        expect(day.exceptions).toEqual({});
        expect(day.records.filter(({ agents }) => agents.length > 0).length).toBeGreaterThan(day.calls / 3);
      }
    },
  );

  it("RT-14 the same seed gives the same day", async () => {
    const [one, other] = [await new CentreWorld({ seed: 5 }).run(0.3), await new CentreWorld({ seed: 5 }).run(0.3)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});

/** A calm centre: diligent agents, no mishaps, and a customer who wants to speak to one of them. */
async function calm(options: { agents?: number; ringTimeoutMs?: number } = {}): Promise<CentreWorld> {
  const { agents = 1, ringTimeoutMs = 12_000 } = options;
  const world = new CentreWorld({ seed: 1, agents, failing: 0, queue: { ringTimeoutMs } });
  await world.pass(100);
  return world;
}

function stateOf(world: CentreWorld) {
  return [...world.centre.interactions.values()][0]?.call?.machine.state;
}

async function until(world: CentreWorld, reached: () => boolean): Promise<void> {
  for (let n = 0; n < 6_000 && !reached(); n++) await world.pass(100);
  expect(reached()).toBe(true);
}

const kinds = (world: CentreWorld) => world.records[0]?.segments.map(({ kind, endReason }) => `${kind} ${endReason}`);

describe("what others got wrong", () => {
  it.each([0, 1, 2, 5, 10, 20, 40, 60, 80, 120])(
    "RT-12 regression 1: the agent answers as the caller hangs up %i ms later: no zombie, one record",
    async (ms) => {
      const world = await calm();
      const [agent] = world.agents;
      const customer = world.call();
      agent?.work();
      await until(world, () => stateOf(world)?.stage === "queue" && world.centre.seats.get("a0")?.state === "reserved");
      const rung = stateOf(world)?.stageSince ?? 0;
      // The diligent agent answers two seconds after his phone rings.
      await world.pass(1_900 - (world.scheduler.now() - rung));
      world.after(100 + ms, () => customer.hangUp());
      await world.pass(60_000);
      world.monitor.checkIdle(world.centre, world.network);
      expect(world.records).toHaveLength(1);
      expect(["abandoned", "customerHungUp"]).toContain(world.records[0]?.endReason);
      expect(world.centre.seats.get("a0")?.state).toBe("ready");
    },
  );

  it("SW-05 regression 7: sent to a queue, unanswered by twelve, answered by the thirteenth: one record, one recording", async () => {
    const world = await calm({ agents: 14 });
    world.agents[0]?.work();
    world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    await world.pass(10_000);
    for (const agent of world.agents.slice(1, 13)) {
      agent.ignores = true;
      agent.work();
    }
    world.agents[13]?.work();
    world.agents[0]?.operate({ operation: "transfer", target: { kind: "queue", queueId: "service" } });
    world.agents[0]?.setState({ state: "notReady", reason: "break" });
    await until(world, () => stateOf(world)?.stage === "talk");
    await world.pass(20_000);
    world.agents[13]?.operate({ operation: "hangUp" });
    await world.pass(30_000);
    world.monitor.checkIdle(world.centre, world.network);
    const [record] = world.records;
    expect(world.records).toHaveLength(1);
    expect(record?.recordings).toHaveLength(1);
    expect(record?.agents.map((agent) => agent.id)).toEqual(["a0", "a13"]);
    const rings = record?.segments.filter((segment) => segment.kind === "ring").map((segment) => segment.endReason);
    expect(rings).toEqual(["answered", ...Array.from({ length: 12 }, () => "noAnswer"), "answered"]);
    const talks = record?.segments.filter((segment) => segment.kind === "talk") ?? [];
    expect(record?.talkMs).toBe(talks.reduce((sum, talk) => sum + talk.endedAt - talk.startedAt, 0));
    expect(talks).toHaveLength(2);
  });

  it("SW-05 SW-09 regression 7: a failed transfer gives the customer back and the recording goes on", async () => {
    const world = await calm({ agents: 2 });
    world.agents[0]?.work();
    world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    const colleague = world.agents[1];
    if (colleague !== undefined) colleague.ignores = true;
    colleague?.work();
    world.agents[0]?.operate({ operation: "transfer", target: { kind: "agent", agentId: "a1" } });
    await until(world, () => stateOf(world)?.stage === "queue");
    // IN-6: who was only rung has no wrap-up.
    expect(world.centre.seats.get("a1")?.state).not.toBe("wrapUp");
    colleague?.setState({ state: "notReady", reason: "break" });
    await until(world, () => stateOf(world)?.stage === "talk");
    expect(stateOf(world)?.recording?.state).toBe("on");
    world.agents[0]?.hangUp();
    await world.pass(30_000);
    expect(world.records.map((record) => record.recordings.length)).toEqual([1]);
    world.monitor.checkIdle(world.centre, world.network);
  });

  it.each([0, 1, 3, 10, 30])(
    "AG-01 regression 8: both ends hang up within %i ms: everything is counted once",
    async (ms) => {
      const world = await calm();
      world.agents[0]?.work();
      const customer = world.call("agent", true);
      await until(world, () => stateOf(world)?.stage === "talk");
      world.after(10, () => customer.hangUp());
      world.after(10 + ms, () => world.agents[0]?.hangUp());
      await world.pass(30_000);
      world.monitor.checkIdle(world.centre, world.network);
      expect(world.records).toHaveLength(1);
      expect(world.centre.seats.get("a0")?.figures(world.centre.options.scheduler.now()).handled).toBe(1);
    },
  );

  it("AG-02 regression 16: sign-out queued, an offer missed, then ready: the last command wins", async () => {
    const world = await calm();
    const [agent] = world.agents;
    if (agent !== undefined) agent.ignores = true;
    agent?.work();
    world.call("agent", true);
    await until(world, () => world.centre.seats.get("a0")?.state === "reserved");
    agent?.setState({ state: "notReady", reason: "break" });
    await until(world, () => world.centre.seats.get("a0")?.state === "notReady");
    expect(world.centre.seats.get("a0")?.reason).toBe("break");
    if (agent !== undefined) agent.ignores = false;
    agent?.setState({ state: "ready" });
    await until(world, () => stateOf(world)?.stage === "talk");
    agent?.signOut();
    agent?.setState({ state: "ready" });
    agent?.hangUp();
    await world.pass(30_000);
    expect(world.centre.seats.get("a0")?.state).toBe("ready");
  });

  it("SW-01 AG-01 a page reloaded in mid-talk: music, then the same agent again in the same call", async () => {
    const world = await calm();
    const [agent] = world.agents;
    agent?.work();
    const customer = world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    const before = stateOf(world)?.mainPartyId;
    agent?.vanish(4_000);
    await until(world, () => stateOf(world)?.mainPartyId !== before);
    await world.pass(3_000);
    expect(stateOf(world)).toMatchObject({ stage: "talk", mode: "talk" });
    expect([...(stateOf(world)?.parties.values() ?? [])].map((party) => party.state)).toEqual(["connected"]);
    expect(customer.connected).toBe(true);
    expect(world.centre.seats.get("a0")?.state).toBe("engaged");
    agent?.hangUp();
    await world.pass(30_000);
    expect(world.records[0]?.agents).toHaveLength(1);
    expect(kinds(world)).toEqual(expect.arrayContaining(["talk reconnecting", "hold reconnected", "talk agentHungUp"]));
    world.monitor.checkIdle(world.centre, world.network);
  });

  it("IN-9 an agent whose phone never comes back: the customer waits again at his old place, for another one", async () => {
    const world = await calm({ agents: 2 });
    const [agent, other] = world.agents;
    agent?.work();
    world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    other?.work();
    agent?.vanish(600_000);
    await until(
      world,
      () => stateOf(world)?.stage === "talk" && stateOf(world)?.mode === "talk" && talksTo(world, "a1"),
    );
    expect(world.centre.seats.get("a0")?.state).toBe("signedOut");
    other?.hangUp();
    await world.pass(30_000);
    world.monitor.checkIdle(world.centre, world.network);
    expect(world.records).toHaveLength(1);
  });

  it("AG-01 a registration that lapses in mid-talk ends nothing; the router hears of it when the talk is over", async () => {
    const world = await calm();
    const [agent] = world.agents;
    agent?.work();
    world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    if (agent !== undefined) world.network.unregister(agent);
    await world.pass(25_000);
    expect(stateOf(world)?.stage).toBe("talk");
    agent?.hangUp();
    await world.pass(9_000);
    expect(world.centre.seats.get("a0")).toMatchObject({ state: "notReady", reason: "terminalLost" });
    await world.pass(30_000);
    expect(world.centre.seats.get("a0")?.state).toBe("signedOut");
  });

  it("SW-08 a phone that transfers by REFER sends the customer to a colleague", async () => {
    const world = await calm({ agents: 2 });
    const [agent, colleague] = world.agents;
    agent?.work();
    world.call("agent", true);
    await until(world, () => stateOf(world)?.stage === "talk");
    colleague?.work();
    agent?.refers("8001");
    await until(world, () => talksTo(world, "a1"));
    expect(world.centre.seats.get("a0")?.state).toBe("wrapUp");
    colleague?.hangUp();
    await world.pass(30_000);
    world.monitor.checkIdle(world.centre, world.network);
    expect(world.records[0]?.agents.map((one) => one.id)).toEqual(["a0", "a1"]);
  });
});

function talksTo(world: CentreWorld, agentId: string): boolean {
  const state = stateOf(world);
  const main = state?.parties.get(state.mainPartyId ?? "");
  return main?.agentId === agentId && main.state === "connected";
}
