import type { CallCommand } from "@tellerline/voice";
import { describe, expect, it } from "vitest";
import { TrunkChannels } from "./trunk-channels.ts";

const noon = new Date(2026, 10, 28, 12).getTime();
const day = 86_400_000;

function board() {
  let now = noon;
  const channels = new TrunkChannels(() => now);
  const target = { invite: { aor: "x" }, requestUri: "x", from: "x", to: "x", media: "rtp" as const };
  const call = (partyId: string, trunkId: string | undefined): CallCommand => ({
    ...{ type: "callParty", partyId, role: "agent", ringTimeoutMs: 1, autoAnswer: false },
    target: trunkId === undefined ? target : { ...target, trunkId },
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { channels, call, pass };
}

describe("SW-01 the channels of a trunk", () => {
  it("SW-01 are taken by calls that come and by parties that are called, and freed once, by whichever end comes first", () => {
    const { channels, call } = board();
    channels.cameIn("t", "c1");
    channels.commanded("c1", call("p1", "t"));
    channels.commanded("c1", call("p2", undefined));
    channels.commanded("c2", call("p1", "u"));
    expect(channels.load("t")).toMatchObject({ in: 1, out: 1, peak: 2, callsIn: 1, callsOut: 1 });
    expect([channels.busy("t"), channels.busy("u"), channels.busy("v")]).toEqual([2, 1, 0]);
    channels.happened("c1", { type: "partyFailed", partyId: "p1", reason: "busy", status: 486 });
    channels.happened("c1", { type: "partyEnded", partyId: "p1", by: "remote" });
    channels.happened("c1", { type: "partyEnded", partyId: "p2", by: "remote" });
    expect(channels.busy("t")).toBe(1);
    channels.finished("c1");
    channels.finished("c1");
    channels.finished("c2");
    expect([channels.busy("t"), channels.busy("u")]).toEqual([0, 0]);
    expect(channels.load("t")).toMatchObject({ peak: 2, callsIn: 1, callsOut: 1, since: noon });
  });

  it("SV-01 the counters are of today; what is on the line at midnight is the first of the new day's peak", () => {
    const { channels, pass } = board();
    for (const callId of ["a", "b", "c"]) channels.cameIn("t", callId);
    channels.refused("t");
    channels.finished("a");
    pass(day);
    expect(channels.load("t")).toMatchObject({ in: 2, peak: 2, callsIn: 0, refused: 0, since: noon + day / 2 });
    channels.finished("b");
    expect(channels.load("t")).toMatchObject({ in: 1, peak: 2 });
  });
});
