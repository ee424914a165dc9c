// The checker (SPEC.md, FW-C): everything that can be known of a flow before a caller hears it. Each finding says where
// and how to mend it.

import { assignable, asVariable, builtInVariables, Expressions } from "./expressions.ts";
import { type FlowDocument, type FlowItem, type FlowNode, flowDocumentSchema } from "./flow-document.ts";
import { edgesOf, endlessNodes, menuDepths, reachableFrom } from "./flow-graph.ts";

export type FindingCode =
  | "malformed"
  | "unknownNode"
  | "unreachable"
  | "noEnd"
  | "endlessLoop"
  | "menuTooDeep"
  | "unknownPrompt"
  | "unknownVariable"
  | "badExpression"
  | "unknownSecret"
  | "badRange"
  | "emptyMenu"
  | "unknownQueue"
  | "unknownOperation"
  | "keyTwice"
  | "missingExit";

export interface Finding {
  severity: "error" | "warning";
  code: FindingCode;
  /** Absent when it is about the whole document. */
  nodeId?: string;
  /** The property, as a path within the node or the document. */
  place: string;
  message: string;
  mend: string;
}

/** What there is outside the document; what is absent is not checked. */
export interface FlowSurroundings {
  /** Language to the ids of its prompts. */
  prompts?: Readonly<Record<string, ReadonlySet<string>>>;
  queues?: ReadonlySet<string>;
  operations?: ReadonlySet<string>;
}

export interface CheckResult {
  /** The document with every default filled in, if it has the right shape. */
  document?: FlowDocument;
  findings: Finding[];
}

const deepestMenu = 4;

/** Checks a document of any origin. It may run if no finding is an error. */
export function checkFlow(document: unknown, surroundings: FlowSurroundings = {}): CheckResult {
  const parsed = flowDocumentSchema.safeParse(document);
  if (!parsed.success) {
    const findings = parsed.error.issues.slice(0, 100).map(({ path, message }): Finding => {
      const [nodes, nodeId, ...rest] = path.map(String);
      const inNode = nodes === "nodes" && nodeId !== undefined;
      const place = (inNode ? rest : path.map(String)).join(".");
      const mend = "compare it with the published JSON Schema";
      return { severity: "error", code: "malformed", ...(inNode ? { nodeId } : {}), place, message, mend };
    });
    return { findings };
  }
  return { document: parsed.data, findings: new Checker(parsed.data, surroundings).check() };
}

class Checker {
  readonly #document: FlowDocument;
  readonly #surroundings: FlowSurroundings;
  readonly #expressions: Expressions;
  readonly #findings: Finding[] = [];

  constructor(document: FlowDocument, surroundings: FlowSurroundings) {
    this.#document = document;
    this.#surroundings = surroundings;
    this.#expressions = new Expressions(document.variables);
  }

