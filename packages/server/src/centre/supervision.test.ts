import { describe, expect, it } from "vitest";
import { agent, InteractionStage, toAgent, toQueue } from "./testing/interaction-stage.ts";

type Wish = "listen" | "coach" | "bargeIn" | "intercept" | "off";

function wishes(stage: InteractionStage, wish: Wish): void {
  stage.feed({ type: "supervise", agent: agent("s"), wish });
}

/** S supervises the talk of A. */
function supervised(mode: "listen" | "coach" | "bargeIn" = "listen", stage = new InteractionStage().talking()) {
  wishes(stage, mode);
  stage.event({ type: "partyAnswered", partyId: supervisorId(stage) });
  return stage;
}

function supervisorId(stage: InteractionStage): string {
  return [...stage.state.supervisors.keys()][0] ?? "";
}

const releasedSilently = { type: "released", interactionId: "i1", agentId: "s", withoutWrapUp: true };
const journalOf = (stage: InteractionStage) =>
  stage.journal().filter((event) => event.type.startsWith("supervision") || event.type === "intercepted");

describe("SW-06 supervision of a call", () => {
  it("IN-19 his phone is called and answers by itself, nothing else rings at him meanwhile; then the call is told how", () => {
    const stage = new InteractionStage().talking();
    wishes(stage, "coach");
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", interactionId: "i1", agentId: "s" }]);
    expect(stage.command("callParty")).toMatchObject({ role: "agent", autoAnswer: true });
    stage.event({ type: "partyAnswered", partyId: supervisorId(stage) });
    expect(stage.command("supervise")).toMatchObject({ partyId: supervisorId(stage), mode: "coach" });
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
    expect(journalOf(stage)).toMatchObject([{ type: "supervisionStarted", agentId: "s", mode: "coach" }]);
  });

  it("IN-19 the way is changed live; the same wish twice is one", () => {
    const stage = supervised("listen");
    wishes(stage, "bargeIn");
    expect(stage.calls()).toEqual(["supervise"]);
    wishes(stage, "bargeIn");
    expect(stage.last).toEqual([]);
  });

  it("IN-19 changed while his phone still rings, the last wish counts when he answers", () => {
    const stage = new InteractionStage().talking();
    wishes(stage, "listen");
    wishes(stage, "coach");
    expect(stage.calls()).toEqual([]);
    stage.event({ type: "partyAnswered", partyId: supervisorId(stage) });
    expect(stage.command("supervise")).toMatchObject({ mode: "coach" });
  });

  it.each([
    ["off", (stage: InteractionStage) => wishes(stage, "off"), ["dropParty"]],
    ["left", (stage: InteractionStage) => stage.operate("s", { operation: "hangUp" }), ["dropParty"]],
    [
      "hungUp",
      (stage: InteractionStage) => stage.event({ type: "partyEnded", partyId: supervisorId(stage), by: "remote" }),
      [],
    ],
    [
      "hungUp",
      (stage: InteractionStage) => stage.event({ type: "partyEnded", partyId: supervisorId(stage), by: "lost" }),
      [],
    ],
  ] as const)("IN-19 he goes (%s): the talk is as it was, he has no wrap-up", (reason, goes, calls) => {
    const stage = supervised("bargeIn");
    goes(stage);
    expect(stage.calls()).toEqual(calls);
    expect(stage.routes()).toEqual([releasedSilently]);
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
    expect(journalOf(stage).at(-1)).toMatchObject({ type: "supervisionEnded", reason });
  });

  it("IN-19 IN-5 the router has given him something else in this moment: there is no supervision", () => {
    const stage = new InteractionStage().talking();
    wishes(stage, "listen");
    stage.feed({
      ...{ type: "routerRefused", command: "engageDirectly", reason: "overCapacity", agentId: "s", asCustomer: false },
    });
    expect(stage.calls()).toEqual(["cancelParty"]);
    expect(stage.state.supervisors.size).toBe(0);
  });

  it.each([
    ["the customer hangs up", (stage: InteractionStage) => stage.ends()],
    [
      "the customer is sent to a queue",
      (stage: InteractionStage) =>
        stage.operate("a", { operation: "transfer", target: { kind: "queue", queueId: "q2" } }, toQueue),
    ],
    [
      "the customer is sent to a colleague",
      (stage: InteractionStage) =>
        stage.operate("a", { operation: "transfer", target: { kind: "agent", agentId: "b" } }, toAgent("b")),
    ],
  ])("IN-19 %s: the supervision is over, before the router hears of anything else", (_what, happens) => {
    const stage = supervised();
    happens(stage);
    expect(stage.routes()[0]).toEqual(releasedSilently);
    expect(stage.state.supervisors.size).toBe(0);
    expect(journalOf(stage).at(-1)).toMatchObject({ reason: "talkOver" });
  });

  it.each([
    ["nobody talks", new InteractionStage().queued(), "listen"],
    ["he takes part", new InteractionStage().talking("s"), "listen"],
    ["he did not supervise before", new InteractionStage().talking(), "intercept"],
    ["there is nothing to end", new InteractionStage().talking(), "off"],
  ] as const)("IN-19 nothing happens when %s", (_why, stage, wish) => {
    wishes(stage, wish);
    expect(stage.last).toEqual([]);
  });

  it("IN-20 intercept: the agent wraps up, the supervisor serves the customer and is recorded as one who did", () => {
    const stage = supervised("listen");
    const before = stage.state.recording?.recordingId;
    wishes(stage, "intercept");
    expect(stage.calls()).toEqual(["intercept"]);
    expect(stage.routes()).toEqual([{ type: "released", interactionId: "i1", agentId: "a" }]);
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("s") });
    expect(stage.state.recording?.recordingId).toBe(before);
    expect(stage.journal().at(-1)).toMatchObject({ type: "connected", agentId: "s" });
    stage.operate("s", { operation: "hangUp" });
    expect(stage.calls()).toEqual(["endCall"]);
  });

  it("IN-20 intercept in a consultation: the consulted colleague is released too, one who still rings is cancelled", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", { operation: "consult", target: { kind: "agent", agentId: "b" } }, toAgent("b"));
    supervised("coach", stage);
    wishes(stage, "intercept");
    expect(stage.calls()).toEqual(["cancelParty", "intercept"]);
    expect(stage.routes()).toMatchObject([
      { type: "released", agentId: "a" },
      { type: "released", agentId: "b", withoutWrapUp: true },
    ]);
    expect([...stage.state.parties.values()].map((party) => party.agentId)).toEqual(["s"]);
  });

  it("IN-20 who took over is waited for when his phone is lost, as any agent", () => {
    const stage = supervised();
    wishes(stage, "intercept");
    stage.leaves("s", "lost");
    expect(stage.party("s")).toMatchObject({ state: "away" });
    expect(stage.calls()).toEqual(["play"]);
  });

  it("SW-06 his desk shows the talk as supervision, with one thing to do; the agent's desk does not change", () => {
    const stage = supervised("coach");
    const viewer = (agentId: string) => ({ agentId, browser: true, mayUnmask: false });
    expect(stage.machine.deskView(viewer("s"), [])).toMatchObject({
      ...{ kind: "supervision", supervision: "coach", state: "connected", allowed: ["hangUp"] },
    });
    expect(stage.machine.deskView(viewer("a"), [])?.parties).toHaveLength(2);
    expect(stage.machine.liveView().supervisors).toEqual([{ agentId: "s", name: "S", mode: "coach", state: "on" }]);
  });
});

describe("SV-03 release by force", () => {
  it("SV-03 the agent who serves is released: the call ends", () => {
    const stage = new InteractionStage().talking();
    stage.feed({ type: "release", agentId: "a" });
    expect(stage.command("endCall")).toMatchObject({ reason: "forced" });
    stage.ends("local");
    expect(stage.journal().at(-1)).toMatchObject({ type: "ended", reason: "forced" });
  });

  it("SV-03 a consulted colleague is released: the others stay", () => {
    const stage = new InteractionStage().consulting();
    stage.feed({ type: "release", agentId: "b" });
    expect(stage.calls()).toEqual(["dropParty"]);
  });

  it("SV-03 one at whom it only rings: the offer goes on", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.feed({ type: "release", agentId: "a" });
    expect(stage.routes()).toMatchObject([{ type: "offerRefused", agentId: "a" }]);
  });
});
