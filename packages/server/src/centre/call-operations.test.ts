// Public hold, transfer on answer and to a flow, suspension, conference, pick-up: told on the machine alone.

import type { OperateRequest } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { allowedOperations } from "./allowed-operations.ts";
import type { InteractionState } from "./interaction-state.ts";
import { pickUpOf } from "./pick-up.ts";
import { agent, InteractionStage, outside, service, toAgent, toFlow, waits } from "./testing/interaction-stage.ts";

const asTarget = (agentId: string) => ({ kind: "agent", agentId }) as const;
const toB: OperateRequest = { operation: "transferOnAnswer", target: asTarget("b") };
const flowTarget = { kind: "flow", flowId: "f" } as const;
const adds = (stage: InteractionStage, agentId: string) =>
  stage.operate("a", { operation: "addParty", target: asTarget(agentId) }, toAgent(agentId));
const suspends = (stage: InteractionStage, flow = toFlow()) =>
  stage.operate("a", { operation: "suspend", target: flowTarget }, flow);
const told = (stage: InteractionStage) => stage.journal().map((event) => event.type);
const released = (agentId: string) => ({ type: "released", interactionId: "i1", agentId });
const playEnds = (stage: InteractionStage) => {
  const playing = stage.all.flatMap((output) =>
    output.type === "call" && output.command.type === "play" ? [output.command.playerId] : [],
  );
  stage.event({ type: "playEnded", playerId: playing.at(-1) ?? "", by: "end" });
};

function holding(operation: "hold" | "holdPublicly"): InteractionStage {
  const stage = new InteractionStage().talking();
  stage.operate("a", { operation });
  stage.event({ type: "held", by: stage.partyId("a") });
  return stage;
}

describe("SW-05 public and private hold", () => {
  it("IN-23 held publicly, a colleague may take the customer; held privately, nobody may", () => {
    expect(pickUpOf(holding("holdPublicly").state, "b")).toMatchObject({ kind: "held", agentId: "a" });
    expect(pickUpOf(holding("holdPublicly").state, "a")).toBeUndefined();
    expect(pickUpOf(holding("hold").state, "b")).toBeUndefined();
    expect(holding("holdPublicly").journal().at(-1)).toMatchObject({ type: "held", publicly: true });
  });

  it("IN-23 retrieved by his own agent he cannot be picked up any more, and the next hold is private again", () => {
    const stage = holding("holdPublicly");
    stage.operate("a", { operation: "retrieve" });
    stage.event({ type: "retrieved", by: stage.partyId("a") });
    expect(pickUpOf(stage.state, "b")).toBeUndefined();
    stage.event({ type: "held", by: stage.partyId("a") });
    expect(pickUpOf(stage.state, "b")).toBeUndefined();
  });

  it("SW-05 internal calls are held privately only", () => {
    const { target } = agent("x");
    const dialling = { agentId: "a", agentName: "A", agentTarget: target, autoAnswer: true };
    const stage = new InteractionStage({ dialling: { ...dialling, other: { label: "X", target } } });
    stage.answers("a");
    stage.event({ type: "customerAnswered" });
    stage.answers("X");
    const allowed = allowedOperations(stage.state, "a", true);
    expect(allowed).toContain("hold");
    expect(allowed).not.toContain("holdPublicly");
  });
});

describe("AG-08 a file in the talk", () => {
  const plays = (stage: InteractionStage) => stage.operate("a", { operation: "playFile", fileId: "risk-disclosure" });
  const playerId = (stage: InteractionStage) => stage.command("announce")?.playerId ?? "";

  it("IN-29 is kept with who played what, and whether it was heard to its end", () => {
    const stage = new InteractionStage().talking();
    plays(stage);
    expect(stage.command("announce")?.items).toMatchObject([{ file: expect.stringContaining("risk-disclosure.wav") }]);
    expect(allowedOperations(stage.state, "a", true)).toContain("stopFile");
    stage.event({ type: "playEnded", playerId: playerId(stage), by: "end" });
    expect(stage.journal().slice(-1)).toEqual([
      { type: "filePlayEnded", fileId: "risk-disclosure", reason: "completed" },
    ]);
    expect(allowedOperations(stage.state, "a", true)).toContain("playFile");
    expect(stage.journal()).toContainEqual({
      ...{ type: "filePlayed", agentName: "A", fileId: "risk-disclosure", title: "风险揭示" },
    });
  });

  it("IN-29 stopped by the agent it was not heard to its end", () => {
    const stage = new InteractionStage().talking();
    plays(stage);
    const id = playerId(stage);
    stage.operate("a", { operation: "stopFile" });
    expect(stage.command("stopPlay")).toMatchObject({ playerId: id });
    stage.event({ type: "playEnded", playerId: id, by: "stop" });
    expect(stage.journal().slice(-1)).toEqual([
      { type: "filePlayEnded", fileId: "risk-disclosure", reason: "stopped" },
    ]);
  });
});

