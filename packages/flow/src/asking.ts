// Questions: menu, collect, collectSecret. The question is asked, digits come or do not, it is asked again, and after
// the last time the node is left by `noInput` or `invalid`.
//
//   asking ──digit──▶ collecting ──terminator, last digit, time-out──▶ judged ──▶ exit
//     └──ended──▶ listening ──first-digit time-out──▶ asking again             └▶ asking again

import type { Instant } from "@tellerline/base";
import type { FlowItem, NodeOf } from "./flow-document.ts";
import type { FlowRunInput } from "./flow-messages.ts";
import { speak } from "./flow-program.ts";
import type { Wait } from "./flow-state.ts";
import type { RunContext } from "./run-context.ts";

type Question = NodeOf<"menu"> | NodeOf<"collect"> | NodeOf<"collectSecret">;
type Ask = Extract<Wait, { kind: "ask" }>;
type Secret = Extract<Wait, { kind: "secret" }>;

const longestPlayMs = 300_000;
/** The vault says by itself when its time-outs are over; this much later it is given up. */
const vaultGraceMs = 5_000;

/** Asks for the first time; a digit pressed over the prompt before is taken as the answer's first. */
export function enterQuestion(run: RunContext, node: Question, now: Instant): void {
  const digit = run.takeTypedAhead();
  if (digit === "" || node.kind === "collectSecret") {
    ask(run, node, 0, node.prompts, now);
    return;
  }
  run.wait = { kind: "ask", attempt: 0, digits: "", deadline: now + node.firstDigitTimeoutMs };
  resumeQuestion(run, run.wait, { type: "digit", digit }, now);
}

/** The same question once more, or the exit when it was asked often enough. */
function askAgain(run: RunContext, node: Question, attempt: number, why: "noInput" | "invalid", now: Instant): void {
  if (attempt >= node.retries) {
    run.leave(why, now);
    return;
  }
  ask(run, node, attempt + 1, [...(node.retryPrompts?.[why] ?? []), ...node.prompts], now);
}

function ask(run: RunContext, node: Question, attempt: number, items: readonly FlowItem[], now: Instant): void {
  const spoken = speak(run.program, items, run.language, run.variables);
  if (spoken === undefined) {
    run.leave("error", now);
    return;
  }
  // A question of nothing but `when` items may have nothing to say: then the time-out runs at once.
  const playing = spoken.length > 0;
  const playId = run.newName("play");
  const bargeIn = node.kind === "collectSecret" || node.bargeIn;
  const deadline = now + (playing ? longestPlayMs : node.firstDigitTimeoutMs);
  const question = { attempt, deadline, ...(playing ? { playId } : {}) };
  if (node.kind === "collectSecret") {
    // One vault serves many callers: a handle must be nobody else's.
    const handle = `${run.interactionId}/${run.newName("secret")}`;
    run.wait = { kind: "secret", handle, count: 0, ...question };
    capture(run, node, handle, playing ? longestPlayMs : node.firstDigitTimeoutMs);
  } else {
    run.wait = { kind: "ask", digits: "", ...question };
  }
  if (playing) run.emit({ type: "play", playId, items: spoken, bargeIn, language: run.language });
}

export function resumeQuestion(run: RunContext, wait: Ask, input: FlowRunInput, now: Instant): void {
  const { node } = run;
  if (node.kind !== "menu" && node.kind !== "collect") return;
  switch (input.type) {
    case "playEnded":
    case "playFailed":
      if (input.playId !== wait.playId) return;
      delete wait.playId;
      if (wait.digits === "") wait.deadline = now + node.firstDigitTimeoutMs;
      return;
    case "digit":
      if (wait.playId !== undefined) {
        if (!node.bargeIn) return;
        run.emit({ type: "stopPlay", playId: wait.playId });
        delete wait.playId;
      }
      if (node.kind === "menu") choose(run, node, wait, input.digit, now);
      else collect(run, node, wait, input.digit, now);
      return;
    case "timeout":
      if (wait.playId !== undefined) {
        run.emit({ type: "stopPlay", playId: wait.playId });
        run.leave("timeout", now);
      } else if (wait.digits === "") askAgain(run, node, wait.attempt, "noInput", now);
      else judge(run, node as NodeOf<"collect">, wait, now);
      return;
    default:
  }
}

