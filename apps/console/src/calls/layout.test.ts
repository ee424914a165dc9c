import type { Segment, SipMessage } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { ladderOf, shortLabel } from "./ladder-layout.ts";
import { axisMarks, placeSegments } from "./segment-layout.ts";

const segment = (kind: Segment["kind"], startedAt: number, endedAt: number): Segment => ({
  ...{ kind, label: "", agentName: null, startedAt, endedAt, endReason: "" },
});
const message = (legId: string, direction: "in" | "out", firstLine: string): SipMessage => ({
  ...{ at: 0, legId, direction, remote: `${legId}:5060`, transport: "udp", firstLine, text: "" },
});

describe("a record drawn", () => {
  it("segments are to scale; offers lie in a lane of their own", () => {
    const placed = placeSegments(
      [segment("flow", 100, 150), segment("ring", 150, 175), segment("talk", 150, 200)],
      100,
      200,
    );
    expect(placed.map(({ lane, leftPercent, widthPercent }) => [lane, leftPercent, widthPercent])).toEqual([
      ["customer", 0, 50],
      ["ring", 50, 25],
      ["customer", 50, 50],
    ]);
  });

  it("a segment without length can still be seen, one beyond the end is cut off", () => {
    const placed = placeSegments([segment("queue", 150, 150), segment("wrapUp", 180, 999)], 100, 200);
    expect(placed[0]?.widthPercent).toBeGreaterThan(0);
    expect((placed[1]?.leftPercent ?? 0) + (placed[1]?.widthPercent ?? 0)).toBeCloseTo(100);
    expect(placeSegments([segment("talk", 5, 5)], 5, 5)[0]?.leftPercent).toBe(0);
  });

  it("the axis has about six marks at any length", () => {
    for (const duration of [900, 18_000, 240_000, 3_600_000, 20_000_000]) {
      expect(axisMarks(duration).length).toBeLessThanOrEqual(8);
      expect(axisMarks(duration)[0]).toBe(0);
    }
  });

  it("the ladder has us between the first leg and the others; arrows point the way the message went", () => {
    const ladder = ladderOf([
      message("trunk", "in", "INVITE sip:95500@bank SIP/2.0"),
      message("agent", "out", "INVITE sip:8001@pbx SIP/2.0"),
      message("agent", "in", "SIP/2.0 180 Ringing"),
    ]);
    expect(ladder.columns.map((column) => column.legId)).toEqual(["trunk", undefined, "agent"]);
    expect(ladder.rows.map((row) => [row.fromColumn, row.toColumn, row.label])).toEqual([
      [0, 1, "INVITE"],
      [1, 2, "INVITE"],
      [2, 1, "180 Ringing"],
    ]);
    expect(ladderOf([]).rows).toEqual([]);
    expect(shortLabel("")).toBe("");
  });
});
