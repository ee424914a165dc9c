import { describe, expect, it } from "vitest";
import type { CallCommand } from "./call-protocol.ts";
import { CallStage, sdp, target } from "./testing/call-stage.ts";

function talking(): CallStage {
  const stage = new CallStage();
  stage.talking();
  stage.events.length = 0;
  stage.sip.length = 0;
  return stage;
}

/** A consults B, who answered. */
function consulting(): CallStage {
  const stage = talking();
  stage.call("B", "consulted");
  stage.command({ type: "consult", by: "A", partyId: "B" });
  stage.answers("B");
  stage.events.length = 0;
  return stage;
}

function expectClosed(stage: CallStage) {
  stage.settle();
  expect(stage.openLegs.size).toBe(0);
  expect(stage.media.legs.size).toBe(0);
  expect(stage.media.players.size).toBe(0);
  expect(stage.media.recordings.size).toBe(0);
  expect(stage.types().filter((type) => type === "ended")).toHaveLength(1);
  expect(stage.finished).toBe(1);
  expect(stage.media.faults).toEqual([]);
}

describe("CM calls", () => {
  it("CL-1 a customer's call is answered with our SDP and hears the prompt", () => {
    const stage = new CallStage();
    stage.incoming();
    expect(stage.events).toEqual([]);
    stage.command({ type: "ring" });
    stage.command({ type: "answer" });
    expect(stage.sip.map((command) => command.type)).toEqual(["provisional", "answer"]);
    stage.command({ type: "play", playerId: "p1", items: [{ silenceMs: 1 }] });
    expect(stage.heard("C")).toBe("player");
    stage.command({ type: "stopPlay", playerId: "p1" });
    expect(stage.types()).toEqual(["customerAnswered", "playEnded"]);
    stage.leg("C", { type: "ended", by: "remote" } as never);
    expect(stage.last("ended")).toMatchObject({ by: "customer" });
    expectClosed(stage);
  });

  it("CL-1 a call without a common codec is refused 488", () => {
    const stage = new CallStage();
    stage.media.failing.set("answer", "noCommonCodec");
    stage.incoming();
    expect(stage.sip).toEqual([{ type: "reject", legId: "leg-in", status: 488 }]);
    expectClosed(stage);
  });

  it("CL-1 a call without an offer gets ours, and the ACK brings the answer", () => {
    const stage = new CallStage();
    stage.incoming("customer", "");
    stage.command({ type: "answer" });
    expect(stage.sip[0]).toMatchObject({ type: "answer", body: sdp("v=0 offer") });
    stage.leg("C", { type: "acknowledged", body: sdp("v=0 a=sendonly") } as never);
    expect(stage.machine.state.parties.get("C")?.phoneHold).toBe(true);
  });

  it("CL-2 a called agent rings, answers and is connected: both hear each other", () => {
    const stage = new CallStage();
    stage.talking();
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    expect(stage.types()).toEqual(["customerAnswered", "partyAnswered", "connected"]);
  });

  it("SW-05 hold plays music to the customer, retrieve ends it", () => {
    const stage = talking();
    stage.command({ type: "hold", by: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["player", ""]);
    stage.command({ type: "retrieve", by: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    expect(stage.media.players.size).toBe(0);
    expect(stage.types()).toEqual(["held", "retrieved"]);
  });

  it("CL-20 released by the agent: the customer's hang-up leaves his agent with busy tone, whose own ends the call", () => {
    const stage = talking();
    stage.command({ type: "releaseByAgent" });
    stage.leg("C", { type: "ended", by: "remote" } as never);
    expect(stage.types()).toEqual(["customerLeft"]);
    expect([...stage.machine.state.parties.keys()]).toEqual(["A"]);
    expect(stage.heard("A")).toBe("player");
    stage.command({ type: "hold", by: "A" });
    stage.command({ type: "play", playerId: "p", items: [{ silenceMs: 1 }] });
    stage.command({ type: "callParty", partyId: "B", role: "agent", target, ringTimeoutMs: 1, autoAnswer: false });
    expect(stage.types()).toEqual(["customerLeft", "refused", "refused", "refused"]);
    stage.leg("A", { type: "ended", by: "remote" } as never);
    expect(stage.last("ended")).toMatchObject({ by: "customer", reason: "hangup" });
  });

  it("CL-20 in a consultation everybody but the agent leaves; a customer who is lost ends the call", () => {
    const stage = consulting();
    stage.command({ type: "releaseByAgent" });
    stage.leg("C", { type: "ended", by: "remote" } as never);
    expect([...stage.machine.state.parties.keys()]).toEqual(["A"]);
    const lost = talking();
    lost.command({ type: "releaseByAgent" });
    const legId = lost.machine.state.parties.get("C")?.legId ?? "";
    lost.feed({ type: "media", event: { type: "legLost", callId: "call", legId, reason: "closed" } });
    expect(lost.last("ended")).toMatchObject({ by: "customer", reason: "lost" });
  });

  it("WR-11 AG-08 a file is heard by both beside their voices and ends by itself", () => {
    const stage = talking();
    stage.command({ type: "announce", playerId: "f", items: [{ silenceMs: 1 }] });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A+player", "C+player"]);
    const [playerId = ""] = stage.media.players;
    stage.feed({ type: "media", event: { type: "playerEnded", callId: "call", playerId, by: "end" } });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    expect(stage.types()).toEqual(["playEnded"]);
  });

  it("WR-11 a file stops on hold and for a consultation, and cannot begin there", () => {
    const stage = talking();
    const file: CallCommand = { type: "announce", playerId: "f", items: [{ silenceMs: 1 }] };
    stage.command(file);
    stage.command({ type: "hold", by: "A" });
    expect(stage.types()).toEqual(["held", "playEnded"]);
    expect(stage.media.players.size).toBe(1);
    stage.command(file);
    expect(stage.last("refused")?.command).toBe("announce");
    stage.command({ type: "retrieve", by: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
  });

  it("SW-05 an agent's phone that holds by re-INVITE counts as hold", () => {
    const stage = talking();
    stage.leg("A", { type: "reinviteOffered", body: sdp("a=sendonly") } as never);
    expect(stage.sip.at(-1)).toMatchObject({ type: "answerReinvite", body: sdp("v=0 answer") });
    expect(stage.heard("C")).toBe("player");
    stage.leg("A", { type: "reinviteOffered", body: sdp("a=sendrecv") } as never);
    expect(stage.heard("C")).toBe("A");
    expect(stage.types()).toEqual(["held", "retrieved"]);
  });

  it("CL-15 hold of page and phone are one: the phone ends both, and what it holds only it retrieves", () => {
    const stage = talking();
    const phone = (direction: string) => stage.leg("A", { type: "reinviteOffered", body: sdp(direction) } as never);
    stage.command({ type: "hold", by: "A" });
    phone("a=sendonly");
    phone("a=sendrecv");
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    phone("a=sendonly");
    stage.command({ type: "retrieve", by: "A" });
    expect(stage.last("refused")?.command).toBe("retrieve");
    expect(stage.heard("C")).toBe("player");
    expect(stage.types()).toEqual(["held", "held", "retrieved", "held", "refused"]);
  });

  it("CL-15 a phone retrieved while somebody is rung for a consultation leaves the customer on hold", () => {
    const stage = talking();
    const phone = (direction: string) => stage.leg("A", { type: "reinviteOffered", body: sdp(direction) } as never);
    phone("a=sendonly");
    stage.command({ type: "hold", by: "A" });
    stage.call("B", "consulted");
    phone("a=sendrecv");
    expect(stage.machine.state.mode).toBe("hold");
  });

  it("SW-05 consult, alternate, complete: the consulted party becomes the agent", () => {
    const stage = consulting();
    expect([stage.heard("C"), stage.heard("A"), stage.heard("B")]).toEqual(["player", "B", "A"]);
    stage.command({ type: "alternate", by: "A" });
    expect([stage.heard("C"), stage.heard("A"), stage.heard("B")]).toEqual(["A", "C", "player"]);
    stage.command({ type: "alternate", by: "A" });
    stage.command({ type: "completeTransfer", by: "A" });
    expect([stage.heard("C"), stage.heard("A"), stage.heard("B")]).toEqual(["B", "closed", "C"]);
    expect(stage.events).toEqual([
      { type: "partyEnded", partyId: "A", by: "local" },
      { type: "connected", partyId: "B" },
    ]);
  });

  it("SW-05 a cancelled consultation brings the agent back to the customer", () => {
    const stage = consulting();
    stage.command({ type: "cancelConsult", by: "A" });
    expect([stage.heard("C"), stage.heard("A"), stage.heard("B")]).toEqual(["A", "C", "closed"]);
  });

  it("SW-05 three-way: everybody hears both others; one leaves and the others go on", () => {
    const stage = consulting();
    stage.command({ type: "threeWay", by: "A" });
    expect([stage.heard("C"), stage.heard("A"), stage.heard("B")]).toEqual(["A+B", "C+B", "C+A"]);
    stage.leg("A", { type: "ended", by: "remote" } as never);
    expect([stage.heard("C"), stage.heard("B")]).toEqual(["B", "C"]);
    expect(stage.last("connected")).toEqual({ type: "connected", partyId: "B" });
  });

  it("SW-05 mute and second dialling; without telephone-event the digits go by INFO", () => {
    const stage = talking();
    stage.command({ type: "mute", partyId: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["", "C"]);
    stage.command({ type: "unmute", partyId: "A" });
    stage.media.failing.set("sendDigits", "noTelephoneEvent");
    stage.command({ type: "sendDigits", by: "A", digits: "12" });
    expect(stage.sip.map((command) => command.type)).toEqual(["info", "info"]);
  });

  it("SW-05 regression 18: digits go to whom the agent talks with, and to nobody else", () => {
    const stage = consulting();
    stage.media.failing.set("sendDigits", "noTelephoneEvent");
    const legsOf = (operation: "alternate" | "threeWay" | undefined) => {
      stage.sip.length = 0;
      if (operation !== undefined) stage.command({ type: operation, by: "A" });
      stage.command({ type: "sendDigits", by: "A", digits: "1#" });
      return stage.sip.flatMap((command) => (command.type === "info" ? [command.legId] : []));
    };
    const [consulted, ...more] = legsOf(undefined);
    expect(consulted).not.toBe("leg-in");
    expect(more).toEqual([consulted]);
    expect(legsOf("alternate")).toEqual(["leg-in", "leg-in"]);
    expect(legsOf("threeWay")).toEqual(["leg-in", "leg-in"]);
  });

  it("SW-05 regression 5: who answers during an announcement is connected at once, not after it", () => {
    const stage = new CallStage();
    stage.incoming();
    stage.command({ type: "answer" });
    stage.command({ type: "play", playerId: "p", items: [{ silenceMs: 60_000 }] });
    stage.call("A", "agent");
    stage.answers("A");
    expect(stage.heard("C")).toBe("player");
    stage.command({ type: "connect", partyId: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    expect(stage.media.players.size).toBe(0);
  });

  it("CL-4 an agent that is lost leaves the customer with music; the call goes on", () => {
    const stage = talking();
    stage.leg("A", { type: "ended", by: "remote" } as never);
    expect(stage.events).toEqual([{ type: "partyEnded", partyId: "A", by: "remote" }]);
    expect(stage.heard("C")).toBe("player");
    stage.command({ type: "play", playerId: "p", items: [{ silenceMs: 1 }] });
    expect(stage.media.players.size).toBe(1);
  });

  it("CL-5 regression 1: the customer hangs up exactly as the agent answers: nothing is left", () => {
    const stage = new CallStage();
    stage.incoming();
    stage.command({ type: "answer" });
    stage.call("A", "agent");
    stage.leg("C", { type: "ended", by: "remote" } as never);
    stage.legById("leg-1", { type: "answered", body: sdp("v=0"), headers: [] } as never);
    expect(stage.types()).toEqual(["customerAnswered", "ended"]);
    expectClosed(stage);
  });

  it("CL-5 the customer hangs up while a leg is being opened: it is closed when it is there", () => {
    const stage = new CallStage();
    stage.incoming();
    stage.command({ type: "answer" });
    stage.feed({
      type: "command",
      command: { type: "callParty", partyId: "A", role: "agent", target, ringTimeoutMs: 1, autoAnswer: true },
    });
    stage.openLegs.delete("leg-in");
    stage.feed({ type: "sip", event: { type: "ended", legId: "leg-in", by: "remote" } });
    expectClosed(stage);
    expect(stage.sip.some((command) => command.type === "invite")).toBe(false);
  });

  it.each([
    [{ type: "rejected", status: 486 }, "busy"],
    [{ type: "rejected", status: 603 }, "rejected"],
    [{ type: "rejected", status: 480 }, "unreachable"],
    [{ type: "ended", by: "timeout", status: 408 }, "noAnswer"],
  ] as const)("CL-9 a party that cannot be had: %o is %s", (event, reason) => {
    const stage = new CallStage();
    stage.incoming();
    stage.command({ type: "answer" });
    stage.call("A", "agent");
    stage.leg("A", event as never);
    expect(stage.last("partyFailed")).toMatchObject({ partyId: "A", reason });
    expect(stage.media.legs.size).toBe(1);
  });

  it("SW-09 a recording has the customer left and what he hears right, and closes with the call", () => {
    const stage = talking();
    stage.command({ type: "startRecording", recordingId: "R", path: "/r", key: "k", keyId: "i" });
    expect(stage.media.recordings.get("R")).toEqual({ left: ["leg-in"], right: ["leg-1"] });
    stage.command({ type: "hold", by: "A" });
    expect(stage.media.recordings.get("R")?.right).toEqual([...stage.media.players]);
    stage.command({ type: "endCall", reason: "done" });
    expect(stage.types().slice(-2)).toEqual(["ended", "recordingClosed"]);
    expectClosed(stage);
  });

  it("CL-10 with the media process gone the call ends and its recording is said to be closed", () => {
    const stage = talking();
    stage.command({ type: "startRecording", recordingId: "R", path: "/r", key: "k", keyId: "i" });
    stage.feed({ type: "mediaLost" });
    stage.settle();
    expect(stage.last("ended")).toMatchObject({ by: "mediaLost" });
    expect(stage.last("recordingClosed")).toMatchObject({ recordingId: "R", error: "mediaLost" });
    expect([stage.openLegs.size, stage.finished]).toEqual([0, 1]);
  });

  it("SW-05 a transfer asked for by the agent's phone is told, and its end reported to the phone", () => {
    const stage = talking();
    stage.leg("A", { type: "referRequested", referTo: "sip:2002@bank.test" } as never);
    expect(stage.last("transferRequested")).toEqual({
      type: "transferRequested",
      by: "A",
      referTo: "sip:2002@bank.test",
    });
    stage.command({ type: "park" });
    expect(stage.sip.map((command) => command.type)).toEqual(["notifyRefer", "hangup"]);
  });

  it("CL-11 an outbound call: the agent hears ringback, then the customer", () => {
    const stage = new CallStage();
    stage.call("A", "agent");
    stage.answers("A");
    stage.command({ type: "connect", partyId: "A" });
    stage.call("X", "customer");
    stage.leg("X", { type: "progress", status: 180 } as never);
    expect(stage.heard("A")).toBe("player");
    stage.answers("X");
    expect([stage.heard("A"), stage.heard("X")]).toEqual(["X", "A"]);
    expect(stage.types()).toEqual(["partyAnswered", "connected", "partyRinging", "customerAnswered"]);
  });
});

/** S listens to A and C. */
function supervised(mode: "listen" | "coach" | "bargeIn" = "listen"): CallStage {
  const stage = talking();
  stage.call("S", "agent");
  stage.answers("S");
  stage.command({ type: "supervise", partyId: "S", mode });
  stage.events.length = 0;
  return stage;
}

const ears = (stage: CallStage) => ["C", "A", "S"].map((partyId) => `${partyId}:${stage.heard(partyId)}`).join(" ");

describe("SW-06 supervision", () => {
  it("CL-16 SW-06 listen, coach and barge in are switched live; only the wiring changes", () => {
    const stage = supervised();
    expect(ears(stage)).toBe("C:A A:C S:C+A");
    stage.command({ type: "supervise", partyId: "S", mode: "coach" });
    expect(ears(stage)).toBe("C:A A:C+S S:C+A");
    stage.command({ type: "supervise", partyId: "S", mode: "bargeIn" });
    expect(ears(stage)).toBe("C:A+S A:C+S S:C+A");
    stage.command({ type: "supervise", partyId: "S", mode: "listen" });
    expect(ears(stage)).toBe("C:A A:C S:C+A");
    expect(stage.events).toEqual([]);
    expect(stage.sip.filter((command) => command.type !== "invite")).toEqual([]);
  });

  it("CL-16 SW-06 the supervisor hangs up: the talk is as it was", () => {
    const stage = supervised("bargeIn");
    stage.leg("S", { type: "ended", by: "remote" } as never);
    expect(stage.events).toEqual([{ type: "partyEnded", partyId: "S", by: "remote" }]);
    expect(ears(stage)).toBe("C:A A:C S:closed");
  });

  it("CL-17 SW-06 intercept: the supervisor talks with the customer, agent and consulted party leave", () => {
    const stage = consulting();
    stage.call("S", "agent");
    stage.answers("S");
    stage.command({ type: "supervise", partyId: "S", mode: "coach" });
    stage.command({ type: "intercept", partyId: "S" });
    expect(ears(stage)).toBe("C:S A:closed S:C");
    expect([...stage.openLegs].length).toBe(2);
    expect(stage.machine.state).toMatchObject({ mode: "talk", agentId: "S", consultedId: undefined });
    stage.command({ type: "endCall", reason: "x" });
    expectClosed(stage);
  });

  it("CL-17 SW-06 nobody intercepts who did not supervise; the call's end ends the supervision", () => {
    const stage = talking();
    stage.call("S", "agent");
    stage.answers("S");
    stage.command({ type: "intercept", partyId: "S" });
    expect(stage.last("refused")).toMatchObject({ command: "intercept" });
    expect(ears(stage)).toBe("C:A A:C S:");
    stage.command({ type: "supervise", partyId: "S", mode: "listen" });
    stage.leg("C", { type: "ended", by: "remote" } as never);
    expectClosed(stage);
  });
});

describe("SW-05 conference and suspension", () => {
  const join = (stage: CallStage, partyId: string) => {
    stage.call(partyId, "agent");
    stage.answers(partyId);
    stage.command({ type: "join", by: "A", partyId });
  };

  it("CL-18 SW-05 thirty parties hear each other; whoever leaves, the others stay", () => {
    const stage = talking();
    for (let n = 1; n <= 28; n++) join(stage, `P${n}`);
    expect(stage.machine.state.parties.size).toBe(30);
    expect(stage.heard("P28").split("+")).toHaveLength(29);
    stage.command({ type: "dropParty", partyId: "P1", reason: "x" });
    expect(stage.machine.state).toMatchObject({ mode: "threeWay", agentId: "A", consultedId: "P2" });
    stage.leg("A", { type: "ended", by: "remote" } as never);
    expect(stage.machine.state).toMatchObject({ mode: "threeWay", agentId: "P2", consultedId: "P3" });
    expect(stage.heard("C").split("+")).toHaveLength(27);
    stage.leg("C", { type: "ended", by: "remote" } as never);
    expectClosed(stage);
  });

  it("CL-18 of three joined at once that are left by one, two talk", () => {
    const stage = talking();
    join(stage, "B");
    expect(stage.heard("C")).toBe("A+B");
    stage.leg("B", { type: "ended", by: "remote" } as never);
    expect(stage.machine.state).toMatchObject({ mode: "talk", agentId: "A" });
  });

  it("CL-19 suspended, the agent stays and hears nothing; connected again, both talk", () => {
    const stage = talking();
    stage.command({ type: "suspend", by: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["player", ""]);
    stage.command({ type: "play", playerId: "p", items: [{ silenceMs: 1 }] });
    stage.command({ type: "connect", partyId: "A" });
    expect([stage.heard("C"), stage.heard("A")]).toEqual(["A", "C"]);
    expect(stage.types()).not.toContain("refused");
  });
});
