import { describe, expect, it } from "vitest";
import { pickUpOf } from "./pick-up.ts";
import { agent, InteractionStage, outside, toAgent, toQueue, waits } from "./testing/interaction-stage.ts";

const transferTo = (agentId: string) => ({ operation: "transfer", target: { kind: "agent", agentId } }) as const;
const consultOf = (agentId: string) => ({ operation: "consult", target: { kind: "agent", agentId } }) as const;
const queueVip = { operation: "transfer", target: { kind: "queue", queueId: "q2" } } as const;
const number = { operation: "transfer", target: { kind: "number", number: "13900139000" } } as const;
const released = (agentId: string) => ({ type: "released", interactionId: "i1", agentId });

describe("offers", () => {
  it("IN-3 RT-12 an answer is connected when the router assigns, and recorded from then on", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    expect(stage.command("callParty")).toMatchObject({ role: "agent", ringTimeoutMs: 22_000 });
    stage.answers("a");
    expect(stage.calls()).toEqual([]);
    expect(stage.routes()).toEqual([{ type: "offerAccepted", interactionId: "i1", agentId: "a" }]);
    stage.feed({ type: "assigned", agentId: "a" });
    expect(stage.calls()).toEqual(expect.arrayContaining(["connect", "startRecording"]));
    expect(stage.state.stage).toBe("talk");
  });

  it("RT-03 rung at several, the first who is assigned has it; at the others it stops as answered elsewhere", () => {
    const stage = new InteractionStage().queued();
    for (const each of ["a", "b", "c"]) stage.feed({ type: "ring", agent: agent(each), ringTimeoutMs: 12_000 });
    expect(stage.machine.liveView()).toMatchObject({ stage: "offered", agentName: "A +2" });
    expect(pickUpOf(stage.state, "b")).toBeUndefined();
    expect(pickUpOf(stage.state, "d")).toMatchObject({ kind: "ringing" });
    stage.answers("b");
    for (const each of ["a", "c"]) {
      stage.feed({ type: "cancelRing", agentId: each, reason: "takenByOther" });
      expect(stage.command("cancelParty")).toMatchObject({ reason: "answeredElsewhere" });
    }
    stage.feed({ type: "assigned", agentId: "b" });
    expect(stage.command("connect")).toMatchObject({ partyId: stage.partyId("b") });
    expect([...stage.state.parties.values()].map(({ label }) => label)).toEqual(["B"]);
  });

  it("RT-03 who answers in the same moment as another and comes second is hung up, the talk goes on", () => {
    const stage = new InteractionStage().queued();
    for (const each of ["a", "b"]) stage.feed({ type: "ring", agent: agent(each), ringTimeoutMs: 12_000 });
    stage.answers("a");
    stage.answers("b");
    stage.feed({ type: "cancelRing", agentId: "b", reason: "takenByOther" });
    expect(stage.calls()).toEqual(["dropParty"]);
    stage.feed({ type: "assigned", agentId: "a" });
    stage.feed({ type: "cancelRing", agentId: "b", reason: "tooLate" });
    expect(stage.last).toEqual([]);
    expect(stage.state).toMatchObject({ stage: "talk", mainPartyId: stage.partyId("a") });
  });

  it("IN-4 an offer taken back stops the ringing; the answer that crosses it is hung up", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    const partyId = stage.partyId("a");
    stage.feed({ type: "cancelRing", agentId: "a", reason: "noAnswer" });
    expect(stage.calls()).toEqual(["cancelParty"]);
    stage.event({ type: "partyAnswered", partyId });
    expect(stage.last).toMatchObject([{ type: "call", command: { type: "dropParty", partyId } }]);
  });

  it("IN-3 who answers too late for the router is hung up and not journalled as connected", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.answers("a");
    stage.feed({ type: "cancelRing", agentId: "a", reason: "tooLate" });
    expect(stage.calls()).toEqual(["dropParty"]);
    expect(stage.journal().map((event) => event.type)).not.toContain("connected");
  });

  it.each([
    ["busy", { type: "offerFailed", reason: "busy" }],
    ["noAnswer", { type: "offerFailed", reason: "noAnswer" }],
    ["rejected", { type: "offerRefused" }],
  ] as const)("RT-12 a phone that is %s is told to the router once", (reason, told) => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.fails("a", reason);
    expect(stage.routes()).toMatchObject([told]);
    stage.feed({ type: "cancelRing", agentId: "a", reason });
    expect(stage.last).toEqual([]);
  });

  it("IN-2 assigned to an agent whose leg is gone already: the customer waits again at his place", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    stage.answers("a");
    stage.leaves("a");
    stage.feed({ type: "assigned", agentId: "a" });
    expect(stage.routes()).toMatchObject([{ type: "transferToQueue", queueId: "q1", keepsPlace: true }]);
    expect(stage.state.stage).toBe("queue");
  });

  it("IN-8 after the queue's longest wait the flow goes on; while somebody rings it waits", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 }, 299_000);
    expect(stage.machine.nextTimeout()).toBeGreaterThan(stage.now + 1_000);
    stage.feed({ type: "cancelRing", agentId: "a", reason: "noAnswer" }, 5_000);
    expect(stage.machine.nextTimeout()).toBeLessThan(stage.now);
    stage.feed({ type: "timeout" });
    expect(stage.routes()).toMatchObject([{ type: "withdraw", reason: "maxWait" }]);
    expect(stage.calls()).toContain("endCall");
  });

  it("IN-8 whoever waits again after an agent goes on with the flow that lent him", () => {
    const nodes = {
      wait: { ...waits, exits: { ...waits.exits, returned: "again" } },
      again: { kind: "play", label: "again", items: [{ prompt: "welcome" }], exits: { next: "bye" } },
    };
    const stage = new InteractionStage({ nodes }).talking();
    stage.operate("a", queueVip, toQueue);
    stage.feed({ type: "timeout" }, 301_000);
    expect(stage.command("play")).toBeDefined();
    expect(stage.state).toMatchObject({ stage: "flow" });
    expect(stage.calls()).not.toContain("endCall");
  });
});

