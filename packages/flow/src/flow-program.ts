// A checked document ready to run: shared by all its runs, its expressions parsed once.

import { type Evaluation, Expressions } from "./expressions.ts";
import { type CheckResult, checkFlow, type FlowSurroundings } from "./flow-check.ts";
import type { FlowDocument, FlowItem } from "./flow-document.ts";
import type { FlowValue, SpokenItem } from "./flow-messages.ts";
import { say } from "./say.ts";

export interface FlowProgram {
  readonly document: FlowDocument;
  readonly expressions: Expressions;
}

/** The program, if the checker finds no error; its findings in any case. */
export function compileFlow(
  document: unknown,
  surroundings: FlowSurroundings = {},
): { program?: FlowProgram; findings: CheckResult["findings"] } {
  const { document: checked, findings } = checkFlow(document, surroundings);
  if (checked === undefined || findings.some((finding) => finding.severity === "error")) return { findings };
  return { program: { document: checked, expressions: new Expressions(checked.variables) }, findings };
}

/** A flow that cannot run; `findings` says why. */
export class FlowError extends Error {
  readonly code = "flowNotSound";
  readonly findings: CheckResult["findings"];

  constructor(findings: CheckResult["findings"]) {
    const [first] = findings.filter((finding) => finding.severity === "error");
    super(`the flow cannot run: ${first?.nodeId ?? "document"} ${first?.place}: ${first?.message}`);
    this.findings = findings;
  }
}

/** The program of a document that was checked before it was published; throws FlowError if it is not sound after all. */
export function parseFlow(document: unknown): FlowProgram {
  const { program, findings } = compileFlow(document);
  if (program === undefined) throw new FlowError(findings);
  return program;
}

/** What is to be heard of `items` now; undefined when a value cannot be said. */
export function speak(
  { expressions }: FlowProgram,
  items: readonly FlowItem[],
  language: string,
  variables: Readonly<Record<string, FlowValue>>,
): SpokenItem[] | undefined {
  const spoken: SpokenItem[] = [];
  for (const item of items) {
    if (item.when !== undefined) {
      const holds = expressions.evaluate(item.when, variables);
      if (!holds.ok) return undefined;
      if (holds.value !== true) continue;
    }
    if ("prompt" in item) {
      spoken.push({ prompt: item.prompt });
      continue;
    }
    const value: Evaluation = expressions.evaluate(item.value, variables);
    const fragments = value.ok ? say(language, item.say, value.value) : undefined;
    if (fragments === undefined) return undefined;
    spoken.push({ fragments });
  }
  return spoken;
}
