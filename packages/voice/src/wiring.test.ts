import { describe, expect, it } from "vitest";
import { type CallState, newCallState, type Party } from "./call-state.ts";
import { type Source, wiring } from "./wiring.ts";

function party(partyId: string, role: Party["role"], more: Partial<Party> = {}): Party {
  return {
    ...{ partyId, role, legId: `leg-${partyId}`, incoming: false, state: "answered" },
    ...{ mediaOpen: true, early: false, muted: false, phoneHold: false },
    ...more,
  };
}

/** C customer, A agent, B consulted. */
function state(more: Partial<CallState>, changes: Record<string, Partial<Party>> = {}): CallState {
  const made = { ...newCallState(), ...more };
  made.parties.set("C", party("C", "customer", changes.C));
  made.parties.set("A", party("A", "agent", changes.A));
  made.parties.set("B", party("B", "consulted", changes.B));
  for (const [partyId] of made.supervisors) made.parties.set(partyId, party(partyId, "agent", changes[partyId]));
  for (const partyId of made.memberIds) made.parties.set(partyId, party(partyId, "agent", changes[partyId]));
  return made;
}

/** S supervises so. */
function by(mode: "listen" | "coach" | "bargeIn"): Pick<CallState, "supervisors"> {
  return { supervisors: new Map([["S", mode]]) };
}

/** `C:A A:C B:-` for short. */
function shown(callState: CallState): string {
  const name = (source: Source) => ("party" in source ? source.party : source.player);
  return Array.from(
    wiring(callState),
    ([id, hearing]) => `${id}:${hearing.hears.map(name).join("+") || "-"}>${String(hearing.digitsTo)}`,
  ).join(" ");
}

const talk = { mode: "talk", agentId: "A" } as const;
const hold = { mode: "hold", agentId: "A" } as const;
const consult = { mode: "consult", agentId: "A", consultedId: "B", focus: "consulted" } as const;
const alternated = { ...consult, focus: "customer" } as const;
const threeWay = { mode: "threeWay", agentId: "A", consultedId: "B" } as const;

const fiveHearEachOther = "C:A+B+D+E>A,B,D,E A:C+B+D+E>C,B,D,E B:C+A+D+E>C,A,D,E D:C+A+B+E>C,A,B,E E:C+A+B+D>C,A,B,D";

