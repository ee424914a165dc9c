import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newSeat, SeatHeap } from "./seat-heap.ts";

describe("SeatHeap", () => {
  it("SE-1 finds what a sorted list finds, whoever comes and goes", () => {
    const step = fc.record({
      remove: fc.boolean(),
      value: fc.integer({ min: 0, max: 50 }),
      multiple: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = new SeatHeap<{ key: number; order: number }>((a, b) => a.key - b.key || a.order - b.order);
        const model: ReturnType<typeof newSeat<{ key: number; order: number }>>[] = [];
        for (const [order, { remove, value, multiple }] of steps.entries()) {
          if (remove && model.length > 0) {
            const [seat] = model.splice(value % model.length, 1);
            if (seat !== undefined) heap.remove(seat);
          } else {
            const seat = newSeat({ key: value, order });
            model.push(seat);
            heap.add(seat);
          }
          model.sort((a, b) => a.value.key - b.value.key || a.value.order - b.value.order);
          const accept = ({ key }: { key: number }) => key % multiple === 0;
          const place = model.findIndex((seat) => accept(seat.value));
          const found = heap.find(accept);
          expect(heap.size).toBe(model.length);
          expect(heap.first()).toBe(model[0]?.value);
          expect(found?.value).toBe(model[place]?.value);
          expect(found?.runnerUp).toBe(model.slice(place + 1).find((seat) => accept(seat.value))?.value);
        }
      }),
    );
  });
});
