import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyedHeap, newSeat, type WriteKeys } from "./keyed-heap.ts";

describe("KeyedHeap", () => {
  it("SE-1 finds what a sorted list finds, whoever comes and goes", () => {
    const step = fc.record({
      remove: fc.boolean(),
      value: fc.integer({ min: 0, max: 50 }),
      multiple: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const write: WriteKeys<{ key: number; order: number }> = ({ key, order }, keys, at) => {
          keys[at] = key;
          keys[at + 1] = order;
          keys[at + 2] = key;
        };
        const heap = new KeyedHeap(2, write, true);
        const model: ReturnType<typeof newSeat<{ key: number; order: number }>>[] = [];
        for (const [order, { remove, value, multiple }] of steps.entries()) {
          if (remove && model.length > 0) {
            const [seat] = model.splice(value % model.length, 1);
            if (seat !== undefined) heap.remove(seat);
          } else {
            const seat = newSeat({ key: value, order });
            model.push(seat);
            heap.add(seat);
            const changed = model[value % model.length];
            if (changed !== undefined) {
              changed.value.key = multiple * 9;
              heap.rewrite(changed);
            }
          }
          model.sort((a, b) => a.value.key - b.value.key || a.value.order - b.value.order);
          const accept = ({ key }: { key: number }) => key % multiple === 0;
          const place = model.findIndex((seat) => accept(seat.value));
          const found = heap.find(accept);
          const byTag = heap.find(
            () => true,
            (tag) => tag % multiple === 0,
          );
          const bound = [multiple * 7, 0];
          const before = model.find((seat) => accept(seat.value) && seat.value.key < multiple * 7);
          expect(heap.firstBefore(bound, accept)).toBe(before?.value);
          expect(heap.firstBefore(undefined, accept)).toBe(model[place]?.value);
          expect(byTag).toEqual(found);
          expect(heap.size).toBe(model.length);
          expect(heap.firstKey()).toBe(model[0]?.value.key);
          expect(heap.first()).toBe(model[0]?.value);
          expect(found?.value).toBe(model[place]?.value);
          expect(found?.runnerUp).toBe(model.slice(place + 1).find((seat) => accept(seat.value))?.value);
        }
      }),
    );
  });
});
