// What flows and call hosts tell about interactions (SPEC.md, QU and RE).
//
//   enqueue ──▶ waiting ⇄ offered ──accepted──▶ engaged ──▶ left
//                  └──────────┴──── withdrawn, ended ────▶ left

import { loseTerminal, takeBack } from "./agent-commands.ts";
import type { Decision } from "./decision.ts";
import type { Hold } from "./router-event.ts";
import type { EnqueueInput, InteractionInput } from "./router-input.ts";
import type { Rejection } from "./router-output.ts";
import type { AgentRecord, InteractionRecord } from "./router-records.ts";
import { givenHoldMs, holdFor, mergeRequirements, overflowOnArrival, stepsOf, takeStep } from "./wait-steps.ts";

type Of<Type extends InteractionInput["type"]> = Extract<InteractionInput, { type: Type }>;

/** Obeys one command about an interaction. */
export function handleInteractionInput(decision: Decision, input: InteractionInput): void {
  if (input.type === "enqueue") {
    enqueue(decision, input);
    return;
  }
  if (input.type === "engageDirectly") {
    engageDirectly(decision, input);
    return;
  }
  const interaction = decision.state.findInteraction(input.interactionId);
  if (interaction === undefined) {
    // An end that was heard of already is no error: both sides of a call hang up (QU-6).
    if (input.type === "interactionEnded") return;
    if (input.type === "offerAccepted") refuseLateAnswer(decision, input);
    decision.reject(input.type, "unknownInteraction", input.interactionId);
    return;
  }
  switch (input.type) {
    case "withdraw":
      if (interaction.state === "engaged") {
        decision.reject(input.type, "notWaiting", interaction.id);
        return;
      }
      decision.leave(interaction, input.reason);
      return;
    case "offerAccepted":
      accept(decision, interaction, input);
      return;
    case "offerRefused":
    case "offerFailed":
      failOffer(decision, interaction, input);
      return;
    case "released":
      release(decision, interaction, input);
      return;
    case "transferToQueue":
      transfer(decision, interaction, input);
      return;
    case "moveWaiting":
      move(decision, interaction, input);
      return;
    case "interactionEnded":
      decision.leave(interaction, "ended");
      return;
  }
}

/** Gives the interaction to the agent, whoever had it on offer. */
export function assign(
  decision: Decision,
  interactionId: string,
  agent: AgentRecord,
  more: { channel: string; how: "offer" | "direct" | "reconciled"; wrapUpMs: number },
): void {
  const interaction = decision.state.findInteraction(interactionId);
  const waitedMs = interaction === undefined ? 0 : decision.waitedMs(interaction);
  for (const other of interaction?.offeredTo ?? []) {
    if (interaction === undefined || other === agent.id) continue;
    decision.endOffer(interaction, decision.state.agent(other), "takenByOther", false);
  }
  if (agent.offer !== interactionId) takeBack(decision, agent, "agentEngaged", false);
  decision.record({ type: "assigned", at: decision.now, interactionId, agentId: agent.id, waitedMs, ...more });
  decision.emit({ type: "assigned", interactionId, agentId: agent.id });
}

function enqueue(decision: Decision, input: EnqueueInput): void {
  const { interactionId, channel, queueId, priority, attributes } = input;
  const enqueuedAt = input.enqueuedAt ?? decision.now;
  const queue = decision.state.queues.get(queueId);
  if (queue === undefined) {
    decision.reject("enqueue", "unknownQueue", queueId);
    return;
  }
  if (decision.state.findInteraction(interactionId) !== undefined) {
    decision.reject("enqueue", "duplicate", interactionId);
    return;
  }
  if (!Number.isSafeInteger(priority) || !Number.isFinite(enqueuedAt) || enqueuedAt > decision.now) {
    decision.reject("enqueue", "badNumber", interactionId);
    return;
  }
  const requirement = mergeRequirements(queue.requiredSkills ?? [], input.requiredSkills);
  const preferred = mergeRequirements([], input.preferredSkills ?? []);
  const problem = checkRequirement(decision, requirement) ?? checkRequirement(decision, preferred);
  if (problem !== undefined) {
    decision.reject("enqueue", problem.reason, problem.subject);
    return;
  }
  const targetAnswerMs = input.targetAnswerMs ?? queue.targetAnswerMs ?? 0;
  const holdMs = input.favours?.holdMs ?? 0;
  if (!Number.isSafeInteger(targetAnswerMs) || targetAnswerMs < 0 || !Number.isSafeInteger(holdMs) || holdMs < 0) {
    decision.reject("enqueue", "badNumber", interactionId);
    return;
  }
  const hold = holdFor(decision, input.favours);
  const steps = stepsOf(queue, enqueuedAt);
  decision.record({
    type: "enqueued",
    at: decision.now,
    interactionId,
    channel,
    queueId,
    requirement,
    priority,
    enqueuedAt,
    sequence: decision.state.sequence + 1,
    attributes,
    excludedAgents: input.excludedAgents ?? [],
    avoids: [],
    ...(targetAnswerMs > 0 ? { dueAt: enqueuedAt + targetAnswerMs } : undefined),
    ...(preferred.length > 0 ? { preferred } : undefined),
    ...(queue.firstTier === undefined ? undefined : { maxTier: queue.firstTier }),
    ...(input.favours === undefined ? undefined : { favours: input.favours.agentIds }),
    ...(hold === undefined ? undefined : { hold }),
    ...(steps.length > 0 ? { steps } : undefined),
  });
  beginWait(decision, interactionId);
}