function choose(run: RunContext, node: NodeOf<"menu">, wait: Ask, digit: string, now: Instant): void {
  if (node.choices[digit] === undefined) askAgain(run, node, wait.attempt, "invalid", now);
  else run.leave(digit, now);
}

function collect(run: RunContext, node: NodeOf<"collect">, wait: Ask, digit: string, now: Instant): void {
  if (node.terminators.includes(digit)) {
    judge(run, node, wait, now);
    return;
  }
  wait.digits += digit;
  wait.deadline = now + node.interDigitTimeoutMs;
  if (wait.digits.length >= node.maxDigits) judge(run, node, wait, now);
}

function judge(run: RunContext, node: NodeOf<"collect">, wait: Ask, now: Instant): void {
  if (wait.digits.length < node.minDigits) {
    askAgain(run, node, wait.attempt, "invalid", now);
    return;
  }
  run.leave(run.set(node.variable, wait.digits) ? "next" : "error", now);
}

export function resumeSecret(run: RunContext, wait: Secret, input: FlowRunInput, now: Instant): void {
  const { node } = run;
  if (node.kind !== "collectSecret") return;
  switch (input.type) {
    case "playEnded":
    case "playFailed":
      if (input.playId !== wait.playId) return;
      delete wait.playId;
      // From now on the caller is expected to type: the vault's time-out begins anew.
      if (wait.count === 0) capture(run, node, wait.handle, node.firstDigitTimeoutMs);
      wait.deadline = longest(node, now);
      return;
    case "secretProgress":
      if (input.handle !== wait.handle) return;
      wait.count = input.count;
      stopAsking(run, wait);
      wait.deadline = longest(node, now);
      return;
    case "secretCaptured":
      if (input.handle !== wait.handle) return;
      stopAsking(run, wait);
      if (input.count >= node.minDigits && input.count <= node.maxDigits) {
        keep(run, node.secret, wait.handle);
        run.leave("next", now);
        return;
      }
      run.emit({ type: "wipeSecrets", handles: [wait.handle] });
      askAgain(run, node, wait.attempt, input.count === 0 ? "noInput" : "invalid", now);
      return;
    case "secretFailed":
      if (input.handle !== wait.handle) return;
      stopAsking(run, wait);
      run.leave("error", now);
      return;
    case "timeout":
      stopAsking(run, wait);
      run.emit({ type: "cancelSecret", handle: wait.handle });
      run.leave("timeout", now);
      return;
    default:
  }
}

/** A new one takes the place of an old one, which is wiped. */
function keep(run: RunContext, name: string, handle: string): void {
  const old = run.secrets[name];
  if (old !== undefined) run.emit({ type: "wipeSecrets", handles: [old] });
  run.secrets[name] = handle;
}

function stopAsking(run: RunContext, wait: Secret): void {
  if (wait.playId === undefined) return;
  run.emit({ type: "stopPlay", playId: wait.playId });
  delete wait.playId;
}

function capture(run: RunContext, node: NodeOf<"collectSecret">, handle: string, firstDigitTimeoutMs: number): void {
  const { secret, maxDigits, terminators, interDigitTimeoutMs } = node;
  const limits = { maxDigits, terminators, firstDigitTimeoutMs, interDigitTimeoutMs };
  run.emit({ type: "captureSecret", handle, secret, ...limits });
}

/** When the vault must have said something. */
function longest(node: NodeOf<"collectSecret">, now: Instant): Instant {
  return now + Math.max(node.firstDigitTimeoutMs, node.interDigitTimeoutMs) + vaultGraceMs;
}
