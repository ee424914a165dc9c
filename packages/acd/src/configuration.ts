// The router's configuration: checked whole, then compared with what is there, so that sending it again changes nothing
// (SPEC.md, CO).

import { takeBack } from "./agent-commands.ts";
import type { Decision } from "./decision.ts";
import {
  type AgentConfiguration,
  type ConfigureInput,
  type OverflowRule,
  type QueueConfiguration,
  type RelaxationStep,
  strategies,
} from "./router-input.ts";
import type { Rejection } from "./router-output.ts";
import type { InteractionRecord } from "./router-records.ts";

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

/** CO-6: of one agent alone, so that a change of his costs nothing for the others. */
export function configureOne(decision: Decision, agent: AgentConfiguration): void {
  const { state } = decision;
  const known = state.findAgent(agent.id);
  const removed = known?.rest.state === "signedOut" && known.rest.reason === "removed";
  const skills = { has: (skillId: string) => state.knowsSkill(skillId) };
  const problem = known === undefined || removed ? "unknownAgent" : checkAgent(agent, state.queues, skills);
  if (problem === undefined) configureAgent(decision, agent);
  else decision.reject("configureAgent", problem, agent.id);
}

/** CO-3: who waits there is handed back to his flow, with the reason. */
function removeQueue(decision: Decision, queueId: string): void {
  for (const interaction of [...decision.state.interactions.values()]) {
    if (interaction.alsoIn.includes(queueId)) stayOut(decision, interaction, queueId);
    if (interaction.queueId !== queueId || interaction.state === "engaged") continue;
    decision.leave(interaction, "queueRemoved");
    decision.emit({ type: "withdrawn", interactionId: interaction.id, reason: "queueRemoved" });
  }
  decision.record({ type: "queueRemoved", at: decision.now, queueId });
  decision.rebuildQueue(queueId);
}

/** It waits on in its other queues. */
function stayOut(decision: Decision, interaction: InteractionRecord, queueId: string): void {
  const { id: interactionId, queueId: home = queueId, requirement } = interaction;
  const alsoIn = interaction.alsoIn.filter((other) => other !== queueId);
  const [at, because] = [decision.now, "overflow"] as const;
  decision.record({ type: "moved", at, interactionId, queueId: home, alsoIn, requirement, because });
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
  const busy = agent.engaged.length > 0 || agent.offer !== undefined;
  decision.rest(agent, rest, !busy);
  takeBack(decision, agent, "agentRemoved", false);
  decision.forgetRemoved(agent);
}

function configureAgent(decision: Decision, agent: AgentConfiguration): void {
  const known = decision.state.agents.get(agent.id);
  if (known?.rest.state === "signedOut" && known.rest.reason === "removed") {
    decision.rest(known, { state: "notReady", reason: "configured" }, false);
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
    const problem = checkQueue(queue, skills) ?? checkWaiting(queue, queues, skills);
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
  if (!isCount(queue.wrapUpMs)) return "badNumber";
  for (const { skillId, level = 1 } of queue.requiredSkills ?? []) {
    if (!skills.has(skillId)) return "unknownSkill";
    if (!isPositive(level)) return "badNumber";
  }
  return undefined;
}

/** What a wait in the queue may lead to. */
function checkWaiting(
  { targetAnswerMs = 0, firstTier = 1, relaxation = [], overflow = [] }: QueueConfiguration,
  queues: ReadonlySet<string>,
  skills: ReadonlySet<string>,
): Rejection | undefined {
  if (!isCount(targetAnswerMs) || !isPositive(firstTier)) return "badNumber";
  for (const step of relaxation) {
    if (!(step.dropSkills ?? []).every((skillId) => skills.has(skillId))) return "unknownSkill";
    if (!isStep(step)) return "badNumber";
  }
  if (relaxation.some((step, place) => place > 0 && step.afterMs < (relaxation[place - 1]?.afterMs ?? 0)))
    return "badNumber";
  for (const rule of overflow) {
    if (!rule.queueIds.every((queueId) => queues.has(queueId))) return "unknownQueue";
    if (rule.queueIds.length === 0 || !isLimit(rule)) return "badNumber";
  }
  return undefined;
}

function isStep({ afterMs, lowerLevelsBy = 1, maxTier = 1, raisePriorityBy = 1 }: RelaxationStep): boolean {
  return [afterMs, lowerLevelsBy, maxTier, raisePriorityBy].every(isPositive);
}

function isLimit({ when }: OverflowRule): boolean {
  switch (when.type) {
    case "waited":
      return isPositive(when.afterMs);
    case "expectedWait":
      return isCount(when.aboveMs);
    case "waiting":
      return isCount(when.above);
    case "occupancy":
      return when.above >= 0 && when.above <= 1;
    case "noAgents":
      return true;
    default:
      return false;
  }
}

function checkAgent(
  agent: AgentConfiguration,
  queues: Pick<ReadonlySet<string>, "has">,
  skills: Pick<ReadonlySet<string>, "has">,
): Rejection | undefined {
  if (!agent.queues.every((queueId) => queues.has(queueId))) return "unknownQueue";
  if (!Object.keys(agent.skills).every((skillId) => skills.has(skillId))) return "unknownSkill";
  if (!Object.values(agent.skills).every(isPositive)) return "badNumber";
  const { capacity, tiers = {}, totalCapacity = 1, cost = 0 } = agent;
  if (![...Object.values(capacity), totalCapacity].every(isCount)) return "badNumber";
  return Object.values(tiers).every(isPositive) && cost >= 0 ? undefined : "badNumber";
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isCount(value: number): boolean {
  return value === 0 || isPositive(value);
}

/** Equal as JSON; configuration comes from one writer, with its keys in one order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