describe("transfer", () => {
  it("SW-05 release transfer: the agent leaves and wraps up, the colleague is engaged from the first ring", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", transferTo("b"), toAgent("b"));
    expect(stage.calls()).toEqual(["park", "play", "callParty"]);
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", agentId: "b", wrapUpMs: 8_000 }, released("a")]);
    stage.answers("b");
    expect(stage.calls()).toContain("connect");
  });

  it("IN-6 IN-7 a colleague who does not answer has no wrap-up, and the customer his old place", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", transferTo("b"), toAgent("b"));
    stage.fails("b");
    expect(stage.routes()).toMatchObject([{ type: "transferToQueue", keepsPlace: true, withoutWrapUp: ["b"] }]);
    expect(stage.state.stage).toBe("queue");
    expect(stage.state.recording?.state).toBe("on");
  });

  it("IN-7 after a failed transfer to a number, which the router does not know, he is enqueued at his old place", () => {
    const stage = new InteractionStage().talking();
    const queuedAt = stage.state.queuedAt;
    stage.operate("a", number, outside);
    stage.fails("13900139000", "busy");
    expect(stage.routes()).toMatchObject([{ type: "enqueue", queueId: "q1", enqueuedAt: queuedAt, priority: 0 }]);
  });

  it("IN-5 a colleague who was taken in this moment counts as busy", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", transferTo("b"), toAgent("b"));
    const refusal = { type: "routerRefused", reason: "overCapacity", asCustomer: false } as const;
    stage.feed({ ...refusal, command: "engageDirectly", agentId: "b" });
    expect(stage.calls()).toContain("cancelParty");
    expect(stage.routes()).toMatchObject([{ type: "enqueue", queueId: "q1" }]);
  });

  it.each([
    ["unknownInteraction", "queue", "enqueue"],
    ["unknownQueue", "flow", undefined],
  ])("IN-5 a wish to wait refused as %s loses nobody", (reason, stageAfter, command) => {
    const stage = new InteractionStage().talking();
    stage.operate("a", queueVip, toQueue);
    stage.feed({ type: "routerRefused", command: "transferToQueue", reason, asCustomer: false });
    expect(stage.state.stage).toBe(stageAfter);
    expect(stage.routes()[1]?.type).toBe(command);
    if (command === undefined) expect(stage.calls()).toContain("endCall");
  });

  it("SW-05 to a queue: everybody leaves, he waits at its end, the same recording goes on", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", queueVip, toQueue);
    expect(stage.calls()).toEqual(["park", "play"]);
    expect(stage.routes()).toMatchObject([{ type: "transferToQueue", queueId: "q2", keepsPlace: false }]);
    expect(stage.state).toMatchObject({ stage: "queue", queue: { id: "q2" } });
    stage.feed({ type: "ring", agent: agent("c"), ringTimeoutMs: 12_000 }, 5_000);
    stage.answers("c");
    stage.feed({ type: "assigned", agentId: "c" });
    expect(stage.journal().filter((event) => event.type === "recordingStarted")).toHaveLength(1);
  });

  it("IN-18 SW-08 a REFER of the agent's phone asks for its target; with the consultation it completes it", () => {
    const stage = new InteractionStage().talking();
    stage.event({ type: "transferRequested", by: stage.partyId("a"), referTo: "sip:8001@x" });
    expect(stage.last).toEqual([{ type: "resolveTransfer", agentId: "a", referTo: "sip:8001@x" }]);
    const other = new InteractionStage().consulting();
    const replaces = { referTo: "sip:b@x", replacesPartyId: other.partyId("b") };
    other.event({ type: "transferRequested", by: other.partyId("a"), ...replaces });
    expect(other.calls()).toContain("completeTransfer");
    expect(other.party("b")?.partyId).toBe(other.state.mainPartyId);
  });
});

