import { expect, it } from "vitest";
import { RateLimit } from "./rate-limit.ts";

it("SE-04 one of them may ask so often in a span of time, every other as often", () => {
  const rate = new RateLimit(2, 1000);
  expect([0, 1, 2].map((at) => rate.allows("a", at))).toEqual([true, true, false]);
  expect(rate.allows("b", 2)).toBe(true);
  expect([1000, 1001, 1002].map((at) => rate.allows("a", at))).toEqual([true, true, false]);
});

it("SE-04 who was refused is not counted for it", () => {
  const rate = new RateLimit(1, 1000);
  expect([0, 500, 999, 1000].map((at) => rate.allows("a", at))).toEqual([true, false, false, true]);
});
