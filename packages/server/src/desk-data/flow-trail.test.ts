import { describe, expect, it } from "vitest";
import { InteractionStage, waits } from "../centre/testing/interaction-stage.ts";
import { FlowTrail } from "./flow-trail.ts";

type Document = ConstructorParameters<typeof FlowTrail>[0];

const document = {
  nodes: {
    welcome: { kind: "play" },
    menu: { kind: "menu" },
    account: { kind: "collect", variable: "account" },
    birthday: { kind: "collect", variable: "birthday" },
    password: { kind: "collectSecret" },
    bank: { kind: "business" },
    wait: { kind: "queue" },
  },
  variables: { account: { type: "string" }, birthday: { type: "string", private: true } },
} as unknown as Document;

function pressed(...digits: string[]): FlowTrail {
  const trail = new FlowTrail(document);
  for (const digit of digits) trail.pressed(digit);
  return trail;
}

describe("the trail of a flow", () => {
  it("AG-06 tells what was pressed at menus and collects, and what was heard; values said are not spelt out", () => {
    const trail = pressed("3", "1");
    trail.heard([{ prompt: "main-menu" }, { fragments: ["digit-1", "yuan"] }]);
    expect(trail.step("menu", "1")).toEqual({ digits: "31", prompts: ["main-menu", "…"] });
    expect(trail.step("menu", "1")).toEqual({});
    expect(pressed("1", "0", "0").step("account", "next")).toEqual({ digits: "100" });
  });

  it("AG-06 secret and private digits are dots, whichever way the step is left", () => {
    const trail = pressed();
    trail.captured(6);
    expect(trail.step("password", "next")).toEqual({ digits: "••••••" });
    expect(trail.step("password", "timeout")).toEqual({});
    for (const exit of ["next", "invalid", "callerGone"])
      expect(pressed("1", "9", "8", "0").step("birthday", exit)).toEqual({ digits: "••••" });
  });

  it("AG-06 a password typed too early is told nowhere: over a prompt, while the bank is asked, in the queue", () => {
    const trail = pressed("1");
    expect(trail.step("welcome", "next")).toEqual({});
    expect(trail.step("password", "next")).toEqual({});
    for (const early of ["bank", "wait"]) {
      const typed = pressed("1", "2", "3", "4", "5", "6");
      expect(typed.step(early, "timeout")).toEqual({});
      expect(typed.step("menu", "noInput")).toEqual({});
    }
    expect(pressed("7", "9").step("wait", "9")).toEqual({ digits: "9" });
  });

  it("AG-06 a digit over a prompt counts for the menu after it", () => {
    const trail = pressed("2");
    expect(trail.step("welcome", "next")).toEqual({});
    expect(trail.step("menu", "2")).toEqual({ digits: "2" });
  });

  it("AG-06 the desk shows the step with its digit and prompts, the journal keeps it", () => {
    const menu = {
      menu: {
        ...{ kind: "menu", label: "menu", prompts: [{ prompt: "main-menu" }], retries: 0, choices: { "1": "wait" } },
        exits: { noInput: "bye", invalid: "bye" },
      },
      wait: waits,
    };
    const stage = new InteractionStage({ nodes: menu, first: "menu" });
    stage.event({ type: "customerAnswered" });
    stage.event({ type: "digit", partyId: "customer", digit: "1" });
    const step = { nodeId: "menu", label: "menu", exit: "1", digits: "1", prompts: ["main-menu"] };
    expect(stage.state.path).toMatchObject([step]);
    expect(stage.journal()).toContainEqual({ type: "flowStep", ...step });
  });
});