describe("consultation", () => {
  it("SW-05 consult, alternate, three-way, complete", () => {
    const stage = new InteractionStage().consulting();
    expect(stage.state).toMatchObject({ mode: "consult", consultFocus: "consulted" });
    stage.operate("a", { operation: "alternate" });
    expect(stage.state.consultFocus).toBe("customer");
    stage.operate("a", { operation: "threeWay" });
    expect(stage.state.mode).toBe("threeWay");
    stage.operate("a", { operation: "completeTransfer" });
    expect(stage.calls()).toEqual(["completeTransfer"]);
    expect(stage.routes()).toEqual([released("a")]);
    expect(stage.state).toMatchObject({ mode: "talk", mainPartyId: stage.partyId("b") });
  });

  it("IN-6 IN-11 one that does not come about: no wrap-up, the customer stays on hold as the call says", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", consultOf("b"), toAgent("b"));
    stage.fails("b");
    expect(stage.routes()).toEqual([{ ...released("b"), withoutWrapUp: true }]);
    expect(stage.state.mode).toBe("hold");
    stage.operate("a", { operation: "retrieve" });
    expect(stage.state.mode).toBe("hold");
    stage.event({ type: "retrieved", by: stage.partyId("a") });
    expect(stage.state.mode).toBe("talk");
  });

  it.each(["consult", "threeWay"] as const)(
    "IN-10 in %s the agent hangs up: the other one serves the customer",
    (mode) => {
      const stage = new InteractionStage().consulting();
      if (mode === "threeWay") stage.operate("a", { operation: "threeWay" });
      stage.leaves("a");
      expect(stage.routes()).toEqual([released("a")]);
      expect(stage.calls()).toContain("connect");
      expect(stage.state).toMatchObject({ stage: "talk", mode: "talk", mainPartyId: stage.partyId("b") });
    },
  );

  it("IN-10 the consulted one hangs up: the agent is back with his customer", () => {
    const stage = new InteractionStage().consulting();
    stage.leaves("b");
    expect(stage.routes()).toEqual([released("b")]);
    expect(stage.state).toMatchObject({ mode: "talk", mainPartyId: stage.partyId("a"), consultPartyId: undefined });
  });

  it("IN-4 IN-7 the agent hangs up while the other still rings: the ringing stops, the customer waits at his place", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", consultOf("b"), toAgent("b"));
    stage.leaves("a");
    expect(stage.calls()).toContain("cancelParty");
    expect(stage.routes()).toMatchObject([
      { ...released("b"), withoutWrapUp: true },
      { type: "transferToQueue", keepsPlace: true },
    ]);
    expect(stage.state.parties.size).toBe(0);
  });
});

