import { describe, expect, it } from "vitest";
import { checkFlow, type Finding } from "./flow-check.ts";
import { flowJsonSchema } from "./flow-document.ts";

const bye = { kind: "hangup" };
const play = (next: string) => ({ kind: "play", items: [{ prompt: "hi" }], exits: { next } });
const menu = (choices: Record<string, string>) => ({ kind: "menu", prompts: [{ prompt: "ask" }], choices, exits: {} });
const base = { format: "tellerline/flow/1", id: "f", name: "F", version: 1, languages: ["zh-CN"], onError: "bye" };

function check(nodes: Record<string, object>, more: object = {}, surroundings = {}): Finding[] {
  return checkFlow({ ...base, start: "start", nodes: { ...nodes, bye }, ...more }, surroundings).findings;
}

const of = (findings: Finding[]) => findings.map(({ code, nodeId, place }) => [code, nodeId, place]);

describe("the checker", () => {
  it("FW-C1 a sound flow has no findings", () => {
    expect(check({ start: play("bye") })).toEqual([]);
  });

  it.each([
    [undefined],
    [null],
    ["x"],
    [{}],
    [{ ...base, start: "s", nodes: { s: { kind: "goto" } } }],
    [{ ...base, start: "s", nodes: { s: { ...play("s"), extra: 1 } } }],
  ])("FW-C1 %j is malformed, told with its place", (document) => {
    const { findings, document: parsed } = checkFlow(document);
    expect(parsed).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ code, severity }) => code === "malformed" && severity === "error")).toBe(true);
  });

  it("FW-C2 an exit to nowhere", () => {
    expect(of(check({ start: play("none") }))).toEqual([["unknownNode", "start", "exits.next"]]);
  });

  it("FW-C2 a start or an error node that is none", () => {
    const findings = check({ start: play("bye") }, { onError: "none" });
    expect(of(findings)).toEqual([["unknownNode", undefined, "onError"]]);
  });

  it("FW-C3 a node nobody reaches is a warning", () => {
    const findings = check({ start: play("bye"), alone: play("bye") });
    expect(findings).toMatchObject([{ code: "unreachable", nodeId: "alone", severity: "warning" }]);
  });

  it("FW-C4 a circle of prompts without an end", () => {
    const nodes = { start: play("again"), again: play("start") };
    const findings = check(nodes, { onError: "start", nodes });
    expect(of(findings)).toEqual([
      ["noEnd", "start", "exits"],
      ["noEnd", "again", "exits"],
    ]);
  });

  it("FW-C5 a loop that waits for nothing", () => {
    const variables = { n: { type: "int" } };
    const count = { kind: "set", assign: { n: "n + 1" }, exits: { next: "again" } };
    const again = { kind: "branch", cases: [{ when: "n < 3", to: "start" }], exits: { else: "bye" } };
    const findings = check({ start: count, again }, { variables });
    expect(of(findings)).toEqual([
      ["endlessLoop", "start", "exits"],
      ["endlessLoop", "again", "exits"],
    ]);
  });

  it("FW-C6 menus deeper than four; the way back to the main menu is no depth", () => {
    const nodes = {
      start: menu({ 1: "m2" }),
      m2: menu({ 1: "m3", 0: "start" }),
      m3: menu({ 1: "m4", 0: "start" }),
      m4: menu({ 1: "m5", 0: "start" }),
      m5: menu({ 1: "bye", 0: "start" }),
    };
    expect(of(check(nodes))).toEqual([["menuTooDeep", "m5", ""]]);
  });

  it("FW-C7 a prompt missing in one language", () => {
    const prompts = { "zh-CN": new Set(["hi"]), "en-US": new Set<string>() };
    const findings = check({ start: play("bye") }, { languages: ["zh-CN", "en-US"] }, { prompts });
    expect(findings).toMatchObject([{ code: "unknownPrompt", nodeId: "start", place: "items.0.prompt" }]);
    expect(findings[0]?.message).toContain("en-US");
  });

  it.each([
    ["nobody > 1", "unknownVariable"],
    ["1 +", "badExpression"],
    ["caller + 1 == 2", "badExpression"],
    ["caller", "badExpression"],
  ])("FW-C8 the condition %s is %s", (when, code) => {
    const start = { kind: "branch", cases: [{ when, to: "bye" }], exits: { else: "bye" } };
    expect(of(check({ start }))).toEqual([[code, "start", "cases.0.when"]]);
  });

  it("FW-C8 a value of another type than its variable", () => {
    const start = { kind: "set", assign: { n: '"a"', none: "1" }, exits: { next: "bye" } };
    expect(of(check({ start }, { variables: { n: { type: "int" } } }))).toEqual([
      ["badExpression", "start", "assign.n"],
      ["unknownVariable", "start", "assign.none"],
    ]);
  });

  it("FW-C9 a secret nobody collects, an unknown operation, an unknown queue", () => {
    const start = { kind: "business", operation: "pay", secrets: ["pin"], exits: { ok: "queue" } };
    const queue = { kind: "queue", queueId: "none", waiting: { music: "music" }, exits: {} };
    const surroundings = { operations: new Set(["balance"]), queues: new Set(["service"]) };
    expect(check({ start, queue }, {}, surroundings).map(({ code }) => code)).toEqual([
      "unknownOperation",
      "unknownSecret",
      "unknownQueue",
    ]);
  });

  it("RT-09 a key for a call-back is no choice as well, and something is said then", () => {
    const queue = {
      ...{ kind: "queue", label: "q", queueId: "service", waiting: { music: "hello" }, callBackKey: "1" },
      ...{ choices: { 1: "bye" }, exits: {} },
    };
    expect(check({ start: queue }).map(({ code }) => code)).toEqual(["keyTwice", "missingExit"]);
    const right = { ...queue, choices: {}, exits: { calledBack: "bye" } };
    expect(check({ start: right })).toEqual([]);
  });

  it("FL-01 the JSON Schema is published", () => {
    expect(flowJsonSchema()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Tellerline flow",
    });
  });
});
