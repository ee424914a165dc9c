import type { Live, LiveAgent, LiveInteraction } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { agentOrders, NameOrder, selectAgents } from "./agent-selection.ts";
import { forceActionsFor, wishesFor } from "./leader-choices.ts";
import { standardQueueLimits, standardStateLimits, whenHigh, whenLow } from "./limits.ts";
import { LiveBoard, type LiveEvent } from "./live-board.ts";
import { alarms, liveTotals } from "./live-totals.ts";
import { supervisionByAgent } from "./supervised.ts";

const agent = (agentId: string, state: LiveAgent["state"]): LiveAgent => ({
  ...{ agentId, name: agentId, number: "8001", team: "", state, reason: null, since: 0, interactionId: null },
  ...{
    phoneId: null,
    today: { handled: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
    skills: [],
    queues: [],
  },
});
const live: Live = {
  queues: [
    {
      ...{ queueId: "q", name: "service", waiting: 2, longestSince: 1, agentsReady: 1, agentsSignedIn: 2 },
      ...{ agentsTalking: 1, agentsWrapUp: 0, agentsNotReady: 0 },
      today: {
        offered: 0,
        answered: 0,
        abandoned: 0,
        answeredInTime: 0,
        abandonedInTime: 0,
        abandonedShort: 0,
        waitMs: 0,
        longestWaitMs: 0,
      },
      serviceLevel: null,
      expectedWaitMs: null,
      expectedWaitErrorMs: null,
      serviceLevelFormula: "ofAll",
      serviceLevelCounted: 0,
    },
  ],
  agents: [agent("a", "ready"), agent("b", "engaged"), agent("c", "signedOut")],
  interactions: [
    {
      ...{ interactionId: "i", channel: "voice", stage: "queue", customerNumber: "138", queueName: "service" },
      ...{ agentName: null, agentId: null, since: 0 },
    },
  ],
  incidents: 0,
};
const envelope = { sequence: 1, at: 0 };
const changed = (data: LiveAgent): LiveEvent => ({ type: "agent.changed", ...envelope, data });

/** A board whose frames come when the test says so. */
async function board() {
  const frames: (() => void)[] = [];
  const made = new LiveBoard((run) => frames.push(run));
  await made.load(() => Promise.resolve(live));
  return { board: made, frames };
}

describe("the live view", () => {
  it("SV-01 an event replaces the thing it is about, in its place, and no other list is made anew", async () => {
    const { board: made } = await board();
    const { queues } = { queues: made.list("queues") };
    made.push(changed(agent("a", "notReady")));
    made.push(changed(agent("d", "ready")));
    made.flush();
    expect(made.list("agents").map((one) => one.state)).toEqual(["notReady", "engaged", "signedOut", "ready"]);
    expect(made.list("queues")).toBe(queues);
  });

  it("SV-01 what ended is gone, whatever was said of it before in the same frame", async () => {
    const { board: made } = await board();
    const [interaction] = live.interactions;
    if (interaction === undefined) throw new Error("none");
    made.push({ type: "interaction.changed", ...envelope, data: { ...interaction, stage: "connected" } });
    made.push({ type: "interaction.ended", ...envelope, data: { interactionId: "i" } });
    made.flush();
    expect(made.list("interactions")).toEqual([]);
  });

  it("SV-01 all events of a frame are one change of the page", async () => {
    const { board: made, frames } = await board();
    let told = 0;
    made.subscribe("agents", () => told++);
    for (let n = 0; n < 200; n++) made.push(changed(agent(n % 2 === 0 ? "a" : "b", n < 198 ? "ready" : "wrapUp")));
    expect([frames.length, told]).toEqual([1, 0]);
    frames[0]?.();
    expect([told, ...made.list("agents").map((one) => one.state)]).toEqual([1, "wrapUp", "wrapUp", "signedOut"]);
    made.push(changed(agent("a", "ready")));
    expect(frames).toHaveLength(2);
  });

  it("SV-01 what happens while the answer is under way is not lost with the answer", async () => {
    const { board: made } = await board();
    await made.load(() => {
      made.push(changed(agent("a", "wrapUp")));
      made.flush();
      return Promise.resolve(live);
    });
    expect(made.list("agents")[0]?.state).toBe("wrapUp");
  });

  it("SV-01 totals count the waiting over queues and the states over agents", () => {
    const totals = { waiting: 2, talking: 1, ready: 1, wrapUp: 0, notReady: 0, signedIn: 2 };
    expect(liveTotals(live.queues, live.agents)).toEqual(totals);
  });
});

describe("agents as they are shown", () => {
  const crowd: LiveAgent[] = [
    { ...agent("1", "engaged"), name: "赵敏", number: "8003", team: "二组", queues: ["贷款"], since: 50 },
    { ...agent("2", "ready"), name: "李娜", number: "8001", team: "一组", queues: ["service"], since: 90 },
    { ...agent("3", "signedOut"), name: "陈静", number: "8004", team: "一组", since: 10 },
    { ...agent("4", "ready"), name: "王强", number: "8102", team: "二组", queues: ["service"], since: 20 },
  ];
  crowd[0] = { ...(crowd[0] as LiveAgent), today: { ...agent("", "ready").today, handled: 2, talkMs: 9000 } };
  crowd[3] = { ...(crowd[3] as LiveAgent), today: { ...agent("", "ready").today, handled: 3, talkMs: 9000 } };
  const all = { text: "", state: null, team: null, queue: null };
  const ids = (filter: object, order: (typeof agentOrders)[number] = "name") =>
    selectAgents(crowd, { ...all, ...filter }, order, new NameOrder()).map(({ agentId }) => agentId);

  it("SV-01 are filtered by state, team, queue, and part of a name or number", () => {
    expect(ids({ state: "ready" })).toEqual(["2", "4"]);
    expect(ids({ team: "二组" })).toEqual(["4", "1"]);
    expect(ids({ queue: "贷款" })).toEqual(["1"]);
    expect(ids({ text: "娜" })).toEqual(["2"]);
    expect(ids({ text: "810", team: "一组" })).toEqual([]);
  });

  it("SV-01 are ordered by name, state, time in state, calls handled and average talk", () => {
    const orders = Object.fromEntries(agentOrders.map((order) => [order, ids({}, order).join("")]));
    // 陈 李 王 赵 in the order of their sounds; who is signed out is long in his state and last nevertheless.
    expect(orders).toEqual({ name: "3241", state: "2413", longest: "4123", handled: "4132", averageTalk: "1432" });
  });

  it("SV-04 show who supervises whom, on both", () => {
    const [interaction] = live.interactions;
    const supervisors = [{ agentId: "l", name: "周班长", mode: "coach" as const, state: "on" as const }];
    const found = supervisionByAgent([
      { ...(interaction as LiveInteraction), agentId: "a", agentName: "李娜", supervisors },
    ]);
    expect(found.get("a")).toEqual({ who: "by", name: "周班长", mode: "coach" });
    expect(found.get("l")).toEqual({ who: "of", name: "李娜", mode: "coach" });
  });
});

describe("limits", () => {
  it("SV-01 a figure is over its limit from the limit on, a service level below it, and nothing where none is set", () => {
    const limit = { warning: 5, alarm: 10 };
    expect([4, 5, 9, 10].map((value) => whenHigh(value, limit))).toEqual(["normal", "warning", "warning", "alarm"]);
    const low = { warning: 80, alarm: 60 };
    expect([80, 79.9, 60, 59, null].map((value) => whenLow(value, low))).toEqual([
      ...["normal", "warning", "warning", "alarm", "normal"],
    ]);
    expect(whenHigh(1e9, { warning: null, alarm: null })).toBe("normal");
  });

  it("SV-01 a queue over any red limit and an agent too long in his state are counted, once each", () => {
    const limits = { of: () => standardQueueLimits, states: standardStateLimits };
    // The queue waits since 1 ms, agent b talks since 0; twenty minutes are the red limit of a talk.
    expect(alarms(live, limits, 100_000)).toEqual([]);
    expect(alarms(live, limits, 200_000)).toEqual(["q"]);
    expect(alarms(live, limits, 1_200_000)).toEqual(["q", "b"]);
    const generous = { ...standardQueueLimits, longestWait: { warning: null, alarm: null } };
    expect(alarms(live, { ...limits, of: () => generous }, 200_000)).toEqual([]);
  });
});

describe("what a leader is offered", () => {
  const [waiting] = live.interactions;
  const talk = { ...waiting, stage: "connected" } as NonNullable<typeof waiting>;
  const mine = (state: "ringing" | "on") => [{ agentId: "l", name: "L", mode: "listen" as const, state }];

  it("SW-06 a call is taken over by who hears it, and what he does already is not offered", () => {
    expect(wishesFor(talk, "l")).toEqual(["listen", "coach", "bargeIn"]);
    expect(wishesFor({ ...talk, supervisors: mine("ringing") }, "l")).toEqual(["coach", "bargeIn", "off"]);
    expect(wishesFor({ ...talk, supervisors: mine("on") }, "l")).toEqual(["coach", "bargeIn", "intercept", "off"]);
    expect(wishesFor({ ...talk, supervisors: mine("on") }, "other")).toEqual(["listen", "coach", "bargeIn"]);
    expect(waiting === undefined ? undefined : wishesFor(waiting, "l")).toEqual([]);
  });

  it("SV-04 a chat may be taken over at once", () => {
    expect(wishesFor({ ...talk, channel: "chat" }, "l")).toEqual(["listen", "coach", "bargeIn", "intercept"]);
  });

  it("SV-03 who is locked can be unlocked or signed out, who is signed out is left alone", () => {
    expect(forceActionsFor({ state: "notReady", locked: true })).toEqual(["unlock", "signOut"]);
    expect(forceActionsFor({ state: "signedOut" })).toEqual([]);
  });
});