describe("a phone that is lost", () => {
  it("IN-9 AG-01 music, then the same agent is called again by himself, and the talk goes on", () => {
    const stage = new InteractionStage().talking();
    stage.leaves("a", "lost");
    expect(stage.calls()).toEqual(["play"]);
    expect(stage.last).toContainEqual({ type: "findTerminal", agentId: "a" });
    expect(stage.routes()).toEqual([]);
    stage.feed({ type: "terminalBack", agent: agent("a") }, 4_000);
    expect(stage.command("callParty")).toMatchObject({ autoAnswer: true, ringTimeoutMs: 16_000 });
    stage.answers("a");
    expect(stage.calls()).toEqual(["connect"]);
    expect(stage.journal().map((event) => event.type)).toEqual(expect.arrayContaining(["reconnecting", "reconnected"]));
    expect(stage.journal().filter((event) => event.type === "connected")).toHaveLength(1);
    expect(stage.machine.nextTimeout()).toBeUndefined();
  });

  it("IN-9 IN-7 after 20 s he is not ready and the customer waits at his place; what rings at him stops", () => {
    const stage = new InteractionStage().talking();
    stage.leaves("a", "lost");
    stage.feed({ type: "terminalBack", agent: agent("a") }, 4_000);
    stage.fails("a");
    stage.feed({ type: "terminalBack", agent: agent("a") }, 1_000);
    stage.feed({ type: "timeout" }, 15_000);
    expect(stage.calls()).toContain("cancelParty");
    expect(stage.routes()).toMatchObject([
      { type: "setNotReady", agentId: "a", reason: "unreachable" },
      { type: "transferToQueue", keepsPlace: true },
    ]);
    expect(stage.routes()[1]).not.toHaveProperty("withoutWrapUp");
  });

  it("IN-9 the router gives him up first: the customer waits, nothing is released twice", () => {
    const stage = new InteractionStage().talking();
    stage.leaves("a", "lost");
    stage.feed({ type: "agentLost", agentId: "a", requeued: true }, 20_000);
    expect(stage.state).toMatchObject({ stage: "queue" });
    expect(stage.routes()).toEqual([]);
    stage.feed({ type: "timeout" }, 1);
    expect(stage.routes()).toEqual([]);
  });

  it("IN-12 the router gives an agent up who talks: the talk goes on and the router forgets it", () => {
    const stage = new InteractionStage().talking();
    stage.feed({ type: "agentLost", agentId: "a", requeued: true });
    expect(stage.state.stage).toBe("talk");
    expect(stage.routes()).toMatchObject([{ type: "withdraw" }]);
    stage.leaves("a");
    expect(stage.routes()).toEqual([]);
    expect(stage.calls()).toEqual(["endCall"]);
  });

  it("IN-9 the colleague whose phone is lost while it rings is rung no more", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", transferTo("b"), toAgent("b"));
    stage.feed({ type: "agentLost", agentId: "b", requeued: true });
    expect(stage.calls()).toContain("cancelParty");
    expect(stage.state).toMatchObject({ stage: "queue" });
  });

  it("IN-4 an agent lost before the called one answers ends the call", () => {
    const stage = dialling();
    stage.answers("a");
    stage.leaves("a", "lost");
    expect(stage.calls()).toEqual(["endCall"]);
  });
});

function dialling(other: { agentId?: string } = {}): InteractionStage {
  const { target } = agent("x");
  const dial = { agentId: "a", agentName: "A", agentTarget: target, autoAnswer: true };
  return new InteractionStage({ dialling: { ...dial, other: { label: "X", target, ...other } } });
}

describe("placed calls", () => {
  it("SW-08 first the agent, then the other side; both are joined", () => {
    const stage = dialling();
    expect(stage.routes()).toMatchObject([{ type: "engageDirectly", agentId: "a" }]);
    stage.answers("a");
    expect(stage.command("callParty")).toMatchObject({ role: "customer" });
    stage.event({ type: "customerAnswered" });
    expect(stage.calls()).toContain("connect");
  });

  it("IN-17 a called colleague is engaged beside the call, and free again with its end", () => {
    const stage = dialling({ agentId: "b" });
    stage.answers("a");
    expect(stage.routes()).toContainEqual(
      expect.objectContaining({ type: "engageDirectly", agentId: "b", interactionId: "i1/customer" }),
    );
    stage.event({ type: "customerAnswered" });
    stage.operate("a", queueVip, toQueue);
    stage.ends();
    expect(stage.routes()).toContainEqual({ type: "interactionEnded", interactionId: "i1/customer" });
  });

  it("IN-5 a called colleague who is taken meanwhile ends the call as rejected", () => {
    const stage = dialling({ agentId: "b" });
    stage.answers("a");
    const refusal = { type: "routerRefused", command: "engageDirectly", reason: "overCapacity" } as const;
    stage.feed({ ...refusal, agentId: "b", asCustomer: true });
    expect(stage.command("endCall")?.reason).toBe("rejected");
  });

  it("IN-17 whoever dials from his phone is not rung meanwhile; the colleague he calls is engaged", () => {
    const { target } = agent("b");
    const stage = new InteractionStage({ direct: { label: "B", agentId: "b", target }, callerAgentId: "a" });
    expect(stage.routes()).toMatchObject([{ agentId: "a", interactionId: "i1/customer" }]);
    stage.event({ type: "customerAnswered" });
    expect(stage.routes()).toMatchObject([{ agentId: "b", interactionId: "i1" }]);
    stage.fails("b", "busy");
    expect(stage.routes()).toEqual([{ ...released("b"), withoutWrapUp: true }]);
    expect(stage.calls()).toContain("endCall");
  });
});

