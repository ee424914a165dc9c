import { expect, it } from "vitest";
import { agent, InteractionStage, toFlow, toQueue } from "../centre/testing/interaction-stage.ts";
import type { InteractionEntry } from "../records/project-record.ts";
import { attach, attachRefusal, foldData } from "./attached-data.ts";

const by = { type: "attach", agentId: "a1", agentName: "李娜" } as const;

it("AG-06 only what is different is journalled, with who did it; the fold of the journal is what is attached", () => {
  const attributes: Record<string, string> = { service: "balance" };
  const events = attach(attributes, { ...by, set: { service: "balance", 订单号: "A-1", gone: null } });
  expect(events).toEqual([{ type: "attached", agentId: "a1", agentName: "李娜", name: "订单号", value: "A-1" }]);
  const more = attach(attributes, { ...by, set: { service: null } });
  const tagged = { type: "tagged", name: "service", value: "balance" } as const;
  const entries = [tagged, ...events, ...more].map((event, at) => ({ at, event })) as InteractionEntry[];
  const folded = foldData(entries);
  expect(folded.attributes).toEqual(attributes);
  expect(folded.changes.map(({ at, name, value, by: who }) => [at, name, value, who])).toEqual([
    [0, "service", "balance", null],
    [1, "订单号", "A-1", "李娜"],
    [2, "service", null, "李娜"],
  ]);
});

it("AG-06 names that objects have by nature are data like any other", () => {
  const attributes: Record<string, string> = {};
  expect(attach(attributes, { ...by, set: { constructor: "x" } })).toHaveLength(1);
  expect(attach(attributes, { ...by, set: { toString: null } })).toEqual([]);
});

it("AG-06 more than fifty pieces are refused whole", () => {
  const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, "v"]));
  expect(attachRefusal(attributes, { k0: "w" })).toBeUndefined();
  expect(attachRefusal(attributes, { k0: null, extra: "v" })).toBeUndefined();
  expect(attach(attributes, { ...by, set: { k0: "w", extra: "v" } })).toEqual([]);
  expect(attributes.k0).toBe("v");
});

it("AG-06 what an agent attached goes with the call into the queue; the next agent sees it before he answers", () => {
  const stage = new InteractionStage().talking("a");
  stage.feed({ ...by, set: { 工单: "T-77" } });
  expect(stage.journal().at(-1)).toMatchObject({ type: "attached", name: "工单", value: "T-77", agentName: "李娜" });
  stage.operate("a", { operation: "transfer", target: { kind: "queue", queueId: "q2" } }, toQueue);
  stage.feed({ type: "ring", agent: agent("b"), ringTimeoutMs: 20_000 });
  const view = stage.machine.deskView({ agentId: "b", browser: true, mayUnmask: false }, []);
  expect([view?.state, view?.answeredAt, view?.attributes]).toEqual(["offered", null, { 工单: "T-77" }]);
});

it("AG-06 it goes into another flow and out of it again; after the end nothing is attached any more", () => {
  const stage = new InteractionStage().talking("a");
  stage.feed({ ...by, set: { 工单: "T-77" } });
  stage.operate("a", { operation: "transfer", target: { kind: "flow", flowId: "survey" } }, toFlow("queues"));
  stage.event({ type: "playEnded", playerId: stage.command("play")?.playerId ?? "", by: "end" });
  stage.feed({ type: "ring", agent: agent("b"), ringTimeoutMs: 20_000 });
  const view = stage.machine.deskView({ agentId: "b", browser: true, mayUnmask: false }, []);
  expect([view?.state, view?.attributes]).toEqual(["offered", { 工单: "T-77" }]);
  stage.ends();
  const before = stage.journal().length;
  stage.feed({ ...by, set: { late: "x" } });
  expect(stage.journal()).toHaveLength(before);
});