/** What holds at once: steps of a wait that began before, overflow of a queue that is full or empty. */
function beginWait(decision: Decision, interactionId: string): void {
  const interaction = decision.state.interaction(interactionId);
  if (interaction.steps.length > 0) takeStep(decision, interaction);
  if (decision.queueOf(interaction)?.overflow !== undefined) overflowOnArrival(decision, interaction);
}

function accept(decision: Decision, interaction: InteractionRecord, input: Of<"offerAccepted">): void {
  if (!interaction.offeredTo.includes(input.agentId)) {
    if (!interaction.agents.includes(input.agentId)) refuseLateAnswer(decision, input);
    decision.reject(input.type, "notOffered", input.agentId);
    return;
  }
  const agent = decision.state.agent(input.agentId);
  const wrapUpMs = decision.queueOf(interaction)?.wrapUpMs ?? 0;
  assign(decision, interaction.id, agent, { channel: interaction.channel, how: "offer", wrapUpMs });
}

/** RE-3: who answers what is not offered to him any more must not be left with a ringing or open leg. */
function refuseLateAnswer(decision: Decision, { interactionId, agentId }: Of<"offerAccepted">): void {
  decision.emit({ type: "cancelRing", interactionId, agentId, reason: "tooLate" });
}

function failOffer(
  decision: Decision,
  interaction: InteractionRecord,
  input: Of<"offerRefused"> | Of<"offerFailed">,
): void {
  if (!interaction.offeredTo.includes(input.agentId)) {
    decision.reject(input.type, "notOffered", input.agentId);
    return;
  }
  const reason = input.type === "offerRefused" ? "refused" : input.reason;
  if (reason === "terminalLost") {
    loseTerminal(decision, decision.state.agent(input.agentId));
    return;
  }
  decision.endOffer(interaction, decision.state.agent(input.agentId), reason, true);
}

function release(decision: Decision, interaction: InteractionRecord, input: Of<"released">): void {
  if (!interaction.agents.includes(input.agentId)) {
    decision.reject("released", "notEngaged", input.agentId);
    return;
  }
  decision.release(interaction, decision.state.agent(input.agentId), "released", input.withoutWrapUp === true);
  if (interaction.agents.length === 0) decision.leave(interaction, "released");
}

function engageDirectly(decision: Decision, input: Of<"engageDirectly">): void {
  const { interactionId, channel, wrapUpMs = 0 } = input;
  const agent = decision.state.findAgent(input.agentId);
  if (agent === undefined) {
    decision.reject(input.type, "unknownAgent", input.agentId);
    return;
  }
  if (agent.state === "signedOut") {
    decision.reject(input.type, "signedOut", agent.id);
    return;
  }
  if (!Number.isSafeInteger(wrapUpMs) || wrapUpMs < 0) {
    decision.reject(input.type, "badNumber", agent.id);
    return;
  }
  const engaged = agent.engaged.filter((held) => held.channel === channel);
  if (engaged.some((held) => held.interactionId === interactionId)) {
    decision.reject(input.type, "duplicate", agent.id);
    return;
  }
  if (engaged.length >= (agent.configuration.capacity[channel] ?? 0)) {
    decision.reject(input.type, "overCapacity", agent.id);
    return;
  }
  assign(decision, interactionId, agent, { channel, how: "direct", wrapUpMs });
}

