import { describe, expect, it } from "vitest";
import { isOpenAt } from "./chat-hours.ts";

const shanghai = (text: string) => Date.parse(`${text}+08:00`);
const office = { timeZone: "Asia/Shanghai", days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };

describe("the hours of a chat entry", () => {
  it("CH-10 are those of its own time zone, to the minute; without any it is always open", () => {
    const at = ["2026-11-26T08:59:59", "2026-11-26T09:00:00", "2026-11-26T17:59:59", "2026-11-26T18:00:00"];
    expect(at.map((text) => isOpenAt(office, shanghai(text)))).toEqual([false, true, true, false]);
    expect(isOpenAt(office, shanghai("2026-11-28T12:00:00"))).toBe(false);
    expect(isOpenAt(null, 0)).toBe(true);
  });

  it("CH-10 hours past midnight belong to the day on which they began", () => {
    const night = { ...office, days: [5], from: "22:00", to: "02:00" };
    const at = ["2026-11-27T21:59:00", "2026-11-27T22:00:00", "2026-11-28T01:59:00", "2026-11-28T02:00:00"];
    expect(at.map((text) => isOpenAt(night, shanghai(text)))).toEqual([false, true, true, false]);
    expect(isOpenAt(night, shanghai("2026-11-27T01:00:00"))).toBe(false);
  });
});
