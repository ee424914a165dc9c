import { readFileSync } from "node:fs";
import { type Operation, operationSchema } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { allowedOperations } from "./allowed-operations.ts";
import { agent, InteractionStage, toAgent, toFlow } from "./testing/interaction-stage.ts";

const consultB = { operation: "consult", target: { kind: "agent", agentId: "b" } } as const;
const transferB = { operation: "transfer", target: { kind: "agent", agentId: "b" } } as const;

function offered(): InteractionStage {
  const stage = new InteractionStage().queued();
  stage.feed({ type: "ring", agent: agent("a"), ringTimeoutMs: 12_000 });
  return stage;
}

function answered(): InteractionStage {
  const stage = offered();
  stage.answers("a");
  return stage;
}

function doing(...steps: ((stage: InteractionStage) => void)[]): InteractionStage {
  const stage = new InteractionStage().talking();
  for (const step of steps) step(stage);
  return stage;
}

const hold = (stage: InteractionStage) => stage.event({ type: "held", by: stage.partyId("a") });
const mute = (stage: InteractionStage) => stage.operate("a", { operation: "mute" });
const rings = (stage: InteractionStage) => stage.operate("a", consultB, toAgent("b"));
const three = (stage: InteractionStage) => stage.operate("a", { operation: "threeWay" });
const sends = (stage: InteractionStage) => stage.operate("a", transferB, toAgent("b"));

function dialling(): InteractionStage {
  const { target } = agent("x");
  const dial = { agentId: "a", agentName: "A", agentTarget: target, autoAnswer: true };
  return new InteractionStage({ dialling: { ...dial, other: { label: "X", target } } });
}

function dialled(): InteractionStage {
  const stage = dialling();
  stage.answers("a");
  return stage;
}

const invites = (stage: InteractionStage) =>
  stage.operate("a", { operation: "addParty", target: { kind: "agent", agentId: "b" } }, toAgent("b"));
const suspends = (stage: InteractionStage) =>
  stage.operate("a", { operation: "suspend", target: { kind: "flow", flowId: "f" } }, toFlow());
const sendings = ["consult", "transfer", "transferOnAnswer", "suspend"] as const;
const rung: Operation[] = ["answer", "reject"];

/** [state, stage, what agent a may do, what agent b may do]; both with browser phones. */
const table: [string, () => InteractionStage, Operation[], Operation[]][] = [
  ["queue", () => new InteractionStage().queued(), [], []],
  ["offered", offered, ["answer", "reject"], []],
  ["answered, not assigned", answered, ["hangUp", "mute"], []],
  ["dialling", dialling, ["hangUp"], []],
  ["dialled, the other side rings", dialled, ["hangUp"], []],
  [
    "talk",
    () => doing(),
    ["hangUp", "hold", "holdPublicly", "mute", ...sendings, "addParty", "sendDigits", "playFile"],
    [],
  ],
  [
    "talk, muted",
    () => doing(mute),
    ["hangUp", "hold", "holdPublicly", "unmute", ...sendings, "addParty", "sendDigits", "playFile"],
    [],
  ],
  [
    "talk, b is invited",
    () => doing(invites),
    ["hangUp", "mute", "addParty", "dropParty", "sendDigits", "playFile"],
    rung,
  ],
  ["hold", () => doing(hold), ["hangUp", "retrieve", "consult", "transfer", "transferOnAnswer"], []],
  ["suspended", () => doing(suspends), ["hangUp", "retrieve"], []],
  ["consult, b rings", () => doing(rings), ["cancelConsult"], ["answer", "reject"]],
  [
    "consult",
    () => new InteractionStage().consulting(),
    ["alternate", "completeTransfer", "cancelConsult", "threeWay", "mute", "sendDigits"],
    ["hangUp", "mute"],
  ],
  [
    "threeWay",
    () => {
      const stage = new InteractionStage().consulting();
      three(stage);
      return stage;
    },
    ["hangUp", "mute", "completeTransfer", "addParty", "dropParty", "sendDigits", "playFile"],
    ["hangUp", "mute"],
  ],
  ["transferred, b rings", () => doing(sends), [], ["answer", "reject"]],
  ["phone lost", () => doing((stage) => stage.leaves("a", "lost")), ["hangUp"], []],
  ["ended", () => doing((stage) => stage.ends()), [], []],
];

describe("the softphone bar", () => {
  it.each(table)("IN-16 AG-01 %s", (_name, make, ofA, ofB) => {
    const { state } = make();
    expect(allowedOperations(state, "a", true)).toEqual(ofA);
    expect(allowedOperations(state, "b", true)).toEqual(ofB);
    expect(allowedOperations(state, "stranger", true)).toEqual([]);
  });

  it("IN-16 a SIP phone is answered at the phone; the page can only reject", () => {
    expect(allowedOperations(offered().state, "a", false)).toEqual(["reject"]);
  });

  it.each([
    ["onDemand", ["startRecording"]],
    ["none", ["startRecording"]],
    ["all", []],
  ] as const)("SW-09 recording %s: what the agent may do about it", (recording, extra) => {
    const { state } = doing();
    const queue = state.queue === undefined ? undefined : { ...state.queue, recording };
    const shown = { ...state, queue, recording: undefined };
    const more = allowedOperations(shown, "a", true).filter((operation) => operation.endsWith("Recording"));
    expect(more).toEqual(extra);
    const running = { ...shown, recording: { recordingId: "r", state: "on" as const } };
    expect(allowedOperations(running, "a", true).includes("stopRecording")).toBe(recording !== "all");
  });

  it("SW-05 AG-02 every operation is possible in some state, and docs/operations.md tells when and what happens", () => {
    const page = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8");
    const documented = page.split("\n").flatMap((line) => /^\| ([^|]+) \|/.exec(line)?.[1]?.split(/\W+/) ?? []);
    // Of a recording and of the wrap-up the test below and the desk's own state decide.
    const elsewhere = ["stopFile", "startRecording", "stopRecording", "endWrapUp"];
    const possible = new Set<string>([...table.flatMap(([, , ofA, ofB]) => [...ofA, ...ofB]), ...elsewhere]);
    expect(operationSchema.options.filter((operation) => !documented.includes(operation))).toEqual([]);
    expect(operationSchema.options.filter((operation) => !possible.has(operation))).toEqual([]);
  });

  it("IN-16 what is listed changes something, in every state of the table", () => {
    for (const [name, make, ofA] of table) {
      for (const operation of ofA) {
        if (operation === "answer") continue;
        const stage = make();
        // To three-way and invitation the other one is B.
        const more = { digits: "1", legId: stage.partyId("b"), fileId: "risk-disclosure" };
        const target = operation === "suspend" ? toFlow() : toAgent("c");
        stage.operate("a", { operation, ...more } as never, target);
        expect([name, operation, stage.last.length > 0]).toEqual([name, operation, true]);
      }
    }
  });
});
