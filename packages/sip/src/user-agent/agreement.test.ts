// Two endpoints on a network that loses, doubles and reorders: whatever they do, they agree in the end.

import { VirtualScheduler } from "@tellerline/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fair, inviteTo, someBody, VirtualNetwork, type VirtualPeer } from "../testing/virtual-network.ts";
import type { SipInput } from "./protocol.ts";

type Act = "ring" | "answer" | "reject" | "hangup" | "reinvite" | "info" | "refer" | "cancel";

interface Step {
  who: "caller" | "callee";
  act: Act;
  waitMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.constantFrom("caller", "callee"),
  act: fc.constantFrom<Act>(
    "ring",
    "answer",
    "answer",
    "reject",
    "hangup",
    "reinvite",
    "reinvite",
    "info",
    "refer",
    "cancel",
  ),
  waitMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3_000 })),
});

function command(act: Act, legId: string): SipInput {
  switch (act) {
    case "ring":
      return { type: "provisional", legId, status: 180 };
    case "answer":
      return { type: "answer", legId, body: someBody };
    case "reject":
      return { type: "reject", legId, status: 486 };
    case "info":
      return { type: "info", legId, body: { contentType: "application/dtmf", bytes: someBody.bytes } };
    case "refer":
      return { type: "refer", legId, referTo: "sip:c@d" };
    case "reinvite":
      return { type: "reinvite", legId, body: someBody };
    default:
      return { type: act, legId };
  }
}

/** Answers re-INVITEs and transfers at once. */
function polite(peer: VirtualPeer): void {
  peer.onEvent = (event) => {
    if (event.type === "reinviteOffered") peer.handle({ type: "answerReinvite", legId: event.legId, body: someBody });
    if (event.type === "referRequested") peer.handle({ type: "notifyRefer", legId: event.legId, status: 200 });
  };
}

const ends = (peer: VirtualPeer) => peer.all("ended").length + peer.all("rejected").length;
const talking = (peer: VirtualPeer, sign: "answered" | "acknowledged") => peer.all(sign).length > 0 && ends(peer) === 0;

describe("agreement", () => {
  it.each([
    ["over UDP in bad weather", "udp", { lossRate: 0.25, duplicationRate: 0.2, maxDelayMs: 300 }],
    ["over UDP in fair weather", "udp", { lossRate: 0, duplicationRate: 0, maxDelayMs: 40 }],
    ["over TCP", "tcp", fair],
  ] as const)("UA-30 both ends of every call end in the same state: %s", (_name, transport, weather) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.array(step, { maxLength: 12 }), (seed, steps) => {
        const scheduler = new VirtualScheduler();
        const network = new VirtualNetwork(scheduler, seed);
        const [alice, bob] = [network.peer("10.0.0.1"), network.peer("10.0.0.2")];
        for (const peer of [alice, bob]) polite(peer);
        network.weather = weather;
        const target = { target: { transport, host: "10.0.0.2", port: 5060 } };
        alice.handle(inviteTo("10.0.0.2", "A", { target, ringTimeoutMs: 20_000 }));
        for (const { who, act, waitMs } of steps) {
          scheduler.advance(waitMs);
          const legId = who === "caller" ? "A" : (bob.last("incoming")?.legId ?? "none");
          (who === "caller" ? alice : bob).handle(command(act, legId));
        }
        // Nobody does anything any more: what one end believes, the other does.
        scheduler.advance(120_000);
        expect(talking(alice, "answered")).toBe(talking(bob, "acknowledged"));
        alice.handle({ type: "hangup", legId: "A" });
        scheduler.advance(120_000);
        // An end that the other one gave up without ever hearing it still rings: its user gives up too.
        for (const { legId } of bob.all("incoming")) bob.handle({ type: "hangup", legId });
        scheduler.advance(120_000);
        expect(ends(alice)).toBe(1);
        expect(ends(bob)).toBe(bob.all("incoming").length);
        for (const peer of [alice, bob]) {
          expect(peer.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
          expect(peer.endpoint.nextTimeout()).toBeUndefined();
        }
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});
