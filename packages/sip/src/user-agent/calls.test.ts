import { VirtualScheduler } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import { inviteTo, someBody, VirtualNetwork } from "../testing/virtual-network.ts";

function pair(seed = 1) {
  const scheduler = new VirtualScheduler();
  const network = new VirtualNetwork(scheduler, seed);
  return { scheduler, network, alice: network.peer("10.0.0.1"), bob: network.peer("10.0.0.2") };
}

function connected() {
  const world = pair();
  const { scheduler, alice, bob } = world;
  alice.handle(inviteTo("10.0.0.2", "A"));
  scheduler.advance(10);
  const bobLeg = bob.last("incoming")?.legId ?? "";
  bob.handle({ type: "provisional", legId: bobLeg, status: 180 });
  scheduler.advance(10);
  bob.handle({ type: "answer", legId: bobLeg, body: someBody });
  scheduler.advance(10);
  return { ...world, bobLeg };
}

describe("calls between two endpoints", () => {
  it("UA-20 a call rings, is answered and acknowledged, and ended by the callee", () => {
    const { scheduler, alice, bob, bobLeg } = connected();
    expect(alice.events.map((event) => event.type)).toEqual(["progress", "answered"]);
    expect(bob.events.map((event) => event.type)).toEqual(["incoming", "acknowledged"]);
    bob.handle({ type: "hangup", legId: bobLeg, reason: { protocol: "Q.850", cause: 16, text: 'by"e' } });
    scheduler.advance(10);
    expect(alice.last("ended")).toEqual({
      ...{ type: "ended", legId: "A", by: "remote" },
      reason: { protocol: "Q.850", cause: 16, text: 'by"e' },
    });
    expect(bob.last("ended")).toMatchObject({ by: "local" });
    scheduler.advance(60_000);
    for (const peer of [alice, bob]) expect(peer.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
    expect(alice.endpoint.nextTimeout()).toBeUndefined();
  });

  it("UA-21 a hang-up before any answer is cancelled as soon as the peer is heard", () => {
    const { scheduler, network, alice, bob } = pair();
    const wire: string[] = [];
    network.filter = (text, from) => {
      wire.push(`${from} ${text.split("\r\n", 1)[0]}`);
      return true;
    };
    alice.handle(inviteTo("10.0.0.2", "A"));
    alice.handle({ type: "hangup", legId: "A" });
    scheduler.advance(100);
    expect(wire.map((line) => line.replace(/sip:\S+/, "…"))).toEqual([
      "10.0.0.1 INVITE … SIP/2.0",
      "10.0.0.2 SIP/2.0 100 Trying",
      "10.0.0.1 CANCEL … SIP/2.0",
      "10.0.0.2 SIP/2.0 200 OK",
      "10.0.0.2 SIP/2.0 487 Request Terminated",
      "10.0.0.1 ACK … SIP/2.0",
    ]);
    expect(alice.events).toEqual([{ type: "ended", legId: "A", by: "local", status: 487 }]);
    expect(bob.last("ended")).toMatchObject({ by: "remote", status: 487 });
  });

  it("UA-22 an answer that crosses the CANCEL is acknowledged and ended: no call is left at either end", () => {
    const { scheduler, network, alice, bob } = pair();
    alice.handle(inviteTo("10.0.0.2", "A"));
    scheduler.advance(10);
    network.weather = { lossRate: 0, duplicationRate: 0, maxDelayMs: 0 };
    let held: (() => void)[] = [];
    network.filter = (text, from) => {
      if (!text.startsWith("SIP/2.0 200") || from !== "10.0.0.2" || !text.includes("INVITE")) return true;
      held.push(() => {});
      return held.length > 1;
    };
    bob.handle({ type: "answer", legId: bob.last("incoming")?.legId ?? "", body: someBody });
    alice.handle({ type: "hangup", legId: "A" });
    scheduler.advance(40_000);
    held = [];
    expect(alice.all("ended")).toHaveLength(1);
    expect(bob.all("ended")).toHaveLength(1);
    scheduler.advance(60_000);
    for (const peer of [alice, bob]) expect(peer.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
  });

  it("UA-23 a refusal carries its status; a silent peer is 408", () => {
    const { scheduler, network, alice, bob } = pair();
    alice.handle(inviteTo("10.0.0.2", "A"));
    scheduler.advance(10);
    bob.handle({ type: "reject", legId: bob.last("incoming")?.legId ?? "", status: 486, reason: "Busy" });
    scheduler.advance(10);
    expect(alice.last("rejected")).toMatchObject({ legId: "A", status: 486, reason: "Busy" });
    network.filter = () => false;
    alice.handle(inviteTo("10.0.0.2", "B"));
    scheduler.advance(40_000);
    expect(alice.last("rejected")).toMatchObject({ legId: "B", status: 408 });
  });

  it("UA-24 nobody answers: the call is cancelled after its ring time", () => {
    const { scheduler, alice, bob } = pair();
    alice.handle(inviteTo("10.0.0.2", "A", { ringTimeoutMs: 15_000 }));
    scheduler.advance(10);
    bob.handle({ type: "provisional", legId: bob.last("incoming")?.legId ?? "", status: 180 });
    scheduler.advance(20_000);
    expect(alice.last("ended")).toMatchObject({ by: "timeout", status: 408 });
    expect(bob.last("ended")).toMatchObject({ by: "remote" });
  });

  it("UA-25 re-INVITE is offered, answered and acknowledged; glare is resolved", () => {
    const { scheduler, alice, bob, bobLeg } = connected();
    alice.handle({ type: "reinvite", legId: "A", body: someBody });
    scheduler.advance(10);
    bob.handle({ type: "answerReinvite", legId: bobLeg, body: someBody });
    scheduler.advance(10);
    expect(alice.last("reinviteAnswered")).toMatchObject({ legId: "A", body: someBody });
    bob.onEvent = (event) => {
      if (event.type === "reinviteOffered") bob.handle({ type: "answerReinvite", legId: bobLeg, body: someBody });
    };
    alice.onEvent = (event) => {
      if (event.type === "reinviteOffered") alice.handle({ type: "answerReinvite", legId: "A", body: someBody });
    };
    alice.handle({ type: "reinvite", legId: "A", body: someBody });
    bob.handle({ type: "reinvite", legId: bobLeg, body: someBody });
    scheduler.advance(30_000);
    expect(alice.all("reinviteAnswered")).toHaveLength(2);
    expect(bob.all("reinviteAnswered")).toHaveLength(1);
    expect([...alice.all("ended"), ...bob.all("ended")]).toEqual([]);
  });

  it("UA-26 an offer may be made by the callee and answered in the ACK", () => {
    const { scheduler, alice, bob } = pair();
    alice.handle(inviteTo("10.0.0.2", "A", { body: undefined }));
    scheduler.advance(10);
    bob.handle({ type: "answer", legId: bob.last("incoming")?.legId ?? "", body: someBody });
    scheduler.advance(10);
    expect(bob.last("acknowledged")).toBeUndefined();
    alice.handle({ type: "acknowledge", legId: "A", body: someBody });
    scheduler.advance(10);
    expect(bob.last("acknowledged")).toMatchObject({ body: someBody });
  });

  it("UA-27 INFO and REFER travel inside the call, NOTIFY tells how the transfer goes", () => {
    const { scheduler, alice, bob, bobLeg } = connected();
    const digits = { contentType: "application/dtmf-relay", bytes: new TextEncoder().encode("Signal=5\r\n") };
    alice.handle({ type: "info", legId: "A", body: digits });
    bob.handle({ type: "refer", legId: bobLeg, referTo: "sip:carol@c.test" });
    scheduler.advance(10);
    expect(bob.last("info")).toMatchObject({ legId: bobLeg, contentType: "application/dtmf-relay" });
    expect(alice.last("referRequested")).toMatchObject({ referTo: "sip:carol@c.test" });
    alice.handle({ type: "notifyRefer", legId: "A", status: 200 });
    scheduler.advance(10);
    expect(bob.all("referProgress").map((one) => [one.status, one.final])).toEqual([
      [100, false],
      [200, true],
    ]);
  });

  it("UA-28 an answer that is never acknowledged ends the call by time-out, with a BYE", () => {
    const { scheduler, network, alice, bob } = pair();
    alice.handle(inviteTo("10.0.0.2", "A"));
    scheduler.advance(10);
    network.filter = (text) => !text.startsWith("ACK");
    bob.handle({ type: "answer", legId: bob.last("incoming")?.legId ?? "", body: someBody });
    scheduler.advance(40_000);
    expect(bob.last("ended")).toMatchObject({ by: "timeout" });
    expect(alice.last("ended")).toMatchObject({ by: "remote" });
  });

  it("UA-29 OPTIONS: alive, draining is not", () => {
    const { scheduler, alice, bob } = pair();
    const probe = {
      type: "options",
      probeId: "p",
      target: { transport: "udp", host: "10.0.0.2", port: 5060 },
    } as const;
    alice.handle(probe);
    scheduler.advance(10);
    expect(alice.last("optionsResult")).toEqual({ type: "optionsResult", probeId: "p", alive: true, status: 200 });
    bob.handle({ type: "setDraining", draining: true });
    alice.handle(probe);
    scheduler.advance(10);
    expect(alice.last("optionsResult")).toMatchObject({ alive: false, status: 503 });
  });

  it("UA-36 a call of an earlier run is ended by its ticket, from either side of the dialog", () => {
    for (const caller of [true, false]) {
      const { scheduler, network, alice, bob, bobLeg } = connected();
      const ticket = caller ? alice.endpoint.ticket("A") : bob.endpoint.ticket(bobLeg);
      if (ticket === undefined) throw new Error("no ticket");
      const reborn = network.peer(caller ? "10.0.0.1" : "10.0.0.2");
      reborn.handle({ type: "farewell", ticket: JSON.parse(JSON.stringify(ticket)) });
      scheduler.advance(10);
      expect((caller ? bob : alice).last("ended")).toMatchObject({ by: "remote" });
      scheduler.advance(60_000);
      expect(reborn.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
      expect(reborn.endpoint.nextTimeout()).toBeUndefined();
    }
  });

  it("UA-36 there is a ticket from the answer to the end, and no longer", () => {
    const { scheduler, alice, bobLeg, bob } = connected();
    expect(bob.endpoint.ticket(bobLeg)).toBeDefined();
    alice.handle({ type: "hangup", legId: "A" });
    expect(alice.endpoint.ticket("A")).toBeUndefined();
    scheduler.advance(10);
    expect(bob.endpoint.ticket(bobLeg)).toBeUndefined();
  });

  it("UA-37 a registration of ours is challenged, granted, refreshed, used for calls and taken away", () => {
    const scheduler = new VirtualScheduler();
    const network = new VirtualNetwork(scheduler, 1);
    const home = network.peer("10.0.0.1", {
      credentials: (username) => (username === "anna" ? { password: "secret" } : undefined),
      trunkByAddress: () => undefined,
    });
    const phone = network.peer("10.0.0.2");
    const register = (registrationId: string, password: string) =>
      phone.handle({
        ...{ type: "register", registrationId, aor: "sip:anna@test", contactUser: "anna", expiresSeconds: 60 },
        ...{ target: { transport: "udp", host: "10.0.0.1", port: 5060 }, credentials: { username: "anna", password } },
      });
    register("wrong", "guess");
    scheduler.advance(10);
    expect(phone.last("registration")).toMatchObject({ registrationId: "wrong", state: "refused" });
    phone.handle({ type: "unregister", registrationId: "wrong" });
    register("r", "secret");
    scheduler.advance(10);
    expect(phone.last("registration")).toEqual({
      ...{ type: "registration", registrationId: "r" },
      state: "registered",
      status: 200,
    });
    scheduler.advance(300_000);
    expect(home.endpoint.bindings("sip:anna@test")).toMatchObject([{ contact: "sip:anna@10.0.0.2:5060" }]);
    home.handle({
      ...{ type: "invite", legId: "A", target: { aor: "sip:anna@test" }, requestUri: "", body: someBody },
      ...{ from: "sip:x@test", to: "sip:anna@test" },
    });
    scheduler.advance(10);
    expect(phone.last("incoming")?.requestUri).toBe("sip:anna@10.0.0.2:5060");
    phone.handle({ type: "unregister", registrationId: "r" });
    scheduler.advance(10);
    expect(phone.last("registration")).toMatchObject({ state: "ended" });
    expect(home.endpoint.bindings("sip:anna@test")).toEqual([]);
  });
});
