import type { DeskNotice } from "@tellerline/sdk";
import { describe, expect, it } from "vitest";
import { audienceOf, audienceText } from "./audience-text.ts";
import { stateOf } from "./notice-state.ts";
import { pressing, threadOf, untilNext } from "./reading.ts";

const notice = (id: string, parts: Partial<DeskNotice>) =>
  ({ id, urgency: "normal", mustConfirm: false, readAt: null, ...parts }) as DeskNotice;

describe("what is to be read", () => {
  it("AG-07 urgent notices and those that want a receipt press, until they are read", () => {
    const notices = [
      notice("plain", {}),
      notice("urgent", { urgency: "urgent" }),
      notice("receipt", { mustConfirm: true }),
      notice("done", { urgency: "urgent", mustConfirm: true, readAt: 1 }),
    ];
    expect(pressing(notices).map(({ id }) => id)).toEqual(["urgent", "receipt"]);
  });

  it("AG-07 notices are asked for again when the next one begins or ends, however far that is", () => {
    expect(untilNext(null, 0)).toBe(false);
    expect(untilNext(61_000, 1000)).toBe(60_250);
    expect(untilNext(500, 1000)).toBe(1000);
    expect(untilNext(1e12, 0)).toBe(3_600_000);
  });

  it("AG-07 a message is in the thread with the other side, or of the team", () => {
    const said = { id: "1", at: 1, fromAgentId: "li", fromName: "李", text: "?" };
    const toZhang = { ...said, to: { kind: "agent" as const, agentId: "zhang" } };
    expect(threadOf(toZhang, "li")).toEqual({ kind: "agent", agentId: "zhang" });
    expect(threadOf(toZhang, "zhang")).toEqual({ kind: "agent", agentId: "li" });
    expect(threadOf({ ...said, to: { kind: "team", team: "A" } }, "zhang")).toEqual({ kind: "team", team: "A" });
  });
});

describe("what is published", () => {
  it("SV-10 an audience comes back from the list of choices as it was, whatever a team is called", () => {
    for (const audience of [
      { kind: "all" as const },
      { kind: "team" as const, team: "queue 一组 A" },
      { kind: "queue" as const, queueId: "q1" },
    ])
      expect(audienceOf(audienceText(audience))).toEqual(audience);
  });

  it("SV-10 a notice is coming, holds, is over, or was withdrawn", () => {
    const at = (now: number, withdrawnAt: number | null = null) =>
      stateOf({ validFrom: 10, validUntil: 20, withdrawnAt }, now);
    expect([at(9), at(10), at(19), at(20), at(15, 12)]).toEqual(["coming", "holds", "holds", "over", "withdrawn"]);
  });
});
