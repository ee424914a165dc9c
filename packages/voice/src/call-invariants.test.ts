// Whatever is done to a call in whatever order, it keeps its promises (SPEC.md, CL-3, CL-7, CL-8).

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallCommand } from "./call-protocol.ts";
import { CallStage, sdp, target } from "./testing/call-stage.ts";

type Step = (stage: CallStage) => void;

const partyIds = ["C", "A", "B", "D", "S"] as const;
const anyParty = fc.constantFrom(...partyIds);

function feed(command: CallCommand): Step {
  return (stage) => stage.feed({ type: "command", command });
}

const commands: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    feed({ type: "answer" }),
    feed({ type: "ring" }),
    feed({ type: "reject", status: 486 }),
    feed({ type: "play", playerId: "p", items: [{ silenceMs: 1 }] }),
    feed({ type: "announce", playerId: "f", items: [{ silenceMs: 1 }] }),
    feed({ type: "stopPlay", playerId: "p" }),
    feed({ type: "setMusic", items: [{ silenceMs: 1 }] }),
    feed({ type: "park" }),
    feed({ type: "releaseByAgent" }),
    feed({ type: "startRecording", recordingId: "R", path: "/r", key: "k", keyId: "i" }),
    feed({ type: "stopRecording", recordingId: "R" }),
    feed({ type: "endCall", reason: "x" }),
  ),
  fc
    .tuple(anyParty, fc.constantFrom("agent", "consulted", "customer"))
    .map(([partyId, role]) =>
      feed({ type: "callParty", partyId, role: role as "agent", target, ringTimeoutMs: 1, autoAnswer: false }),
    ),
  fc
    .tuple(anyParty, fc.constantFrom("connect", "mute", "unmute", "dropParty", "cancelParty", "intercept"))
    .map(([partyId, type]) => feed({ type, partyId, reason: "x" } as CallCommand)),
  fc
    .tuple(
      anyParty,
      anyParty,
      fc.constantFrom(
        ...["hold", "retrieve", "consult", "alternate", "completeTransfer", "cancelConsult", "threeWay"],
        ...["join", "suspend"],
      ),
    )
    .map(([by, partyId, type]) => feed({ type, by, partyId } as CallCommand)),
  fc
    .tuple(anyParty, fc.constantFrom("listen", "coach", "bargeIn"))
    .map(([partyId, mode]) => feed({ type: "supervise", partyId, mode } as CallCommand)),
);

/** What may happen to a leg in the state its SIP side is in. */
const happenings: fc.Arbitrary<Step> = fc
  .tuple(
    anyParty,
    fc.constantFrom("progress", "answered", "ended", "timeout", "rejected", "hold", "unhold", "refer", "lost"),
  )
  .map(([partyId, what]) => (stage) => {
    const party = stage.machine.state.parties.get(partyId);
    if (party === undefined || !stage.openLegs.has(party.legId)) return;
    const { legId } = party;
    const up = party.state === "answered";
    const body = sdp(what === "hold" ? "a=sendonly" : "a=sendrecv");
    const tell = (event: object) => {
      if ("by" in event || "status" in event) stage.openLegs.delete(legId);
      stage.feed({ type: "sip", event: { legId, ...event } as never });
    };
    if (what === "lost")
      stage.feed({ type: "media", event: { type: "legLost", callId: "call", legId, reason: "closed" } });
    else if (what === "ended") tell({ type: "ended", by: "remote", ...(!up && { status: 487 }) });
    else if (up && (what === "hold" || what === "unhold")) tell({ type: "reinviteOffered", body });
    else if (up && what === "refer") tell({ type: "referRequested", referTo: "sip:x@y" });
    else if (!up && !party.incoming && what === "progress") {
      stage.feed({ type: "sip", event: { type: "progress", legId, status: 183, body } });
    } else if (!up && !party.incoming && what === "answered") tell({ type: "answered", body, headers: [] });
    else if (!up && !party.incoming && what === "rejected")
      tell({ type: "rejected", status: 486, reason: "", headers: [] });
    else if (!up && !party.incoming && what === "timeout") tell({ type: "ended", by: "timeout", status: 408 });
  });

