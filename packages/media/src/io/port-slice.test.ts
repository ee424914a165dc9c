import { describe, expect, it } from "vitest";
import { PortSlice } from "./port-slice.ts";

describe("ports", () => {
  it("MP-9 are even, within the slice, each handed out once, and come back", () => {
    const slice = new PortSlice(20_001, 20_011);
    const taken = Array.from({ length: 5 }, () => slice.take());
    expect(taken.toSorted((a, b) => Number(a) - Number(b))).toEqual([20_002, 20_004, 20_006, 20_008, 20_010]);
    expect(slice.take()).toBeUndefined();
    slice.giveBack(20_006);
    expect(slice.take()).toBe(20_006);
    expect(new PortSlice(5, 4).take()).toBeUndefined();
  });

  it("MP-9 a port that was just freed rests longest", () => {
    const slice = new PortSlice(20_000, 20_009);
    const first = slice.take() ?? 0;
    slice.giveBack(first);
    const next = Array.from({ length: 5 }, () => slice.take());
    expect(next.at(-1)).toBe(first);
  });
});
