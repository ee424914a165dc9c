import { VirtualScheduler } from "@tellerline/testkit";
import { expect, it } from "vitest";
import { type Machine, Runner, type Timeout } from "./machine.ts";

type Input = { type: "ring"; times: number };
type Output = { type: "tick"; at: number };

/** Ticks every 100 ms, as often as it was told. */
class Bell implements Machine<Input, Output> {
  #left = 0;
  #next: number | undefined;

  handle(input: Input | Timeout, now: number): Output[] {
    if (input.type === "ring") this.#left += input.times;
    else this.#left--;
    this.#next = this.#left > 0 ? now + 100 : undefined;
    return input.type === "timeout" ? [{ type: "tick", at: now }] : [];
  }

  nextTimeout(): number | undefined {
    return this.#next;
  }
}

it("MA-1 the runner keeps the timer armed and hands time in", () => {
  const time = new VirtualScheduler(0);
  const ticks: number[] = [];
  const runner = new Runner(new Bell(), time, (output) => ticks.push(output.at));
  runner.handle({ type: "ring", times: 3 });
  time.advance(250);
  expect(ticks).toEqual([100, 200]);
  runner.stop();
  time.advance(1000);
  expect(ticks).toEqual([100, 200]);
});

it("MA-2 what an output feeds back waits until the outputs at hand are done", () => {
  const order: string[] = [];
  const machine: Machine<{ type: "a" | "b" }, string> = {
    handle: (input) => (input.type === "a" ? ["a1", "a2"] : ["b1"]),
    nextTimeout: () => undefined,
  };
  const runner: Runner<{ type: "a" | "b" }, string> = new Runner(machine, new VirtualScheduler(), (output) => {
    order.push(output);
    if (output === "a1") runner.handle({ type: "b" });
  });
  runner.handle({ type: "a" });
  expect(order).toEqual(["a1", "a2", "b1"]);
});

it("MA-3 a shell that throws does not leave the runner deaf", () => {
  let fail = true;
  const seen: string[] = [];
  const machine: Machine<{ type: "x" }, string> = { handle: () => ["out"], nextTimeout: () => undefined };
  const runner = new Runner(machine, new VirtualScheduler(), (output) => {
    if (fail) throw new Error("boom");
    seen.push(output);
  });
  expect(() => runner.handle({ type: "x" })).toThrow("boom");
  fail = false;
  runner.handle({ type: "x" });
  expect(seen).toEqual(["out"]);
});