describe("WR who hears whom", () => {
  it.each([
    ["WR-1 alone", state({ mode: "idle" }), "C:->events A:->events B:->events"],
    ["WR-1 with a prompt", state({ mode: "idle", prompting: true }), "C:prompt>events A:->events B:->events"],
    ["WR-1 left by the agent", state({ mode: "idle", parked: true }), "C:music>events A:->events B:->events"],
    ["WR-2 talk", state(talk), "C:A>A A:C>C B:->events"],
    ["WR-2 agent muted", state(talk, { A: { muted: true } }), "C:->A A:C>C B:->events"],
    ["WR-2 customer muted", state(talk, { C: { muted: true } }), "C:A>A A:->C B:->events"],
    ["WR-2 agent's phone holds", state(talk, { A: { phoneHold: true } }), "C:music>A A:->C B:->events"],
    ["WR-3 hold", state(hold), "C:music>events A:->events B:->events"],
    [
      "WR-3 on hold while B rings",
      state(hold, { B: { state: "ringing" } }),
      "C:music>events A:ringback>events B:->events",
    ],
    ["WR-4 consultation", state(consult), "C:music>events A:B>B B:A>A"],
    ["WR-4 alternated", state(alternated), "C:A>A A:C>C B:music>events"],
    ["WR-4 consulted rings", state(consult, { B: { state: "ringing" } }), "C:music>events A:ringback>B B:A>A"],
    ["WR-5 three", state(threeWay), "C:A+B>A,B A:C+B>C,B B:C+A>C,A"],
    ["WR-5 three, agent muted", state(threeWay, { A: { muted: true } }), "C:B>A,B A:C+B>C,B B:C>C,A"],
    ["WR-5 three, one holds", state(threeWay, { B: { phoneHold: true } }), "C:A>A,B A:C>C,B B:->C,A"],
    ["WR-6 customer rings", state(talk, { C: { state: "ringing" } }), "C:A>A A:ringback>C B:->events"],
    ["WR-6 early media", state(talk, { C: { state: "ringing", early: true } }), "C:A>A A:C>C B:->events"],
    ["WR-6 media not open", state(talk, { C: { state: "opening", mediaOpen: false } }), "A:->C B:->events"],
    ["WR-5 five", state({ ...threeWay, memberIds: ["D", "E"] }), fiveHearEachOther],
    ["WR-10 listen", state({ ...talk, ...by("listen") }), "C:A>A A:C>C B:->events S:C+A>events"],
    ["WR-10 coach", state({ ...talk, ...by("coach") }), "C:A>A A:C+S>C B:->events S:C+A>events"],
    ["WR-10 barge in", state({ ...talk, ...by("bargeIn") }), "C:A+S>A A:C+S>C B:->events S:C+A>events"],
    ["WR-10 listen on hold", state({ ...hold, ...by("listen") }), "C:music>events A:->events B:->events S:A>events"],
    ["WR-10 coach on hold", state({ ...hold, ...by("coach") }), "C:music>events A:S>events B:->events S:A>events"],
    ["WR-10 barge in on hold", state({ ...hold, ...by("bargeIn") }), "C:music>events A:S>events B:->events S:A>events"],
    [
      "WR-10 listen to a consultation",
      state({ ...consult, ...by("listen") }),
      "C:music>events A:B>B B:A>A S:A+B>events",
    ],
    [
      "WR-10 coach in a consultation",
      state({ ...consult, ...by("coach") }),
      "C:music>events A:B+S>B B:A>A S:A+B>events",
    ],
    [
      "WR-10 barge into three",
      state({ ...threeWay, ...by("bargeIn") }),
      "C:A+B+S>A,B A:C+B+S>C,B B:C+A+S>C,A S:C+A+B>events",
    ],
    [
      "WR-10 agent muted",
      state({ ...talk, ...by("listen") }, { A: { muted: true } }),
      "C:->A A:C>C B:->events S:C>events",
    ],
    [
      "WR-10 coach muted",
      state({ ...talk, ...by("coach") }, { S: { muted: true } }),
      "C:A>A A:C>C B:->events S:C+A>events",
    ],
    [
      "WR-10 a supervisor's own hold",
      state({ ...talk, ...by("bargeIn") }, { S: { phoneHold: true } }),
      "C:A>A A:C>C B:->events S:->events",
    ],
    ["WR-11 a file in a talk", state({ ...talk, announcing: true }), "C:A+prompt>A A:C+prompt>C B:->events"],
    ["CL-20 the customer has hung up", state({ mode: "left", agentId: "A" }), "C:->events A:busy>events B:->events"],
    [
      "WR-11 a file while nobody speaks",
      state({ ...talk, announcing: true }, { A: { muted: true } }),
      "C:prompt>A A:C+prompt>C B:->events",
    ],
    [
      "WR-11 a file among three, supervised",
      state({ ...threeWay, announcing: true, ...by("listen") }),
      "C:A+B+prompt>A,B A:C+B+prompt>C,B B:C+A+prompt>C,A S:C+A+B+prompt>events",
    ],
    [
      "WR-11 not by who holds",
      state({ ...talk, announcing: true }, { A: { phoneHold: true } }),
      "C:prompt>A A:->C B:->events",
    ],
    [
      "WR-10 nobody to supervise: the customer alone with prompts is not overheard",
      state({ mode: "idle", prompting: true, ...by("bargeIn") }),
      "C:prompt>events A:->events B:->events S:->events",
    ],
  ])("%s", (_title, callState, expected) => {
    expect(shown(callState)).toBe(expected);
  });

  it("WR-10 two supervisors hear the talk, and neither hears the other's whisper", () => {
    const supervisors = new Map([
      ["S", "listen" as const],
      ["T", "coach" as const],
    ]);
    expect(shown(state({ ...talk, supervisors }))).toBe("C:A>A A:C+T>C B:->events S:C+A>events T:C+A>events");
  });
});
