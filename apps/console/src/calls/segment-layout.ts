// Segments of a call drawn to scale: the customer's time in one lane, the agents' ringing in another.

import type { Segment } from "@tellerline/sdk";

export interface PlacedSegment {
  segment: Segment;
  /** The customer's time, or an offer beside it. */
  lane: "customer" | "ring";
  /** Of the whole, 0–100. */
  leftPercent: number;
  widthPercent: number;
}

/** Places segments between `from` and `to` (ms); what has no length is still a sliver that can be pointed at. */
export function placeSegments(segments: readonly Segment[], from: number, to: number): PlacedSegment[] {
  const whole = Math.max(1, to - from);
  const percent = (at: number) => (Math.min(to, Math.max(from, at)) - from) / (whole / 100);
  return segments.map((segment) => {
    const left = percent(segment.startedAt);
    return {
      segment,
      lane: segment.kind === "ring" ? "ring" : "customer",
      leftPercent: left,
      widthPercent: Math.max(0.3, percent(segment.endedAt) - left),
    };
  });
}

/** Even steps for the axis: about six marks, on seconds people count in. */
export function axisMarks(durationMs: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].map((seconds) => seconds * 1000);
  const step = steps.find((candidate) => durationMs / candidate <= 7) ?? 7_200_000;
  const marks: number[] = [];
  for (let at = 0; at <= durationMs; at += step) marks.push(at);
  return marks;
}
