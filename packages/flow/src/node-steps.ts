// What each kind of node does when it is entered, and what it makes of an input while it waits.

import type { Instant } from "@tellerline/base";
import { enterQuestion, resumeQuestion, resumeSecret } from "./asking.ts";
import { asVariable } from "./expressions.ts";
import type { FlowItem, FlowNode, NodeOf } from "./flow-document.ts";
import type { FlowRunInput, FlowValue } from "./flow-messages.ts";
import { speak } from "./flow-program.ts";
import { enterQueue, resumeAgent, resumeQueue } from "./queueing.ts";
import type { RunContext } from "./run-context.ts";

/** A host that never says that a prompt ended does not hold a caller for ever. */
const longestPlayMs = 300_000;
/** What the host needs on top of the time-out it was given. */
const graceMs = 5_000;

/** Enters a node: does it at once, or emits commands and waits. */
export function enter(run: RunContext, node: FlowNode, now: Instant): void {
  switch (node.kind) {
    case "play":
      startPlay(run, node.items, node.bargeIn, now);
      return;
    case "say":
      startPlay(run, [{ say: node.say, value: node.value }], node.bargeIn, now);
      return;
    case "menu":
    case "collect":
    case "collectSecret":
      enterQuestion(run, node, now);
      return;
    case "set":
      enterSet(run, node, now);
      return;
    case "branch":
      enterBranch(run, node, now);
      return;
    case "tag":
      enterTag(run, node, now);
      return;
    case "business":
      enterBusiness(run, node, now);
      return;
    case "queue":
      enterQueue(run, node, now);
      return;
    case "transfer":
      enterTransfer(run, node, now);
      return;
    case "hangup":
      if (node.items === undefined) run.hangUp(node, now);
      else startPlay(run, node.items, false, now);
  }
}

