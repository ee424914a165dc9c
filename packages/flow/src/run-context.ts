// What a node's step may do to its run: read the variables, emit, wait, leave, end. Knows no kind of node.

import { assert, type Instant } from "@tellerline/base";
import { asVariable } from "./expressions.ts";
import type { FlowNode, NodeOf } from "./flow-document.ts";
import { targetOf } from "./flow-graph.ts";
import type { FlowOutput, FlowValue } from "./flow-messages.ts";
import type { FlowProgram } from "./flow-program.ts";
import type { FlowSnapshot, Wait } from "./flow-state.ts";

/** Nodes in a row without waiting for anything; a checked document needs a handful. */
const stepBudget = 200;
/** Nodes in one run: hours of menus. */
const runBudget = 20_000;
const dots = "•••";

type EndReason = Extract<FlowOutput, { type: "ended" }>["reason"];

export class RunContext {
  readonly #program: FlowProgram;
  readonly #state: FlowSnapshot;
  readonly #enterNode: (run: RunContext, node: FlowNode, now: Instant) => void;
  #outputs: FlowOutput[] = [];
  #steps = 0;

  constructor(
    program: FlowProgram,
    state: FlowSnapshot,
    enterNode: (run: RunContext, node: FlowNode, now: Instant) => void,
  ) {
    this.#program = program;
    this.#state = state;
    this.#enterNode = enterNode;
  }

  begin(): void {
    this.#outputs = [];
    this.#steps = 0;
  }

  get outputs(): FlowOutput[] {
    return this.#outputs;
  }

  /** What the run waits for; changed in place by the steps of the nodes. */
  get wait(): Wait | undefined {
    return this.#state.wait;
  }

  set wait(wait: Wait) {
    this.#state.wait = wait;
  }

  get program(): FlowProgram {
    return this.#program;
  }

  get variables(): Readonly<Record<string, FlowValue>> {
    return this.#state.variables;
  }

  get language(): string {
    const { language } = this.#state.variables;
    return typeof language === "string" ? language : "";
  }

  get interactionId(): string {
    const { interactionId } = this.#state.variables;
    return typeof interactionId === "string" ? interactionId : "";
  }

  get secrets(): Record<string, string> {
    return this.#state.secrets;
  }

  /** The node the run is in. */
  get node(): FlowNode {
    const node = this.#program.document.nodes[this.#state.nodeId];
    assert(node !== undefined, "FW-R8 the run is in a node of its document");
    return node;
  }

  emit(output: FlowOutput): void {
    this.#outputs.push(output);
  }

  /** Whether `language` was set by a node or by whoever started the run. */
  get languageChosen(): boolean {
    return this.#state.languageChosen === true;
  }

  /** A name that this run has not used before. */
  newName(kind: string): string {
    return `${kind}-${++this.#state.counter}`;
  }

  /** Sets a variable if the value is of its type. @returns whether it is. */
  set(variable: string, value: unknown): boolean {
    const type = this.#program.expressions.typeOf(variable);
    const held = type === undefined ? undefined : asVariable(type, value);
    if (held === undefined) return false;
    const { languages } = this.#program.document;
    if (variable === "language" && !languages.some((language) => language === held)) return false;
    this.#state.variables[variable] = held;
    if (variable === "language") this.#state.languageChosen = true;
    if (!this.#state.changed.includes(variable)) this.#state.changed.push(variable);
    return true;
  }

  /** Digits pressed over a prompt, for the question that follows it. */
  typeAhead(digit: string): void {
    this.#state.typedAhead = digit;
  }

  takeTypedAhead(): string {
    const digit = this.#state.typedAhead;
    this.#state.typedAhead = "";
    return digit;
  }

  /** Leaves the node by an exit and enters what follows; a failure without an exit goes the document's way. */
  leave(exit: string, now: Instant, to?: string): void {
    this.#trace(exit, now);
    const next = to ?? targetOf(this.#program.document, this.node, exit);
    delete this.#state.wait;
    if (next === undefined) {
      this.end("failed", now, `no way out of ${this.#state.nodeId} by ${exit}`);
      return;
    }
    this.enter(next, now);
  }

  /** Says goodbye once; whatever is under way is called off. */
  end(reason: EndReason, now: Instant, detail?: string): void {
    if (reason === "callerGone") this.#trace("callerGone", now);
    this.#callOff(reason);
    delete this.#state.wait;
    this.#state.stage = "ended";
    const handles = Object.values(this.#state.secrets);
    this.#state.secrets = {};
    if (handles.length > 0) this.emit({ type: "wipeSecrets", handles });
    if (reason === "failed") this.emit({ type: "hangup", reason: "flowFailed" });
    this.emit({ type: "ended", reason, ...(detail === undefined ? {} : { detail }) });
  }

  /** The caller's path and the end of the run when its node is a hangup. */
  hangUp(node: NodeOf<"hangup">, now: Instant): void {
    this.#trace("hangup", now);
    delete this.#state.wait;
    this.emit({ type: "hangup", reason: node.reason });
    this.end("hangup", now);
  }

  /** The step is over without an exit: an agent has the interaction. */
  answered(now: Instant): void {
    this.#trace("answered", now);
    delete this.#state.wait;
    this.end("answered", now);
  }

  /** Goes on at a node. */
  enter(nodeId: string, now: Instant): void {
    this.#state.nodeId = nodeId;
    this.#state.changed = [];
    this.#state.steps++;
    if (++this.#steps > stepBudget || this.#state.steps > runBudget) {
      this.end("failed", now, "step budget");
      return;
    }
    if (this.#program.document.nodes[nodeId] === undefined) {
      this.end("failed", now, `no node ${nodeId}`);
      return;
    }
    this.#enterNode(this, this.node, now);
  }

  #callOff(reason: EndReason): void {
    const { wait } = this.#state;
    if (wait?.kind === "secret") this.emit({ type: "cancelSecret", handle: wait.handle });
    if (wait?.kind === "queue") {
      this.emit({ type: "withdraw", reason: reason === "callerGone" ? "abandoned" : reason });
    }
    if (wait !== undefined && "playId" in wait && wait.playId !== undefined && reason !== "callerGone") {
      this.emit({ type: "stopPlay", playId: wait.playId });
    }
  }

  #trace(exit: string, at: Instant): void {
    const { nodeId, changed } = this.#state;
    const { kind, label = nodeId } = this.node;
    const shown = changed.map((name) => {
      const hidden = this.#program.document.variables[name]?.private === true;
      return [name, hidden ? dots : this.#state.variables[name]] as const;
    });
    const variables = Object.fromEntries(shown) as Record<string, FlowValue>;
    this.emit({ type: "trace", nodeId, kind, label, exit, at, variables });
  }
}
