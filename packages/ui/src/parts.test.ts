import { describe, expect, it } from "vitest";
import { formatDuration } from "./format-duration.ts";
import { peaksPath } from "./peaks-path.ts";
import { customProperties, palettes } from "./tokens.ts";

describe("shared parts", () => {
  it("durations keep their figures in place", () => {
    expect([0, 7_400, 754_000, 3_723_000, -5].map(formatDuration)).toEqual([
      "0:00",
      "0:07",
      "12:34",
      "1:02:03",
      "0:00",
    ]);
  });

  it("a waveform is one stroke per bucket, within its band whatever the values", () => {
    const path = peaksPath([0, 0.5, 1, 7, -1], 100, 10, 40);
    expect(path.match(/M/g)).toHaveLength(5);
    const heights = [...path.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, top, bottom]) => [
      Number(top),
      Number(bottom),
    ]);
    for (const [top, bottom] of heights) {
      expect(top).toBeGreaterThanOrEqual(10);
      expect(bottom).toBeLessThanOrEqual(50);
    }
    expect(peaksPath([], 100, 0, 40)).toBe("");
  });

  it("both looks have the same colours, and every state's colour can be read on its ground", () => {
    expect(Object.keys(customProperties("dark"))).toEqual(Object.keys(customProperties("light")));
    for (const { surface, tones, text } of Object.values(palettes)) {
      for (const colour of [...Object.values(tones), text])
        expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
