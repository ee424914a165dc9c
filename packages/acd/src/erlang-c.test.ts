import { describe, expect, it } from "vitest";
import { erlangC } from "./erlang-c.ts";

describe("Erlang C", () => {
  it("RT-14 100 calls in half an hour of 180 s with 14 agents", () => {
    const answer = erlangC({ arrivalsPerSecond: 100 / 1800, handleSeconds: 180, agents: 14 }, 20);
    expect(answer?.waits.toFixed(7)).toBe("0.1741319");
    expect(answer?.serviceLevel.toFixed(7)).toBe("0.8883500");
    expect(answer?.averageWaitSeconds.toFixed(7)).toBe("7.8359370");
  });

  it("RT-14 has no answer for a queue that grows without end", () => {
    expect(erlangC({ arrivalsPerSecond: 1, handleSeconds: 10, agents: 10 }, 20)).toBeUndefined();
  });
});