describe("SW-05 a hold that frees the agent", () => {
  const frees = { ...service, holdFreesAgent: true };
  const parked = (operation: "hold" | "holdPublicly") => {
    const stage = new InteractionStage().talking();
    (stage.state as InteractionState).queue = frees;
    stage.operate("a", { operation });
    return stage;
  };

  it("IN-30 the agent's leg ends and he is free without wrap-up; the customer hears music", () => {
    const stage = parked("hold");
    expect(stage.calls()).toEqual(["park", "play"]);
    expect(stage.routes()).toEqual([{ ...released("a"), withoutWrapUp: true }]);
    expect(stage.state).toMatchObject({ stage: "parked", parked: { agentId: "a", publicly: false } });
    expect(allowedOperations(stage.state, "a", true)).toEqual([]);
    expect(pickUpOf(stage.state, "a")).toMatchObject({ kind: "parked", label: "A" });
    expect(pickUpOf(stage.state, "b")).toBeUndefined();
    expect(pickUpOf(parked("holdPublicly").state, "b")).toMatchObject({ kind: "parked", label: "A" });
  });

  it("IN-30 taken back, his phone is called and answers by itself", () => {
    const stage = parked("hold");
    stage.feed({ type: "pickUp", agent: agent("a") }, 1_000);
    expect(stage.command("callParty")).toMatchObject({ autoAnswer: true });
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", agentId: "a", wrapUpMs: 8_000 }]);
    stage.answers("a");
    expect(stage.state).toMatchObject({
      stage: "talk",
      mode: "talk",
      mainPartyId: stage.partyId("a"),
      parked: undefined,
    });
  });

  it("IN-30 nobody is forgotten: after the queue's longest wait he is in it again, at his old place", () => {
    const stage = parked("hold");
    const since = stage.state.queuedAt;
    expect(stage.machine.nextTimeout()).toBe(stage.now + frees.maxWaitMs);
    stage.feed({ type: "timeout" }, frees.maxWaitMs);
    expect(stage.state).toMatchObject({ stage: "queue", parked: undefined });
    expect(stage.routes()).toMatchObject([{ type: "enqueue", queueId: "q1", enqueuedAt: since }]);
  });

  it("IN-30 a phone that does not answer brings the customer back to his queue; his own hang-up ends it all", () => {
    const stage = parked("hold");
    stage.feed({ type: "pickUp", agent: agent("a") });
    stage.fails("a");
    expect(stage.state.stage).toBe("queue");
    const other = parked("hold");
    other.ends();
    expect(other.journal().at(-1)).toMatchObject({ type: "ended", reason: "customerHungUp" });
    expect(pickUpOf(other.state, "a")).toBeUndefined();
  });
});

describe("SW-05 released by the agent", () => {
  const left = () => {
    const stage = new InteractionStage({ nodes: { wait: waits } });
    stage.queued();
    (stage.state as InteractionState).queue = { ...service, releasedByAgent: true };
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.answers("a");
    stage.feed({ type: "assigned", agentId: "a" });
    expect(stage.calls()).toContain("releaseByAgent");
    stage.event({ type: "customerLeft" }, 5_000);
    return stage;
  };

  it("IN-31 the recording stops with the customer; the agent is engaged until he hangs up, and the customer ended it", () => {
    const stage = left();
    expect(stage.calls()).toEqual(["stopRecording"]);
    expect(stage.routes()).toEqual([]);
    expect(allowedOperations(stage.state, "a", false)).toEqual(["hangUp"]);
    stage.operate("a", { operation: "hangUp" });
    expect(stage.calls()).toEqual(["endCall"]);
    stage.ends("local");
    expect(stage.routes()).toContainEqual(expect.objectContaining({ type: "interactionEnded" }));
    expect(stage.journal().at(-1)).toMatchObject({ type: "ended", reason: "customerHungUp" });
  });

  it("IN-31 an agent's phone that hangs up or is lost releases as well", () => {
    for (const by of ["remote", "lost"] as const) {
      const stage = left();
      stage.leaves("a", by);
      expect(stage.calls()).toEqual(["endCall"]);
    }
  });
});

