import { describe, expect, it } from "vitest";
import { fieldPath } from "./collection-spec.ts";
import { flowNodes } from "./flow-nodes.ts";

describe("administration", () => {
  it("a field named by the server is found in the form", () => {
    expect(fieldPath("name")).toEqual(["name"]);
    expect(fieldPath("agent.skills.0.level")).toEqual(["agent", "skills", 0, "level"]);
    expect(fieldPath("addresses[1]")).toEqual(["addresses", 1]);
  });

  it("nodes of a flow come in the order of a call, each exit once, loops and loose nodes included", () => {
    const rows = flowNodes({
      start: "hello",
      nodes: {
        loose: { kind: "hangup" },
        menu: { kind: "menu", choices: { "1": "end", "9": "menu" }, exits: { noInput: "hello" } },
        end: { kind: "hangup", label: "Good-bye" },
        hello: { kind: "play", exits: { next: "menu" } },
      },
    });
    expect(rows.map((row) => row.id)).toEqual(["hello", "menu", "end", "loose"]);
    expect(rows[0]?.isStart).toBe(true);
    expect(rows[1]?.exits).toEqual([
      { name: "1", to: "Good-bye" },
      { name: "9", to: "menu" },
      { name: "noInput", to: "hello" },
    ]);
    expect(flowNodes({})).toEqual([]);
  });
});