/** QU-7: whoever served it is released, has his wrap-up, and is not the next to get it. */
function transfer(decision: Decision, interaction: InteractionRecord, input: Of<"transferToQueue">): void {
  const queue = decision.state.queues.get(input.queueId);
  if (queue === undefined) {
    decision.reject(input.type, "unknownQueue", input.queueId);
    return;
  }
  const priority = input.priority ?? interaction.priority;
  if (!Number.isSafeInteger(priority)) {
    decision.reject(input.type, "badNumber", interaction.id);
    return;
  }
  const requirement = mergeRequirements(queue.requiredSkills ?? [], input.requiredSkills ?? []);
  const problem = checkRequirement(decision, requirement);
  if (problem !== undefined) {
    decision.reject(input.type, problem.reason, problem.subject);
    return;
  }
  const enqueuedAt = input.keepsPlace === true ? interaction.enqueuedAt : decision.now;
  const steps = stepsOf(queue, enqueuedAt);
  const { targetAnswerMs = 0 } = queue;
  const until = decision.now + (queue.retryPauseMs ?? 5_000);
  const avoids = interaction.agents.map((agentId) => ({ agentId, until }));
  decision.endOffers(interaction, "transferred", false);
  for (const agentId of interaction.agents) {
    const withoutWrapUp = input.withoutWrapUp?.includes(agentId) === true;
    decision.release(interaction, decision.state.agent(agentId), "transferred", withoutWrapUp);
  }
  decision.record({
    type: "enqueued",
    at: decision.now,
    interactionId: interaction.id,
    channel: interaction.channel,
    queueId: queue.id,
    requirement,
    priority,
    enqueuedAt,
    sequence: decision.state.sequence + 1,
    attributes: interaction.attributes,
    excludedAgents: interaction.excludedAgents,
    avoids,
    ...(targetAnswerMs > 0 ? { dueAt: enqueuedAt + targetAnswerMs } : undefined),
    ...(queue.firstTier === undefined ? undefined : { maxTier: queue.firstTier }),
    ...(steps.length > 0 ? { steps } : undefined),
  });
  beginWait(decision, interaction.id);
}

/** RT-07: by a supervisor's hand; every part is checked before the first is done. */
function move(decision: Decision, interaction: InteractionRecord, input: Of<"moveWaiting">): void {
  const { id: interactionId } = interaction;
  const problem = checkMove(decision, interaction, input);
  if (problem !== undefined) {
    decision.reject(input.type, problem.reason, problem.subject);
    return;
  }
  const agent = input.agentId === undefined ? undefined : decision.state.agent(input.agentId);
  const queue = input.queueId === undefined ? undefined : decision.state.queues.get(input.queueId);
  const at = decision.now;
  if (queue !== undefined && queue.id !== interaction.queueId) {
    const requirement = mergeRequirements(queue.requiredSkills ?? [], interaction.requirement);
    const [queueId, because] = [queue.id, "supervisor"] as const;
    decision.record({ type: "moved", at, interactionId, queueId, alsoIn: [], requirement, because });
  }
  rerank(decision, interaction, input);
  if (agent !== undefined) {
    const hold: Hold = { agentIds: [agent.id], until: at + givenHoldMs, because: "given" };
    decision.record({ type: "holdSet", at, interactionId, hold });
  }
}

function checkMove(
  { state }: Decision,
  interaction: InteractionRecord,
  { agentId, queueId, priority }: Of<"moveWaiting">,
): { reason: Rejection; subject: string } | undefined {
  if (interaction.state !== "waiting") return { reason: "notWaiting", subject: interaction.id };
  if (agentId !== undefined) {
    const agent = state.findAgent(agentId);
    if (agent === undefined) return { reason: "unknownAgent", subject: agentId };
    if (agent.state === "signedOut") return { reason: "signedOut", subject: agentId };
  }
  if (queueId !== undefined && !state.queues.has(queueId)) return { reason: "unknownQueue", subject: queueId };
  if (priority !== undefined && !Number.isSafeInteger(priority)) {
    return { reason: "badNumber", subject: interaction.id };
  }
  return undefined;
}

/** The front is before the first of its queue, with that one's priority if it is higher. */
function rerank(decision: Decision, interaction: InteractionRecord, input: Of<"moveWaiting">): void {
  const at = decision.now;
  let { priority = interaction.priority } = input;
  let { dueAt } = interaction;
  const first = input.toFront === true ? decision.waitingIndex.inOrder(interaction.queueId ?? "")[0] : undefined;
  if (first !== undefined && first !== interaction) {
    priority = Math.max(priority, first.priority);
    dueAt = Math.min(dueAt, first.dueAt - 1);
  }
  if (priority === interaction.priority && dueAt === interaction.dueAt) return;
  decision.record({ type: "reranked", at, interactionId: interaction.id, priority, dueAt });
}

function checkRequirement(
  decision: Decision,
  requirement: readonly { skillId: string; level: number }[],
): { reason: Rejection; subject: string } | undefined {
  for (const { skillId, level } of requirement) {
    if (!decision.state.knowsSkill(skillId)) return { reason: "unknownSkill", subject: skillId };
    if (!Number.isSafeInteger(level) || level < 1) return { reason: "badNumber", subject: skillId };
  }
  return undefined;
}
