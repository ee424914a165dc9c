import type { DeskInteraction } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { Seat } from "./seat.ts";

const view = (interactionId: string) => ({ interactionId, answeredAt: 1 }) as DeskInteraction;

/** A seat in wrap-up after these chats and, at last, perhaps a call. */
function wrappingUp(chats: string[], call?: string): Seat {
  const seat = new Seat("a", 0);
  seat.enter("engaged", null, 1, null);
  for (const id of chats) {
    seat.chats.set(id, view(id));
    seat.wrapUp = view(id);
    seat.chatLeft(id);
  }
  if (call !== undefined) seat.wrapUp = view(call);
  seat.enter("wrapUp", null, 2, 30_000);
  return seat;
}

describe("what is to be classed", () => {
  it("AG-03 every chat that ended is classed on its own, in any order, and then the wrap-up is over", () => {
    for (const order of [
      ["x", "y"],
      ["y", "x"],
    ]) {
      const seat = wrappingUp(["x", "y"]);
      const left = order.map((id) => {
        seat.filed(id);
        return [seat.allFiled, [...seat.unfiled.keys()].length];
      });
      expect(left).toEqual([
        [false, 1],
        [true, 0],
      ]);
    }
  });

  it("AG-03 a call is classed beside the chats: the wrap-up ends with the last of all", () => {
    const seat = wrappingUp(["x"], "call");
    seat.filed("x");
    expect(seat.allFiled).toBe(false);
    seat.filed("call");
    expect(seat.allFiled).toBe(true);
  });

  it("AG-03 what nobody answered has nothing to be classed", () => {
    const seat = new Seat("a", 0);
    seat.chats.set("x", { ...view("x"), answeredAt: null });
    seat.chatLeft("x");
    expect(seat.unfiled.size).toBe(0);
  });
});