describe("SW-05 pick-up", () => {
  it("IN-23 the colleague's phone is called and answers by itself; with it the customer is his, the holder wraps up", () => {
    const stage = holding("holdPublicly");
    stage.feed({ type: "pickUp", agent: agent("b") });
    expect(stage.command("callParty")).toMatchObject({ autoAnswer: true });
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", agentId: "b", wrapUpMs: 8_000 }]);
    stage.answers("b");
    expect(stage.calls()).toContain("completeTransfer");
    expect(stage.routes()).toContainEqual(expect.objectContaining(released("a")));
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("b") });
    expect(stage.journal()).toContainEqual({ type: "transferred", from: "A", target: "B", how: "pickUp" });
  });

  it("IN-23 whose phone does not answer leaves the customer on hold with the first one", () => {
    const stage = holding("holdPublicly");
    stage.feed({ type: "pickUp", agent: agent("b") });
    stage.fails("b");
    expect(stage.state).toMatchObject({ stage: "talk", mode: "hold", mainPartyId: stage.partyId("a") });
    expect(stage.calls()).not.toContain("retrieve");
  });

  it("IN-23 what rings at a colleague is taken: his phone stops, the router forgets the offer, one talk", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.feed({ type: "pickUp", agent: agent("b") });
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", agentId: "b" }]);
    stage.feed({ type: "cancelRing", agentId: "a", reason: "answeredElsewhere" });
    expect(stage.calls()).toEqual(["cancelParty"]);
    stage.answers("b");
    expect(stage.state).toMatchObject({ stage: "talk", mainPartyId: stage.partyId("b") });
    expect(stage.party("a")).toBeUndefined();
  });

  it("IN-23 the second of two who want it finds nothing to pick up", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.feed({ type: "pickUp", agent: agent("b") });
    stage.feed({ type: "pickUp", agent: agent("c") });
    expect(stage.last).toEqual([]);
  });
});

describe("SW-05 success transfer", () => {
  it("IN-24 the agent leaves when the colleague answers, not before", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", toB, toAgent("b"));
    expect(stage.calls()).toEqual(["hold", "callParty"]);
    expect(stage.state.mainPartyId).toBe(stage.partyId("a"));
    stage.answers("b");
    expect(stage.calls()).toContain("completeTransfer");
    expect(stage.routes()).toContainEqual(expect.objectContaining(released("a")));
    expect(stage.journal()).toContainEqual({ type: "transferred", from: "A", target: "B", how: "success" });
    expect(stage.state.mainPartyId).toBe(stage.partyId("b"));
  });

  it.each(["busy", "noAnswer", "rejected"] as const)("IN-24 %s: the agent has his customer back", (reason) => {
    const stage = new InteractionStage().talking();
    stage.operate("a", toB, toAgent("b"));
    stage.fails("b", reason);
    expect(stage.calls()).toEqual(["retrieve"]);
    expect(stage.routes()).toMatchObject([{ ...released("b"), withoutWrapUp: true }]);
    stage.event({ type: "retrieved", by: stage.partyId("a") });
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
  });
});

describe("SW-05 transfer to a flow", () => {
  it("IN-21 the agent leaves and wraps up, the flow has the customer", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", { operation: "transfer", target: flowTarget }, toFlow());
    expect(stage.calls()).toEqual(["park", "play"]);
    expect(stage.routes()).toMatchObject([released("a")]);
    expect(stage.state.stage).toBe("flow");
    expect(stage.journal()).toContainEqual({ type: "transferred", from: "A", target: "survey", how: "flow" });
  });
});

describe("SW-05 suspended transfer", () => {
  it("IN-21 the flow has the customer while the agent waits, engaged; when it is over he is back with him", () => {
    const stage = new InteractionStage().talking();
    suspends(stage);
    expect(stage.calls()).toEqual(["suspend", "play"]);
    expect(stage.routes()).toEqual([]);
    expect(stage.state).toMatchObject({ stage: "flow", suspendedPartyId: stage.partyId("a") });
    playEnds(stage);
    expect(stage.command("connect")).toMatchObject({ partyId: stage.partyId("a") });
    expect(stage.calls()).not.toContain("endCall");
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
    expect(told(stage).slice(-1)).toEqual(["returned"]);
  });

  it("IN-21 a flow that would let him wait in a queue gives him back to the agent who waits for him", () => {
    const stage = new InteractionStage().talking();
    suspends(stage, toFlow("queues"));
    playEnds(stage);
    expect(stage.routes()).toEqual([]);
    expect(stage.state).toMatchObject({ stage: "talk", mainPartyId: stage.partyId("a") });
  });

  it("IN-21 the agent takes him back before the flow is over: its prompt stops", () => {
    const stage = new InteractionStage().talking();
    suspends(stage);
    stage.operate("a", { operation: "retrieve" });
    expect(stage.calls()).toContain("connect");
    playEnds(stage);
    expect(stage.calls()).not.toContain("endCall");
    expect(stage.state.stage).toBe("talk");
  });

  it("IN-21 the agent hangs up: he wraps up, the customer stays with the flow", () => {
    const stage = new InteractionStage().talking();
    suspends(stage);
    stage.operate("a", { operation: "hangUp" });
    stage.leaves("a", "local");
    expect(stage.routes()).toMatchObject([released("a")]);
    expect(stage.state).toMatchObject({ stage: "flow", suspendedPartyId: undefined });
    playEnds(stage);
    expect(stage.calls()).toContain("endCall");
  });

  it("IN-21 the customer hangs up: one end, the agent is released", () => {
    const stage = new InteractionStage().talking();
    suspends(stage);
    stage.ends();
    expect(told(stage).filter((type) => type === "ended")).toHaveLength(1);
    expect(stage.routes()).toEqual([expect.objectContaining({ type: "interactionEnded" })]);
  });
});

