// The router's configuration: checked whole, then compared with what is there, so that sending it again changes nothing
// (SPEC.md, CO).

import type { Decision } from "./decision.ts";
import type { AgentConfiguration, ConfigureInput, QueueConfiguration } from "./router-input.ts";
import type { Rejection } from "./router-output.ts";

const strategies: readonly string[] = ["longestIdle", "fewestHandled", "roundRobin"];

/** Takes over a configuration or rejects it whole. */
export function configure(decision: Decision, input: ConfigureInput): void {
  const problem = check(input);
  if (problem !== undefined) {
    decision.reject("configure", problem.reason, problem.subject);
    return;
  }
  const { state, now: at } = decision;
  if (!same(state.skills, input.skills)) decision.record({ type: "skillsConfigured", at, skills: input.skills });
  const queueIds = new Set(input.queues.map((queue) => queue.id));
  for (const queueId of [...state.queues.keys()]) if (!queueIds.has(queueId)) removeQueue(decision, queueId);
  for (const queue of input.queues) configureQueue(decision, queue);
  const agentIds = new Set(input.agents.map((agent) => agent.id));
  for (const agentId of [...state.agents.keys()]) if (!agentIds.has(agentId)) removeAgent(decision, agentId);
  for (const agent of input.agents) configureAgent(decision, agent);
}

/** CO-3: who waits there is handed back to his flow, with the reason. */
function removeQueue(decision: Decision, queueId: string): void {
  for (const interaction of [...decision.state.interactions.values()]) {
    if (interaction.queueId !== queueId || interaction.state === "engaged") continue;
    decision.leave(interaction, "queueRemoved");
    decision.emit({ type: "withdrawn", interactionId: interaction.id, reason: "queueRemoved" });
  }
  decision.record({ type: "queueRemoved", at: decision.now, queueId });
  decision.rebuildQueue(queueId);
}

function configureQueue(decision: Decision, queue: QueueConfiguration): void {
  const known = decision.state.queues.get(queue.id);
  if (known !== undefined && same(known, queue)) return;
  decision.record({ type: "queueConfigured", at: decision.now, queue });
  if (known?.strategy !== queue.strategy) decision.rebuildQueue(queue.id);
}

/** CO-4: at once if he is free, after his work otherwise. */
function removeAgent(decision: Decision, agentId: string): void {
  const agent = decision.state.agent(agentId);
  const rest = { state: "signedOut", reason: "removed" } as const;
  if (same(agent.rest, rest)) return;
  decision.next(agent, rest);
  if (agent.engaged.length > 0) return;
  if (agent.offer === undefined) {
    decision.signOut(agent, "removed");
    return;
  }
  decision.endOffer(decision.state.interaction(agent.offer), "agentRemoved", false);
}

function configureAgent(decision: Decision, agent: AgentConfiguration): void {
  const known = decision.state.agents.get(agent.id);
  if (known?.rest.state === "signedOut" && known.rest.reason === "removed") {
    decision.next(known, { state: "notReady", reason: "configured" });
  }
  if (known !== undefined && same(known.configuration, agent)) return;
  decision.record({ type: "agentConfigured", at: decision.now, agent });
}

function check(input: ConfigureInput): { reason: Rejection; subject: string } | undefined {
  const skills = new Set(input.skills.map((skill) => skill.id));
  const queues = new Set(input.queues.map((queue) => queue.id));
  if (queues.size < input.queues.length) return { reason: "duplicate", subject: "queue" };
  if (new Set(input.agents.map((agent) => agent.id)).size < input.agents.length) {
    return { reason: "duplicate", subject: "agent" };
  }
  for (const queue of input.queues) {
    const problem = checkQueue(queue, skills);
    if (problem !== undefined) return { reason: problem, subject: queue.id };
  }
  for (const agent of input.agents) {
    const problem = checkAgent(agent, queues, skills);
    if (problem !== undefined) return { reason: problem, subject: agent.id };
  }
  return undefined;
}

function checkQueue(queue: QueueConfiguration, skills: ReadonlySet<string>): Rejection | undefined {
  // Nothing falls back in silence: a strategy that is not known is an error (CO-2).
  if (!strategies.includes(queue.strategy)) return "unknownStrategy";
  const { noAnswersUntilNotReady = 1, retryPauseMs = 1 } = queue;
  if (![queue.ringTimeoutMs, noAnswersUntilNotReady, retryPauseMs].every(isPositive)) return "badNumber";
  if (queue.wrapUpMs !== 0 && !isPositive(queue.wrapUpMs)) return "badNumber";
  for (const { skillId, level = 1 } of queue.requiredSkills ?? []) {
    if (!skills.has(skillId)) return "unknownSkill";
    if (!isPositive(level)) return "badNumber";
  }
  return undefined;
}

function checkAgent(
  agent: AgentConfiguration,
  queues: ReadonlySet<string>,
  skills: ReadonlySet<string>,
): Rejection | undefined {
  if (!agent.queues.every((queueId) => queues.has(queueId))) return "unknownQueue";
  if (!Object.keys(agent.skills).every((skillId) => skills.has(skillId))) return "unknownSkill";
  if (!Object.values(agent.skills).every(isPositive)) return "badNumber";
  return Object.values(agent.capacity).every((count) => count === 0 || isPositive(count)) ? undefined : "badNumber";
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Equal as JSON; configuration comes from one writer, with its keys in one order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
