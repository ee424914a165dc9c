// One caller's way through a flow (SPEC.md, FW-R): a pure machine over a checked document. It enters a node, does what
// needs no waiting at once, and otherwise waits with a deadline for one named input.
//
//   start ─▶ node ─▶ wait(play | ask | secret | business | queue | transfer | agent) ─▶ exit ─▶ node ─▶ … ─▶ ended

import { assert, type DurableMachine, type Instant } from "@tellerline/base";
import { emptyValue } from "./expressions.ts";
import type { FlowDocument } from "./flow-document.ts";
import type { FlowInput, FlowOutput, FlowRunInput } from "./flow-messages.ts";
import type { FlowProgram } from "./flow-program.ts";
import type { FlowSnapshot } from "./flow-state.ts";
import { enter, resume } from "./node-steps.ts";
import { RunContext } from "./run-context.ts";

export interface FlowRunOptions {
  /** Where to go on; from the start when absent. Must come from a run of the same document. */
  snapshot?: FlowSnapshot;
}

export class FlowRun implements DurableMachine<FlowInput, FlowOutput, FlowSnapshot> {
  readonly #state: FlowSnapshot;
  readonly #context: RunContext;

  constructor(program: FlowProgram, options: FlowRunOptions = {}) {
    const { document } = program;
    this.#state = options.snapshot === undefined ? newState(document) : structuredClone(options.snapshot);
    const same = this.#state.flowId === document.id && this.#state.flowVersion === document.version;
    assert(same, "FW-R9 a snapshot of the same document");
    this.#context = new RunContext(program, this.#state, enter);
  }

  /** The node it is in, of which flow by the id of its document. */
  get at(): { flowId: string; nodeId: string; label: string } {
    const { flowId, nodeId } = this.#state;
    const { label = nodeId } = this.#context.node;
    return { flowId, nodeId, label };
  }

  handle(input: FlowRunInput, now: Instant): FlowOutput[] {
    const context = this.#context;
    context.begin();
    if (this.#state.stage === "ended") return [];
    if (input.type === "callerGone") context.end("callerGone", now);
    else if (this.#state.stage === "running") this.#resume(input, now);
    else if (input.type === "start") {
      this.#state.stage = "running";
      for (const [name, value] of Object.entries(input.variables)) context.set(name, value);
      if (context.interactionId === "") context.end("failed", now, "no interactionId");
      else context.enter(this.#state.nodeId, now);
    }
    return context.outputs;
  }

  nextTimeout(): Instant | undefined {
    const { wait } = this.#state;
    if (wait === undefined) return undefined;
    const comfortAt = wait.kind === "queue" ? wait.comfortAt : undefined;
    if (comfortAt === undefined || wait.deadline === undefined) return wait.deadline;
    return Math.min(comfortAt, wait.deadline);
  }

  snapshot(): FlowSnapshot {
    return structuredClone(this.#state);
  }

  #resume(input: FlowRunInput, now: Instant): void {
    const at = this.nextTimeout();
    if (input.type === "timeout" && (at === undefined || at > now)) return;
    resume(this.#context, input, now);
  }
}

function newState({ id, version, languages, start, variables }: FlowDocument): FlowSnapshot {
  const declared = Object.entries(variables).map(([name, { type, initial }]) => [name, initial ?? emptyValue(type)]);
  return {
    format: 1,
    flowId: id,
    flowVersion: version,
    stage: "new",
    nodeId: start,
    variables: {
      ...Object.fromEntries(declared),
      caller: "",
      channel: "",
      dialled: "",
      interactionId: "",
      language: languages[0] ?? "",
      position: 0,
      reason: "",
    },
    secrets: {},
    changed: [],
    typedAhead: "",
    counter: 0,
    steps: 0,
  };
}
