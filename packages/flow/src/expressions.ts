// Expressions of a flow: CEL (Common Expression Language) over typed variables. Parsed once per document, bounded in
// size, without functions that could touch anything outside.

import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import type { FlowDocument, VariableType } from "./flow-document.ts";
import type { FlowValue, Money } from "./flow-messages.ts";

/** What every flow knows without declaring it. */
export const builtInVariables: Readonly<Record<string, VariableType>> = {
  caller: "string",
  channel: "string",
  dialled: "string",
  interactionId: "string",
  language: "string",
  /** The place in the queue, 0 when not known. */
  position: "int",
  /** Why the last business operation failed, "" otherwise. */
  reason: "string",
};

const celTypes: Readonly<Record<VariableType, string>> = {
  string: "string",
  int: "int",
  bool: "bool",
  money: "map",
  date: "string",
};
const longestString = 1_000;

export type Evaluation = { ok: true; value: unknown } | { ok: false; message: string };

export class Expressions {
  readonly #environment: Environment;
  readonly #types: Readonly<Record<string, VariableType>>;
  readonly #parsed = new Map<string, ParseResult>();

  constructor(variables: FlowDocument["variables"]) {
    this.#types = { ...variableTypes(variables), ...builtInVariables };
    this.#environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 30, maxListElements: 50 } });
    for (const [name, type] of Object.entries(this.#types)) this.#environment.registerVariable(name, celTypes[type]);
  }

  typeOf(variable: string): VariableType | undefined {
    return this.#types[variable];
  }

  /** The CEL type of the expression, or what is wrong with it, in one line. */
  check(expression: string): { type: string } | { problem: string } {
    const result = this.#environment.check(expression);
    if (result.valid) return { type: result.type ?? "dyn" };
    return { problem: firstLine(result.error?.message ?? "not an expression") };
  }

  /** Never throws: a division by zero is a value too. */
  evaluate(expression: string, variables: Readonly<Record<string, FlowValue>>): Evaluation {
    try {
      let parsed = this.#parsed.get(expression);
      if (parsed === undefined) {
        parsed = this.#environment.parse(expression);
        this.#parsed.set(expression, parsed);
      }
      const context = Object.entries(variables).map(([name, value]) => [name, toCel(value)]);
      return { ok: true, value: parsed(Object.fromEntries(context)) };
    } catch (error) {
      return { ok: false, message: firstLine((error as Error).message) };
    }
  }
}

/** The value as the variable's type, or undefined when it is none. */
export function asVariable(type: VariableType, value: unknown): FlowValue | undefined {
  switch (type) {
    case "string":
      return typeof value === "string" && value.length <= longestString ? value : undefined;
    case "date":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "int": {
      const number = typeof value === "bigint" ? Number(value) : value;
      return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
    }
    case "money":
      return asMoney(value);
  }
}

/** Whether a result of this CEL type may be put into a variable of that type. */
export function assignable(type: VariableType, celType: string): boolean {
  return celType === "dyn" || celType === celTypes[type] || (type === "money" && celType.startsWith("map"));
}

/** What a variable holds before anything was put into it. */
export function emptyValue(type: VariableType): FlowValue {
  if (type === "int") return 0;
  if (type === "bool") return false;
  if (type === "money") return { amountMinor: "0", currency: "CNY" };
  return "";
}

function asMoney(value: unknown): Money | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { amountMinor, currency } = value as Record<string, unknown>;
  const amount = typeof amountMinor === "bigint" ? amountMinor.toString() : amountMinor;
  if (typeof amount !== "string" || !/^-?\d{1,18}$/.test(amount)) return undefined;
  return typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? { amountMinor: amount, currency } : undefined;
}

function toCel(value: FlowValue): unknown {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "object") return { amountMinor: BigInt(value.amountMinor), currency: value.currency };
  return value;
}

function variableTypes(variables: FlowDocument["variables"]): Record<string, VariableType> {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}
