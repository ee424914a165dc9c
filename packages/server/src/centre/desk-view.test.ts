import { describe, expect, it } from "vitest";
import { deskView } from "./desk-view.ts";
import { maskNumber } from "./mask-number.ts";
import { agent, InteractionStage, toAgent } from "./testing/interaction-stage.ts";

const viewer = (agentId: string, mayUnmask = false) => ({ agentId, browser: true, mayUnmask });
const view = (stage: InteractionStage, agentId = "a", mayUnmask = false) =>
  deskView(stage.state, viewer(agentId, mayUnmask), []);

describe("an interaction on a desk", () => {
  it("AG-04 before the answer: who calls, whereto, his way through the flow, how long he waited", () => {
    const stage = new InteractionStage().queued();
    stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 }, 7_000);
    expect(view(stage)).toMatchObject({
      ...{ state: "offered", kind: "inbound", customerNumber: "138****8000", dialledNumber: "95500" },
      ...{ queueName: "service", waitedMs: 7_000, answeredAt: null, recording: "off", allowed: ["answer", "reject"] },
    });
    expect(view(stage, "b")).toBeUndefined();
  });

  it("SE-03 the number is shown whole only to who may see it, on every party", () => {
    const stage = new InteractionStage().talking();
    expect(JSON.stringify(view(stage))).not.toContain("13800138000");
    expect(view(stage, "a", true)?.customerNumber).toBe("13800138000");
    expect(view(stage, "a", true)?.parties[0]?.label).toBe("13800138000");
  });

  it.each([
    ["13800138000", "138****8000"],
    ["+8613800138000", "+86*******8000"],
    ["95500", "95500"],
    ["1234567", "12**4567"],
    ["", ""],
  ])("SE-03 %s is masked as %s", (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });

  it("AG-01 talk, hold, consultation, three-way as agent and consulted colleague see them", () => {
    const stage = new InteractionStage().talking();
    expect(view(stage)?.state).toBe("connected");
    stage.event({ type: "held", by: stage.partyId("a") });
    expect(view(stage)?.state).toBe("held");
    expect(view(stage)?.parties.map((party) => party.state)).toEqual(["held", "connected"]);
    stage.operate("a", { operation: "consult", target: { kind: "agent", agentId: "b" } }, toAgent("b"));
    expect(view(stage, "b")).toMatchObject({ state: "offered", kind: "consultation" });
    stage.answers("b");
    expect(view(stage)?.state).toBe("consulting");
    expect(view(stage)?.parties.map((party) => party.state)).toEqual(["held", "connected", "connected"]);
    stage.operate("a", { operation: "alternate" });
    expect(view(stage)?.parties.map((party) => party.state)).toEqual(["connected", "connected", "held"]);
    stage.operate("a", { operation: "threeWay" });
    expect([view(stage)?.state, view(stage, "b")?.state]).toEqual(["conference", "conference"]);
    stage.operate("a", { operation: "completeTransfer" });
    expect(view(stage)).toBeUndefined();
    expect(view(stage, "b")).toMatchObject({ state: "connected", kind: "inbound" });
  });

  it("IN-9 while his phone is lost the agent keeps the interaction on his desk", () => {
    const stage = new InteractionStage().talking();
    stage.leaves("a", "lost");
    expect(view(stage)).toMatchObject({ state: "held", allowed: ["hangUp"] });
    expect(view(stage)?.parties.map((party) => party.state)).toEqual(["connected", "ended"]);
  });
});
