import type { BrowserPhoneRequest } from "@tellerline/api";
import { expect, it } from "vitest";
import { type BrowserWorld, claimBrowser } from "./browser-claim.ts";
import { Seat } from "./seat.ts";

const there: BrowserWorld = { now: 60_000, registered: true, talks: false };
const ask = (browserId: string, takeOver = false): BrowserPhoneRequest => ({ browserId, label: "Chrome", takeOver });

function seatOf(browserId: string): Seat {
  const seat = new Seat("a1", 0);
  expect(claimBrowser(seat, ask(browserId), { ...there, now: 0 })).toMatchObject({ replaced: false });
  return seat;
}

it("AG-13 IN-26 a browser that asks again keeps the phone, and since when it has it", () => {
  const seat = seatOf("browser-a");
  expect(claimBrowser(seat, { ...ask("browser-a"), label: "Edge" }, there)).toMatchObject({ replaced: false });
  expect(seat.browser).toEqual({ browserId: "browser-a", label: "Edge", since: 0 });
});

it("AG-13 IN-26 a second browser is told that the phone is elsewhere, and gets it when it insists", () => {
  const seat = seatOf("browser-a");
  expect(claimBrowser(seat, ask("browser-b"), there)).toBe("phoneElsewhere");
  expect(seat.browser?.browserId).toBe("browser-a");
  expect(claimBrowser(seat, ask("browser-b", true), there)).toMatchObject({ replaced: true });
  expect(seat.browser).toEqual({ browserId: "browser-b", label: "Chrome", since: 60_000 });
});

it("AG-13 IN-26 in a talk the phone stays where it is heard", () => {
  const seat = seatOf("browser-a");
  expect(claimBrowser(seat, ask("browser-b", true), { ...there, talks: true })).toBe("phoneBusy");
  expect(seat.browser?.browserId).toBe("browser-a");
});

it("AG-13 IN-26 from a browser that is gone the next one takes the phone without asking, in a talk too", () => {
  const seat = seatOf("browser-a");
  const gone = { ...there, registered: false, talks: true };
  expect(claimBrowser(seat, ask("browser-b"), gone)).toMatchObject({ replaced: true });
});

it("AG-13 IN-26 of two that ask at once the first has ten seconds to register", () => {
  const seat = seatOf("browser-a");
  const early = { ...there, registered: false, now: 9_999 };
  expect(claimBrowser(seat, ask("browser-b"), early)).toBe("phoneElsewhere");
  expect(claimBrowser(seat, ask("browser-b"), { ...early, now: 10_000 })).toMatchObject({ replaced: true });
});