describe("SW-05 conference", () => {
  function conference(): InteractionStage {
    const stage = new InteractionStage().talking();
    for (const agentId of ["b", "c", "d"]) {
      adds(stage, agentId);
      stage.answers(agentId);
    }
    return stage;
  }

  it("IN-22 whoever is added joins with his answer; until then the talk goes on", () => {
    const stage = new InteractionStage().talking();
    adds(stage, "b");
    expect(stage.calls()).toEqual(["callParty"]);
    expect(stage.state.mode).toBe("talk");
    stage.answers("b");
    expect(stage.command("join")).toMatchObject({ by: stage.partyId("a"), partyId: stage.partyId("b") });
    adds(stage, "c");
    stage.answers("c");
    expect(stage.state).toMatchObject({ mode: "threeWay", conference: [stage.partyId("c")] });
  });

  it("IN-22 who does not come changes nothing and has no wrap-up", () => {
    const stage = new InteractionStage().talking();
    adds(stage, "b");
    stage.fails("b");
    expect(stage.routes()).toMatchObject([{ ...released("b"), withoutWrapUp: true }]);
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
  });

  it.each(["b", "c", "d"])("IN-22 %s leaves, the others stay", (agentId) => {
    const stage = conference();
    stage.leaves(agentId);
    expect(stage.routes()).toMatchObject([released(agentId)]);
    expect(stage.state).toMatchObject({ mode: "threeWay", mainPartyId: stage.partyId("a") });
    expect(stage.state.parties.size).toBe(3);
    for (const left of ["b", "c", "d"].filter((one) => one !== agentId)) stage.leaves(left);
    expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("a") });
  });

  it("IN-22 the agent leaves, the first of them serves the customer, the others stay", () => {
    const stage = conference();
    stage.operate("a", { operation: "completeTransfer" });
    expect(stage.routes()).toMatchObject([released("a")]);
    expect(stage.state).toMatchObject({ stage: "talk", mode: "threeWay", mainPartyId: stage.partyId("b") });
    expect([stage.state.consultPartyId, stage.state.conference]).toEqual([stage.partyId("c"), [stage.partyId("d")]]);
  });

  it("IN-22 the agent removes one of them", () => {
    const stage = conference();
    stage.operate("a", { operation: "dropParty", legId: stage.partyId("c") });
    expect(stage.command("dropParty")).toMatchObject({ partyId: stage.partyId("c") });
  });

  it("IN-22 he cannot remove himself or the customer", () => {
    const stage = conference();
    stage.operate("a", { operation: "dropParty", legId: stage.partyId("a") });
    expect(stage.last).toEqual([]);
    stage.operate("a", { operation: "dropParty", legId: "customer" });
    expect(stage.last).toEqual([]);
  });

  it("IN-22 the agent is lost: nobody who was invited rings on", () => {
    const stage = new InteractionStage().talking();
    adds(stage, "b");
    const invited = stage.partyId("b");
    stage.leaves("a", "lost");
    expect(stage.command("cancelParty")).toMatchObject({ partyId: invited });
    expect(stage.routes()).toContainEqual(expect.objectContaining({ ...released("b"), withoutWrapUp: true }));
    expect(stage.party("b")).toBeUndefined();
  });

  it("IN-22 thirty parties, then no more", () => {
    const stage = new InteractionStage().talking();
    const target = outside.kind === "number" ? outside.target : undefined;
    for (let n = 0; allowedOperations(stage.state, "a", true).includes("addParty"); n++) {
      const number = `1390013${n}`;
      if (target === undefined || n > 100) break;
      const asked = { operation: "addParty", target: { kind: "number", number } } as const;
      stage.operate("a", asked, { kind: "number", number, target });
      stage.answers(number);
    }
    // The customer is no party of ours.
    expect(stage.state.parties.size + 1).toBe(30);
  });
});