/** Gives an input to the node that waits for it; what nobody waits for is ignored. */
export function resume(run: RunContext, input: FlowRunInput, now: Instant): void {
  const { wait } = run;
  if (wait === undefined) return;
  if (input.type === "digit" && !/^[0-9*#A-D]$/.test(input.digit)) return;
  switch (wait.kind) {
    case "play":
      resumePlay(run, input, now);
      return;
    case "ask":
      resumeQuestion(run, wait, input, now);
      return;
    case "secret":
      resumeSecret(run, wait, input, now);
      return;
    case "business":
      resumeBusiness(run, input, now);
      return;
    case "queue":
      resumeQueue(run, wait, input, now);
      return;
    case "agent":
      resumeAgent(run, input, now);
      return;
    case "transfer":
      resumeTransfer(run, input, now);
  }
}

function startPlay(run: RunContext, items: readonly FlowItem[], bargeIn: boolean, now: Instant): void {
  const spoken = speak(run.program, items, run.language, run.variables);
  if (spoken === undefined) {
    afterPlay(run, "error", now);
    return;
  }
  if (spoken.length === 0) {
    afterPlay(run, "next", now);
    return;
  }
  const playId = run.newName("play");
  run.wait = { kind: "play", playId, deadline: now + longestPlayMs };
  run.emit({ type: "play", playId, items: spoken, bargeIn, language: run.language });
}

function resumePlay(run: RunContext, input: FlowRunInput, now: Instant): void {
  const { wait, node } = run;
  if (wait?.kind !== "play") return;
  if (input.type === "playEnded" && input.playId === wait.playId) afterPlay(run, "next", now);
  else if (input.type === "playFailed" && input.playId === wait.playId) afterPlay(run, "error", now);
  else if (input.type === "timeout") {
    run.emit({ type: "stopPlay", playId: wait.playId });
    afterPlay(run, "timeout", now);
  } else if (input.type === "digit" && "bargeIn" in node && node.bargeIn) {
    run.emit({ type: "stopPlay", playId: wait.playId });
    // Kept only for a question that is no secret: digits of a secret never come here (FW-R5).
    const next =
      "exits" in node && "next" in node.exits ? run.program.document.nodes[node.exits.next ?? ""] : undefined;
    if (next?.kind === "menu" || next?.kind === "collect") run.typeAhead(input.digit);
    afterPlay(run, "next", now);
  }
}

function afterPlay(run: RunContext, exit: "next" | "error" | "timeout", now: Instant): void {
  const { node } = run;
  // Whatever became of the words of farewell, it is farewell.
  if (node.kind === "hangup") run.hangUp(node, now);
  else run.leave(exit, now);
}

function enterSet(run: RunContext, node: NodeOf<"set">, now: Instant): void {
  // All on the values before: the order of the properties must not matter.
  const before = { ...run.variables };
  for (const [variable, expression] of Object.entries(node.assign)) {
    const result = run.program.expressions.evaluate(expression, before);
    if (!result.ok || !run.set(variable, result.value)) {
      run.leave("error", now);
      return;
    }
  }
  run.leave("next", now);
}

function enterBranch(run: RunContext, node: NodeOf<"branch">, now: Instant): void {
  for (const [place, { when, to }] of node.cases.entries()) {
    const result = run.program.expressions.evaluate(when, run.variables);
    if (!result.ok) {
      run.leave("error", now);
      return;
    }
    if (result.value !== true) continue;
    run.leave(`case ${place + 1}`, now, to);
    return;
  }
  run.leave("else", now);
}

function enterTag(run: RunContext, node: NodeOf<"tag">, now: Instant): void {
  const tags = evaluateAll(run, node.tags);
  if (tags === undefined) {
    run.leave("error", now);
    return;
  }
  run.emit({ type: "tag", tags });
  run.leave("next", now);
}

function enterBusiness(run: RunContext, node: NodeOf<"business">, now: Instant): void {
  const values = evaluateAll(run, node.arguments);
  const secrets = node.secrets.map((name) => [name, run.secrets[name]] as const);
  if (values === undefined || secrets.some(([, handle]) => handle === undefined)) {
    run.leave("error", now);
    return;
  }
  const requestId = run.newName("request");
  const wait = { kind: "business", requestId, deadline: now + node.timeoutMs + graceMs } as const;
  const { operation, timeoutMs } = node;
  const handles = Object.fromEntries(secrets) as Record<string, string>;
  run.wait = node.waiting === undefined ? wait : { ...wait, playId: run.newName("play") };
  if (run.wait.kind === "business" && run.wait.playId !== undefined && node.waiting !== undefined) {
    run.emit({ type: "playWaiting", playId: run.wait.playId, prompt: node.waiting, language: run.language });
  }
  run.emit({ type: "business", requestId, operation, arguments: values, secrets: handles, timeoutMs });
}

function resumeBusiness(run: RunContext, input: FlowRunInput, now: Instant): void {
  const { wait, node } = run;
  if (wait?.kind !== "business" || node.kind !== "business") return;
  const answer = input.type === "businessResult" && input.requestId === wait.requestId ? input : undefined;
  if (answer === undefined && input.type !== "timeout") return;
  if (wait.playId !== undefined) run.emit({ type: "stopPlay", playId: wait.playId });
  wipe(run, node.secrets);
  run.set("reason", answer?.reason ?? "");
  if (answer === undefined || answer.verdict === "timeout") {
    run.leave("timeout", now);
    return;
  }
  if (answer.verdict === "failed") {
    const { reason = "" } = answer;
    run.leave(node.reasons[reason] === undefined ? "failed" : reason, now);
    return;
  }
  for (const [variable, path] of Object.entries(node.results)) {
    if (run.set(variable, at(answer.data, path))) continue;
    run.leave("error", now);
    return;
  }
  run.leave("ok", now);
}

/** A secret serves one business operation (FW-R6). */
function wipe(run: RunContext, names: readonly string[]): void {
  const handles = names.flatMap((name) => run.secrets[name] ?? []);
  for (const name of names) delete run.secrets[name];
  if (handles.length > 0) run.emit({ type: "wipeSecrets", handles });
}

function enterTransfer(run: RunContext, node: NodeOf<"transfer">, now: Instant): void {
  const target = run.program.expressions.evaluate(node.target, run.variables);
  if (!target.ok || typeof target.value !== "string" || target.value === "") {
    run.leave("error", now);
    return;
  }
  const requestId = run.newName("request");
  run.wait = { kind: "transfer", requestId, deadline: now + node.timeoutMs + graceMs };
  run.emit({ type: "transfer", requestId, target: target.value, timeoutMs: node.timeoutMs });
}

function resumeTransfer(run: RunContext, input: FlowRunInput, now: Instant): void {
  const { wait } = run;
  if (input.type === "timeout") run.leave("timeout", now);
  if (input.type !== "transferResult" || wait?.kind !== "transfer" || input.requestId !== wait.requestId) return;
  if (input.result === "answered") run.end("transferred", now);
  else run.leave(input.result, now);
}

/** Values of several expressions, or undefined when one fails or is nothing a variable could hold. */
function evaluateAll(run: RunContext, expressions: Record<string, string>): Record<string, FlowValue> | undefined {
  const values: Record<string, FlowValue> = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const result = run.program.expressions.evaluate(expression, run.variables);
    const value = result.ok ? plain(result.value) : undefined;
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

function plain(value: unknown): FlowValue | undefined {
  for (const type of ["string", "int", "bool", "money"] as const) {
    const held = asVariable(type, value);
    if (held !== undefined) return held;
  }
  return undefined;
}

/** The value at a path such as `balance` or `account.number`. */
function at(data: unknown, path: string): unknown {
  let value = data;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
