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
  return made;
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
  ])("%s", (_title, callState, expected) => {
    expect(shown(callState)).toBe(expected);
  });
});
