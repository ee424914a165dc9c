import { inspect } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  assert,
  Deadlines,
  InvariantError,
  newId,
  randomExponential,
  randomInteger,
  SeededRandom,
  Sensitive,
} from "./index.ts";

it("DL-1 deadlines come out in order of time, whatever was set, moved and cleared", () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 20 }), at: fc.option(fc.integer({ min: 0, max: 1000 })) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new Deadlines<number>();
      const model = new Map<number, number>();
      for (const { key, at } of steps) {
        if (at === null) {
          heap.clear(key);
          model.delete(key);
        } else {
          heap.set(key, at);
          model.set(key, at);
        }
        expect(heap.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
        expect(heap.size).toBe(model.size);
        expect(heap.get(key)).toBe(model.get(key));
      }
      const times: number[] = [];
      for (let due = heap.takeDue(500); due !== undefined; due = heap.takeDue(500))
        times.push(model.get(due) as number);
      expect(times).toEqual([...model.values()].filter((at) => at <= 500).toSorted((a, b) => a - b));
    }),
  );
});

it("RN-1 a seed gives one sequence, evenly spread", () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 1000 }, () => random.next());
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const random = new SeededRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 100_000; n++) counts[randomInteger(random, 10)] = (counts[randomInteger(random, 10)] ?? 0) + 1;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(600);
  const mean = Array.from({ length: 50_000 }, () => randomExponential(random, 3)).reduce((a, b) => a + b) / 50_000;
  expect(Math.abs(mean - 3)).toBeLessThan(0.1);
});

it("ID-1 ids are UUIDs of version 7 that sort by time", () => {
  const random = new SeededRandom(3);
  const ids = Array.from({ length: 200 }, (_, n) => newId(1_700_000_000_000 + n, random));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(200);
});

it("SE-02 a sensitive value prints as dots, however it is printed", () => {
  const secret = new Sensitive("13800138000");
  for (const text of [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9 })]) {
    expect(text).toContain("•••");
    expect(text).not.toContain("138");
  }
  expect(secret.reveal()).toBe("13800138000");
});

it("AS-0 a broken rule is an InvariantError that names it", () => {
  expect(() => assert(false, "AG-1: one offer at a time")).toThrow(InvariantError);
  expect(() => assert(true, "x")).not.toThrow();
});
