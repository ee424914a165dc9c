import type { AgentState } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { freeForCall } from "./free-for-call.ts";

function free(state: AgentState, interactionIds: string[] = [], mixedMedia = true): boolean {
  return freeForCall(
    {
      configuration: { agents: new Map([["a", { mixedMedia }]]) },
      seats: new Map([["a", { state, interactionIds: new Set(interactionIds) }]]),
      interactions: new Map<string, { call?: unknown }>([
        ["chat", {}],
        ["call", { call: {} }],
      ]),
    },
    "a",
  );
}

describe("an agent and one more call", () => {
  it("RT-01 he can be called beside his chats where he works with mixed media, and only there", () => {
    expect(free("engaged", ["chat"])).toBe(true);
    expect(free("engaged", ["chat"], false)).toBe(false);
    expect(free("engaged", ["chat", "call"])).toBe(false);
  });

  it("RT-01 without a chat his state decides; while something rings at him he is not free", () => {
    const states: AgentState[] = ["signedOut", "notReady", "ready", "reserved", "engaged", "wrapUp"];
    expect(states.filter((state) => free(state))).toEqual(["notReady", "ready", "wrapUp"]);
    expect(free("reserved", ["chat"])).toBe(false);
    expect(freeForCall({ configuration: { agents: new Map() }, seats: new Map(), interactions: new Map() }, "x")).toBe(
      false,
    );
  });
});