  check(): Finding[] {
    this.#checkVariables();
    for (const [place, nodeId] of [
      ["start", this.#document.start],
      ["onError", this.#document.onError],
    ] as const) {
      if (this.#document.nodes[nodeId] === undefined) this.#unknownNode(undefined, place, nodeId);
    }
    for (const [nodeId, node] of Object.entries(this.#document.nodes)) {
      for (const { to, place } of edgesOf(this.#document, nodeId)) {
        if (this.#document.nodes[to] === undefined && to !== this.#document.onError)
          this.#unknownNode(nodeId, place, to);
      }
      this.#checkNode(nodeId, node);
    }
    this.#checkShape();
    return this.#findings;
  }

  #find(code: FindingCode, nodeId: string | undefined, place: string, message: string, mend: string): void {
    const severity = code === "unreachable" || code === "menuTooDeep" ? "warning" : "error";
    this.#findings.push({ severity, code, ...(nodeId === undefined ? {} : { nodeId }), place, message, mend });
  }

  #unknownNode(nodeId: string | undefined, place: string, to: string): void {
    this.#find("unknownNode", nodeId, place, `there is no node "${to}"`, "add the node or lead the exit elsewhere");
  }

  #checkVariables(): void {
    for (const [name, { type, initial }] of Object.entries(this.#document.variables)) {
      const place = `variables.${name}`;
      if (builtInVariables[name] !== undefined) {
        this.#find("unknownVariable", undefined, place, `"${name}" is built in`, "choose another name");
      }
      if (initial !== undefined && asVariable(type, initial) === undefined) {
        this.#find("badExpression", undefined, `${place}.initial`, `it is no ${type}`, "give a value of the type");
      }
    }
  }

  #checkNode(nodeId: string, node: FlowNode): void {
    if ("items" in node) this.#checkItems(nodeId, "items", node.items);
    if ("prompts" in node) {
      this.#checkItems(nodeId, "prompts", node.prompts);
      this.#checkItems(nodeId, "retryPrompts.noInput", node.retryPrompts?.noInput);
      this.#checkItems(nodeId, "retryPrompts.invalid", node.retryPrompts?.invalid);
    }
    if ("minDigits" in node && node.minDigits > node.maxDigits) {
      this.#find("badRange", nodeId, "minDigits", "it is more than maxDigits", "make it smaller");
    }
    switch (node.kind) {
      case "menu":
        if (Object.keys(node.choices).length > 0) return;
        this.#find("emptyMenu", nodeId, "choices", "nothing can be chosen", "add a choice or make it a play node");
        return;
      case "collect":
        this.#checkTarget(nodeId, "variable", node.variable, "string");
        return;
      case "say":
        this.#checkExpression(nodeId, "value", node.value);
        return;
      case "set":
        for (const [name, value] of Object.entries(node.assign)) {
          const type = this.#checkExpression(nodeId, `assign.${name}`, value);
          this.#checkTarget(nodeId, `assign.${name}`, name, type);
        }
        return;
      case "branch":
        for (const [place, { when }] of node.cases.entries())
          this.#checkExpression(nodeId, `cases.${place}.when`, when, "bool");
        return;
      case "tag":
        for (const [name, value] of Object.entries(node.tags)) this.#checkExpression(nodeId, `tags.${name}`, value);
        return;
      case "transfer":
        this.#checkExpression(nodeId, "target", node.target, "string");
        return;
      case "business":
        this.#checkBusiness(nodeId, node);
        return;
      case "queue":
        this.#checkQueue(nodeId, node);
        return;
      default:
    }
  }

  #checkBusiness(nodeId: string, node: Extract<FlowNode, { kind: "business" }>): void {
    const { operations } = this.#surroundings;
    if (operations !== undefined && !operations.has(node.operation)) {
      const message = `there is no operation "${node.operation}"`;
      this.#find("unknownOperation", nodeId, "operation", message, `one of ${[...operations].join(", ")}`);
    }
    for (const [name, value] of Object.entries(node.arguments))
      this.#checkExpression(nodeId, `arguments.${name}`, value);
    for (const name of Object.keys(node.results)) this.#checkTarget(nodeId, `results.${name}`, name, "dyn");
    for (const secret of node.secrets) {
      const collected = Object.values(this.#document.nodes).some(
        (other) => other.kind === "collectSecret" && other.secret === secret,
      );
      if (collected) continue;
      this.#find(
        "unknownSecret",
        nodeId,
        "secrets",
        `nobody collects "${secret}"`,
        "add a collectSecret node before it",
      );
    }
    if (node.waiting !== undefined) this.#checkPrompt(nodeId, "waiting", node.waiting);
  }

  #checkQueue(nodeId: string, node: Extract<FlowNode, { kind: "queue" }>): void {
    const { queues } = this.#surroundings;
    if (queues !== undefined && !queues.has(node.queueId)) {
      const mend = `one of ${[...queues].join(", ")}`;
      this.#find("unknownQueue", nodeId, "queueId", `there is no queue "${node.queueId}"`, mend);
    }
    const { callBackKey } = node;
    if (callBackKey !== undefined && node.choices[callBackKey] !== undefined)
      this.#find("keyTwice", nodeId, "callBackKey", `the key ${callBackKey} is a choice already`, "another key");
    if (callBackKey !== undefined && node.exits.calledBack === undefined)
      this.#find("missingExit", nodeId, "exits.calledBack", "nothing says what he hears then", "an exit calledBack");
    this.#checkExpression(nodeId, "priority", node.priority, "int");
    this.#checkPrompt(nodeId, "waiting.music", node.waiting.music);
    this.#checkItems(nodeId, "waiting.comfort", node.waiting.comfort);
    for (const name of node.attributes) this.#checkTarget(nodeId, "attributes", name, undefined);
  }

