// What a caller heard and pressed at each step of a flow, for the agent and the record (AG-06). What the flow marks as secret
// or private is told as dots: how many, never which.
//
//   play ─▶ heard        digit ─▶ pressed        the step's trace takes both
//   A digit over a prompt counts for the menu or the collect after it; before anything else it is nobody's and is dropped:
//   it may be the first of a password that was typed too early.

import type { FlowDocument, SpokenItem } from "@tellerline/flow";

const dot = "•";
/** A step that goes round and round tells its beginning. */
const maxPrompts = 30;
const maxDigits = 64;

export interface Trail {
  digits?: string;
  prompts?: string[];
}

export class FlowTrail {
  readonly #document: Pick<FlowDocument, "nodes" | "variables">;
  #prompts: string[] = [];
  #digits = "";
  #secret = 0;

  constructor(document: Pick<FlowDocument, "nodes" | "variables">) {
    this.#document = document;
  }

  heard(items: readonly SpokenItem[]): void {
    for (const item of items)
      if (this.#prompts.length < maxPrompts) this.#prompts.push("prompt" in item ? item.prompt : "…");
  }

  pressed(digit: string): void {
    if (this.#digits.length < maxDigits) this.#digits += digit;
  }

  /** The vault took so many. */
  captured(count: number): void {
    this.#secret = count;
  }

  /** What belongs to the step that was just left; the next one begins with nothing, or with a digit typed ahead. */
  step(nodeId: string, exit: string): Trail {
    const digits = this.#shown(nodeId, exit);
    const prompts = this.#prompts;
    this.#prompts = [];
    this.#secret = 0;
    if (this.#document.nodes[nodeId]?.kind !== "play") this.#digits = "";
    return { ...(digits === "" ? {} : { digits }), ...(prompts.length === 0 ? {} : { prompts }) };
  }

  #shown(nodeId: string, exit: string): string {
    const node = this.#document.nodes[nodeId];
    if (node?.kind === "menu") return this.#digits;
    // While he waits only the digit that chose something was for the flow.
    if (node?.kind === "queue") return /^[0-9*#A-D]$/.test(exit) ? exit : "";
    if (node?.kind === "collectSecret") return dot.repeat(Math.min(this.#secret, maxDigits));
    if (node?.kind !== "collect") return "";
    const hidden = this.#document.variables[node.variable]?.private === true;
    return hidden ? dot.repeat(this.#digits.length) : this.#digits;
  }
}
