import type { Desk, DeskInteraction } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { callEvents } from "./bar-events.ts";
import { barButtons, operationNow } from "./call-on-desk.ts";

function call(state: DeskInteraction["state"], changes: Partial<DeskInteraction> = {}): DeskInteraction {
  return {
    ...{ interactionId: "one", channel: "voice", kind: "inbound", state, customerNumber: "138****8000" },
    ...{ customerName: "王芳", dialledNumber: "95500", queueName: "人工", language: "zh-CN", startedAt: 1 },
    ...{ offeredAt: 2, answeredAt: null, waitedMs: 1, wrapUpEndsAt: null, recording: "off", muted: false },
    ...{ attributes: { card: "尾号 1234" }, path: [], previous: [], parties: [], allowed: ["answer"] },
    ...changes,
  };
}

const desk = (...interactions: DeskInteraction[]): Desk => ({
  ...{ agentId: "agent", state: "ready", reason: null, since: 0, nextState: null, terminal: { kind: "browser" } },
  ...{
    terminalOnline: true,
    browserPhone: null,
    locked: false,
    forced: null,
    screenWatched: false,
    interactions,
    capacity: { voice: 1, chat: 0 },
  },
  today: { handled: 0, missed: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
});

const told = (...steps: (Desk | undefined)[]) =>
  steps.slice(1).flatMap((after, index) => callEvents(steps[index], after).map(({ name, detail }) => [name, detail]));
const names = (...steps: (Desk | undefined)[]) => told(...steps).map(([name]) => name);

describe("what a page is told", () => {
  it("AG-10 a call rings, is answered, held, and ends once, each with the data of the interaction", () => {
    const life = [desk(), desk(call("offered")), desk(call("connected")), desk(call("held")), desk(call("wrapUp"))];
    expect(names(...life, desk())).toEqual(["ringing", "answered", "ended"]);
    for (const [, detail] of told(...life))
      expect(detail).toMatchObject({ interactionId: "one", data: { card: "尾号 1234" } });
    expect(told(...life).at(-1)?.[1]).toMatchObject({ wasAnswered: true });
  });

  it("AG-10 a call that goes away while it rings has ended unanswered", () => {
    expect(told(desk(call("offered")), desk())).toEqual([["ended", expect.objectContaining({ wasAnswered: false })]]);
  });

  it("AG-10 a page that comes in the middle of a call learns it, and nothing of a chat or of an old wrap-up", () => {
    expect(names(undefined, desk(call("connected")))).toEqual(["answered"]);
    expect(names(undefined, desk(call("wrapUp")))).toEqual([]);
    expect(names(desk(), desk(call("connected", { channel: "chat" })))).toEqual([]);
  });

  it("AG-10 the end of one call is told before the next one rings", () => {
    const [first, second] = [call("connected"), call("offered", { interactionId: "two" })];
    expect(names(desk(first), desk(second))).toEqual(["ended", "ringing"]);
  });

  it("AG-10 AG-02 a button offers what is possible now, and of a pair the one that is", () => {
    const hold = barButtons.find(({ action }) => action === "hold");
    if (hold === undefined) throw new Error("no button to hold");
    expect(operationNow(hold, ["hold"])).toEqual({ operation: "hold", possible: true });
    expect(operationNow(hold, ["retrieve"])).toEqual({ operation: "retrieve", possible: true });
    expect(operationNow(hold, [])).toEqual({ operation: "hold", possible: false });
  });
});