  #checkItems(nodeId: string, place: string, items: readonly FlowItem[] | undefined): void {
    for (const [index, item] of (items ?? []).entries()) {
      const at = `${place}.${index}`;
      if ("prompt" in item) this.#checkPrompt(nodeId, `${at}.prompt`, item.prompt);
      else this.#checkExpression(nodeId, `${at}.value`, item.value);
      if (item.when !== undefined) this.#checkExpression(nodeId, `${at}.when`, item.when, "bool");
    }
  }

  #checkPrompt(nodeId: string, place: string, prompt: string): void {
    const { prompts } = this.#surroundings;
    if (prompts === undefined) return;
    const missing = this.#document.languages.filter((language) => prompts[language]?.has(prompt) !== true);
    if (missing.length === 0) return;
    const message = `the prompt "${prompt}" is missing in ${missing.join(", ")}`;
    this.#find("unknownPrompt", nodeId, place, message, "record it or choose another");
  }

  /** @returns the expression's CEL type if it has one. */
  #checkExpression(nodeId: string, place: string, expression: string, wanted?: string): string | undefined {
    const result = this.#expressions.check(expression);
    if ("problem" in result) {
      const code = result.problem.startsWith("Unknown variable") ? "unknownVariable" : "badExpression";
      const mend = code === "unknownVariable" ? "declare it under variables" : "mend the expression";
      this.#find(code, nodeId, place, result.problem, mend);
      return undefined;
    }
    if (wanted !== undefined && result.type !== wanted && result.type !== "dyn") {
      const message = `it gives ${result.type}, not ${wanted}`;
      this.#find("badExpression", nodeId, place, message, `write an expression that gives ${wanted}`);
    }
    return result.type;
  }

  #checkTarget(nodeId: string, place: string, variable: string, celType: string | undefined): void {
    const type = this.#expressions.typeOf(variable);
    if (type === undefined) {
      const message = `there is no variable "${variable}"`;
      this.#find("unknownVariable", nodeId, place, message, "declare it under variables");
    } else if (celType !== undefined && !assignable(type, celType)) {
      const message = `${celType} does not fit "${variable}", which is ${type}`;
      this.#find("badExpression", nodeId, place, message, "change the expression or the variable's type");
    }
  }

  #checkShape(): void {
    const document = this.#document;
    const reachable = reachableFrom(document, document.start);
    const endless = new Set(endlessNodes(document));
    const depths = menuDepths(document);
    for (const nodeId of Object.keys(document.nodes)) {
      if (!reachable.has(nodeId)) {
        this.#find("unreachable", nodeId, "", "no exit leads here", "lead an exit here or remove it");
      }
      if (endless.has(nodeId)) {
        const message = "it comes back to itself without waiting for anything";
        this.#find("endlessLoop", nodeId, "exits", message, "put a node that waits into the loop, or lead it out");
      }
      const ends = [...reachableFrom(document, nodeId)].some((other) =>
        ["hangup", "queue", "transfer"].includes(document.nodes[other]?.kind ?? ""),
      );
      if (!ends) this.#find("noEnd", nodeId, "exits", "no end can be reached from here", "lead an exit to a hangup");
      const depth = depths.get(nodeId) ?? 0;
      if (document.nodes[nodeId]?.kind !== "menu" || depth <= deepestMenu) continue;
      const message = `a caller hears ${depth} menus to come here`;
      this.#find("menuTooDeep", nodeId, "", message, `offer it at most ${deepestMenu} menus deep`);
    }
  }
}
