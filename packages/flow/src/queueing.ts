// Waiting in a queue: music, every so often a comfort message with the position, keys that leave the queue, and an end
// in any case.
//
//   enqueue ─▶ music ⇄ comfort ─▶ answered ─▶ ended (or, with a `returned` exit, the agent may give the caller back)

import type { Instant } from "@tellerline/base";
import type { NodeOf } from "./flow-document.ts";
import type { FlowRunInput, FlowValue } from "./flow-messages.ts";
import { speak } from "./flow-program.ts";
import type { Wait } from "./flow-state.ts";
import type { RunContext } from "./run-context.ts";

type Queueing = Extract<Wait, { kind: "queue" }>;

export function enterQueue(run: RunContext, node: NodeOf<"queue">, now: Instant): void {
  const priority = run.program.expressions.evaluate(node.priority, run.variables);
  if (!priority.ok || typeof priority.value !== "bigint") {
    run.leave("error", now);
    return;
  }
  const attributes = node.attributes.map((name) => [name, run.variables[name] as FlowValue] as const);
  run.set("position", 0);
  const { queueId, requiredSkills, preferredSkills } = node;
  const language = run.languageChosen ? { language: run.language } : {};
  run.emit({
    type: "enqueue",
    queueId,
    requiredSkills: requiredSkills.map(withLevel),
    preferredSkills: preferredSkills.map(withLevel),
    ...language,
    priority: Number(priority.value),
    attributes: Object.fromEntries(attributes),
  });
  run.wait = { kind: "queue", playId: "", playing: "music", deadline: now + node.timeoutMs };
  playMusic(run, node, run.wait, now);
}

function withLevel({ skillId, level }: NodeOf<"queue">["requiredSkills"][number]): { skillId: string; level?: number } {
  return level === undefined ? { skillId } : { skillId, level };
}

export function resumeQueue(run: RunContext, wait: Queueing, input: FlowRunInput, now: Instant): void {
  const { node } = run;
  if (node.kind !== "queue") return;
  switch (input.type) {
    case "queuePosition":
      run.set("position", input.position);
      return;
    case "queueResult":
      leaveQueue(run, wait, input.result, now);
      return;
    case "playEnded":
    case "playFailed":
      if (wait.playing === "comfort" && input.playId === wait.playId) playMusic(run, node, wait, now);
      return;
    case "callBackResult":
      if (!input.accepted) return;
      withdraw(run, wait, "callBack");
      run.leave("calledBack", now);
      return;
    case "digit":
      if (input.digit === node.callBackKey) run.emit({ type: "callBack" });
      if (node.choices[input.digit] === undefined) return;
      withdraw(run, wait, "choice");
      run.leave(input.digit, now);
      return;
    case "timeout":
      if (wait.deadline <= now) {
        withdraw(run, wait, "timeout");
        run.leave("timeout", now);
      } else playComfort(run, node, wait, now);
      return;
    default:
  }
}

/** After an answer: only the agent's giving back, or the caller's going, is of interest. */
export function resumeAgent(run: RunContext, input: FlowRunInput, now: Instant): void {
  if (input.type === "agentReturned") run.leave("returned", now);
}

function leaveQueue(
  run: RunContext,
  wait: Queueing,
  result: Extract<FlowRunInput, { type: "queueResult" }>["result"],
  now: Instant,
): void {
  run.emit({ type: "stopPlay", playId: wait.playId });
  if (result === "noAgents") {
    run.emit({ type: "withdraw", reason: "noAgents" });
    run.leave("noAgents", now);
  } else if (result !== "answered") {
    run.leave("error", now);
  } else if (run.node.kind === "queue" && run.node.exits.returned !== undefined) {
    run.wait = { kind: "agent" };
  } else {
    run.answered(now);
  }
}

function withdraw(run: RunContext, wait: Queueing, reason: string): void {
  run.emit({ type: "stopPlay", playId: wait.playId });
  run.emit({ type: "withdraw", reason });
}

function playMusic(run: RunContext, node: NodeOf<"queue">, wait: Queueing, now: Instant): void {
  wait.playId = run.newName("play");
  wait.playing = "music";
  if (node.waiting.comfort !== undefined) wait.comfortAt = now + node.waiting.everyMs;
  run.emit({ type: "playWaiting", playId: wait.playId, prompt: node.waiting.music, language: run.language });
}

function playComfort(run: RunContext, node: NodeOf<"queue">, wait: Queueing, now: Instant): void {
  const spoken = speak(run.program, node.waiting.comfort ?? [], run.language, run.variables);
  if (spoken === undefined || spoken.length === 0) {
    // Nothing to say this time: the music goes on.
    wait.comfortAt = now + node.waiting.everyMs;
    return;
  }
  wait.playId = run.newName("play");
  wait.playing = "comfort";
  // Should the host never say that it ended, it is simply said again later.
  wait.comfortAt = now + node.waiting.everyMs + 60_000;
  run.emit({ type: "play", playId: wait.playId, items: spoken, bargeIn: false, language: run.language });
}