const moments: Record<string, () => InteractionStage> = {
  starting: () => new InteractionStage(),
  queue: () => new InteractionStage().queued(),
  offered: () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
    return stage;
  },
  "answered, not assigned": () => {
    const stage = moments.offered?.() as InteractionStage;
    stage.answers("a");
    return stage;
  },
  talk: () => new InteractionStage().talking(),
  hold: () => {
    const stage = new InteractionStage().talking();
    stage.event({ type: "held", by: stage.partyId("a") });
    return stage;
  },
  "consult ringing": () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", consultOf("b"), toAgent("b"));
    return stage;
  },
  consult: () => new InteractionStage().consulting(),
  threeWay: () => {
    const stage = new InteractionStage().consulting();
    stage.operate("a", { operation: "threeWay" });
    return stage;
  },
  "transfer ringing": () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", transferTo("b"), toAgent("b"));
    return stage;
  },
  "transferred to a queue": () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", queueVip, toQueue);
    return stage;
  },
  away: () => {
    const stage = new InteractionStage().talking();
    stage.leaves("a", "lost");
    return stage;
  },
  dialling: () => dialling(),
  "dialled, the other rings": () => {
    const stage = dialling({ agentId: "b" });
    stage.answers("a");
    return stage;
  },
};

describe("the end", () => {
  for (const by of ["customer", "mediaLost", "local"] as const) {
    it.each(Object.keys(moments))(`IN-1 IN-6 by ${by} at %s: once, everybody released, recordings closed`, (moment) => {
      const stage = moments[moment]?.() as InteractionStage;
      const rings = [...stage.state.parties.values()].filter((party) => party.why !== "offer" && party.why !== "dial");
      const silent = rings.filter((party) => party.state === "ringing");
      const { recording } = stage.state;
      stage.ends(by);
      const routes = stage.routes();
      expect(routes).toContainEqual({ type: "interactionEnded", interactionId: "i1" });
      for (const { agentId = "" } of silent)
        expect(routes).toContainEqual({ ...released(agentId), withoutWrapUp: true });
      expect(stage.calls()).toEqual([]);
      stage.ends(by);
      expect(stage.last).toEqual([]);
      if (recording !== undefined) {
        expect(stage.count("finished")).toBe(0);
        stage.event({
          ...{ type: "recordingClosed", recordingId: recording.recordingId, path: "", startedAt: 1, durationMs: 1 },
          ...{ bytes: 1, sha256: "", lostMs: 0 },
        });
      }
      expect(stage.count("finished")).toBe(1);
      expect(stage.journal().filter((event) => event.type === "ended")).toHaveLength(1);
      expect(stage.state.parties.size).toBe(0);
      expect(stage.machine.nextTimeout()).toBeUndefined();
    });
  }

  it("RT-12 who hangs up in the queue is abandoned; one offer that rings is journalled as ended", () => {
    const stage = moments.offered?.() as InteractionStage;
    stage.ends();
    expect(stage.routes()[0]).toMatchObject({ type: "withdraw", reason: "abandoned" });
    expect(stage.journal().at(-1)).toMatchObject({ type: "ended", reason: "abandoned" });
    expect(stage.journal()).toContainEqual({ type: "offerEnded", agentId: "a", agentName: "A", reason: "abandoned" });
  });

  it("IN-13 a recording that never began is closed as incomplete, one that ends by itself is off", () => {
    const stage = new InteractionStage().talking();
    stage.event({ type: "refused", command: "startRecording", reason: "fileUnwritable" });
    expect(stage.journal().at(-1)).toMatchObject({ type: "recordingClosed", complete: false });
    expect(stage.state.recording).toBeUndefined();
    stage.ends();
    expect(stage.count("finished")).toBe(1);
  });

  it("IN-13 the record waits 10 s for a recording that is never closed", () => {
    const stage = new InteractionStage().talking();
    stage.ends();
    expect(stage.machine.nextTimeout()).toBe(stage.now + 10_000);
    stage.feed({ type: "timeout" }, 10_000);
    expect(stage.count("finished")).toBe(1);
  });
});
