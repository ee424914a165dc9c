import type { FlowProgram } from "@tellerline/flow";
import { expect, it } from "vitest";
import { liveFlows } from "./live-lines.ts";
import type { RunningInteraction } from "./running-interaction.ts";

const flow = (id: string, name: string) =>
  [`row-${id}`, { document: { id, name, version: 2 } } as unknown as FlowProgram] as const;
const at = (flowId: string, nodeId: string, since: number) =>
  ({ machine: { flowStep: { flowId, nodeId, label: nodeId.toUpperCase(), since } } }) as RunningInteraction;
const nowhere = { machine: {} } as RunningInteraction;

it("SV-01 callers are counted at their step of their flow, flows of the same name apart, the fullest first", () => {
  const flows = new Map([flow("a", "service"), flow("b", "service"), flow("c", "cards")]);
  const running = [at("b", "menu", 5), at("b", "wait", 9), at("b", "wait", 7), at("a", "menu", 3), nowhere];
  expect(liveFlows({ flows }, running).items).toEqual([
    {
      ...{ flowId: "row-b", name: "service", version: 2, count: 3 },
      steps: [
        { nodeId: "wait", label: "WAIT", count: 2, longestSince: 7 },
        { nodeId: "menu", label: "MENU", count: 1, longestSince: 5 },
      ],
    },
    {
      ...{ flowId: "row-a", name: "service", version: 2, count: 1 },
      steps: [{ nodeId: "menu", label: "MENU", count: 1, longestSince: 3 }],
    },
    { flowId: "row-c", name: "cards", version: 2, count: 0, steps: [] },
  ]);
});