const settling: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  (stage) => stage.settleOne(),
  (stage) => stage.settle(),
);

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: commands },
    { weight: 4, arbitrary: happenings },
    { weight: 4, arbitrary: settling },
  ),
  { maxLength: 60 },
);

function check(stage: CallStage) {
  const { events, machine, media } = stage;
  expect(media.faults).toEqual([]);
  const ends = events.filter((event) => event.type === "ended").length;
  expect(ends).toBe(machine.over ? 1 : 0);
  if (!machine.over) return;
  const afterEnd = events.slice(events.findIndex((event) => event.type === "ended") + 1);
  expect(afterEnd.every((event) => event.type === "recordingClosed" || event.type === "refused")).toBe(true);
  expect([...machine.state.parties.keys()]).toEqual([]);
}

/** Everything a caller or an agent would notice of a call. */
function talkOf(stage: CallStage): unknown {
  const { mode, agentId, consultedId, memberIds, focus, parties } = stage.machine.state;
  const others = [...parties.keys()].filter((partyId) => partyId !== "S");
  return { mode, agentId, consultedId, memberIds: [...memberIds], focus, others };
}

describe("CM invariants", () => {
  it("CL-16 whatever a supervisor does short of intercepting, loses or hangs up, the talk stays as it was", () => {
    const deed = fc.oneof(
      fc
        .constantFrom("listen", "coach", "bargeIn")
        .map((mode): Step => feed({ type: "supervise", partyId: "S", mode } as CallCommand)),
      fc.constantFrom<Step>(
        (stage) => stage.leg("S", { type: "ended", by: "remote" } as never),
        (stage) => stage.leg("S", { type: "ended", by: "transport" } as never),
        feed({ type: "dropParty", partyId: "S", reason: "x" }),
        feed({ type: "mute", partyId: "S" }),
        feed({ type: "cancelConsult", by: "S" }),
        feed({ type: "hold", by: "S" }),
        feed({ type: "completeTransfer", by: "S" }),
        feed({ type: "join", by: "A", partyId: "S" }),
        feed({ type: "connect", partyId: "S" }),
        feed({ type: "consult", by: "A", partyId: "S" }),
      ),
    );
    fc.assert(
      fc.property(steps, fc.array(deed, { maxLength: 12 }), (list, deeds) => {
        const stage = new CallStage();
        stage.talking();
        for (const step of list) step(stage);
        stage.settle();
        for (const type of ["dropParty", "cancelParty"] as const) stage.command({ type, partyId: "S", reason: "x" });
        if (stage.machine.over || stage.machine.state.parties.has("S")) return;
        stage.call("S", "agent");
        stage.answers("S");
        if (!stage.machine.state.parties.has("S")) return;
        const before = talkOf(stage);
        feed({ type: "supervise", partyId: "S", mode: "listen" })(stage);
        for (const one of deeds) {
          one(stage);
          stage.settle();
          expect(talkOf(stage)).toEqual(before);
        }
        check(stage);
      }),
      { numRuns: 300, seed: 20261125 },
    );
  });

  it.each([false, true])("CL-12 any order of commands and happenings (media lost at the end: %s)", (mediaLost) => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), steps, (incoming, talking, list) => {
        const stage = new CallStage();
        if (talking) stage.talking();
        else if (incoming) stage.incoming();
        for (const step of list) {
          step(stage);
          check(stage);
        }
        if (mediaLost) stage.feed({ type: "mediaLost" });
        else stage.feed({ type: "command", command: { type: "endCall", reason: "end" } });
        stage.settle();
        check(stage);
        expect(stage.openLegs.size).toBe(0);
        expect(stage.finished).toBe(1);
        const starts = stage.events.filter((event) => event.type === "recordingStarted").length;
        const closes = stage.events.filter((event) => event.type === "recordingClosed").length;
        expect(closes).toBeGreaterThanOrEqual(starts);
        if (mediaLost) return;
        expect([stage.media.legs.size, stage.media.players.size, stage.media.recordings.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 500, seed: 20260101 },
    );
  });
});
