import { describe, expect, it } from "vitest";
import { serviceLevel, serviceLevelFormulas } from "./service-level.ts";

describe("service level", () => {
  it.each([
    ["ofAll", 81.13],
    ["ofAnswered", 86.0],
    ["abandonedInTimeMet", 83.02],
    ["abandonedInTimeExcluded", 82.69],
    ["shortAbandonedMet", 82.08],
  ] as const)("RT-16 %s of the same day is %d %%", (formula, percent) => {
    const counts = {
      answered: 1000,
      abandoned: 60,
      answeredInTime: 860,
      abandonedInTime: 20,
      abandonedShort: 10,
    };
    expect(((serviceLevel(counts, formula) ?? 0) * 100).toFixed(2)).toBe(percent.toFixed(2));
  });

  it("RT-16 no formula divides by nothing", () => {
    const none = { answered: 0, abandoned: 0, answeredInTime: 0, abandonedInTime: 0, abandonedShort: 0 };
    expect(serviceLevelFormulas.map((formula) => serviceLevel(none, formula))).toEqual([null, null, null, null, null]);
  });
});
