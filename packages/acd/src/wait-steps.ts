// What a wait leads to (SPEC.md, SE-10, OV): requirements that sink in steps, other queues that help out, and the hold
// for the agent who should serve. Steps are laid out as instants when the wait begins.

import type { Instant } from "@tellerline/base";
import type { Decision } from "./decision.ts";
import { expectedWaitMs } from "./queue-pace.ts";
import type { Hold, WaitStep } from "./router-event.ts";
import type { Favour, OverflowRule, QueueConfiguration, SkillRequirement } from "./router-input.ts";
import { type InteractionRecord, queuesOf } from "./router-records.ts";

/** How long an interaction is held for the agent a supervisor gave it to. */
export const givenHoldMs = 600_000;

/** The steps of a wait in this queue that began at `from`, in the order of their instants. */
export function stepsOf({ relaxation = [], overflow = [] }: QueueConfiguration, from: Instant): WaitStep[] {
  if (relaxation.length === 0 && overflow.length === 0) return [];
  const relaxing = relaxation.map(({ afterMs, ...step }): WaitStep => ({ at: from + afterMs, type: "relax", ...step }));
  const overflowing = overflow.flatMap(({ when, queueIds, how }): WaitStep[] =>
    when.type === "waited" ? [{ at: from + when.afterMs, type: "overflow", queueIds, how }] : [],
  );
  return [...relaxing, ...overflowing].sort((a, b) => a.at - b.at);
}

/** Only for agents who are signed in: who is not there is not waited for. */
export function holdFor(decision: Decision, favours: Favour | undefined): Hold | undefined {
  if (favours?.holdMs === undefined || favours.holdMs <= 0) return undefined;
  const { agentIds, because, holdMs } = favours;
  const present = agentIds.filter((agentId) => isSignedIn(decision, agentId));
  return present.length === 0 ? undefined : { agentIds: present, until: decision.now + holdMs, because };
}

/** The steps whose instant has come; a wait that began before is caught up with. */
export function takeStep(decision: Decision, interaction: InteractionRecord): void {
  for (let step = interaction.steps[0]; step !== undefined && step.at <= decision.now; step = interaction.steps[0]) {
    decision.record({ type: "stepped", at: decision.now, interactionId: interaction.id });
    if (step.type === "overflow") overflow(decision, interaction, step);
  }
}

/** On arrival: every overflow rule whose condition holds, in the order of the configuration (OV-2). */
export function overflowOnArrival(decision: Decision, interaction: InteractionRecord): void {
  for (const rule of decision.queueOf(interaction)?.overflow ?? []) {
    if (interaction.queueId !== undefined && holds(decision, rule, interaction.queueId)) {
      overflow(decision, interaction, rule);
      if (rule.how === "move") return;
    }
  }
}

/** Who signed out is waited for no longer, and a queue without anybody overflows. */
export function followWhoLeft(decision: Decision): void {
  for (const agentId of decision.left) endHoldsFor(decision, agentId);
  for (const [queueId, before] of decision.staffing.changed) {
    if (before > 0 && decision.staffing.signedIn(queueId) === 0) overflowWithoutAgents(decision, queueId);
  }
}

/** The last member of the queue signed out: nobody is left there (OV-3). */
function overflowWithoutAgents(decision: Decision, queueId: string): void {
  const rules = decision.state.queues.get(queueId)?.overflow?.filter(({ when }) => when.type === "noAgents") ?? [];
  if (rules.length === 0) return;
  for (const interaction of decision.waitingIndex.inOrder(queueId)) {
    if (interaction.queueId !== queueId) continue;
    for (const rule of rules) if (interaction.queueId === queueId) overflow(decision, interaction, rule);
  }
}

/** What is held only for people who have left is for everybody (SE-9). */
function endHoldsFor(decision: Decision, agentId: string): void {
  for (const { id: interactionId, hold } of decision.waitingIndex.heldFor(agentId)) {
    if (hold?.agentIds.some((other) => isSignedIn(decision, other)) === true) continue;
    decision.record({ type: "holdSet", at: decision.now, interactionId });
  }
}

/** Both lists as one, the higher level of each skill, sorted by skill id so that equal requirements look equal. */
export function mergeRequirements(
  ofQueue: readonly SkillRequirement[],
  own: readonly SkillRequirement[],
): { skillId: string; level: number }[] {
  if (ofQueue.length === 0 && own.length === 0) return [];
  const levels = new Map<string, number>();
  for (const { skillId, level = 1 } of [...ofQueue, ...own]) {
    levels.set(skillId, Math.max(level, levels.get(skillId) ?? level));
  }
  return [...levels].map(([skillId, level]) => ({ skillId, level })).sort((a, b) => (a.skillId < b.skillId ? -1 : 1));
}

function holds(decision: Decision, { when }: OverflowRule, queueId: string): boolean {
  const { staffing, waitingIndex, state } = decision;
  // The arrival itself waits already.
  const ahead = waitingIndex.waiting(queueId) - 1;
  switch (when.type) {
    case "waited":
      return false;
    case "noAgents":
      return staffing.signedIn(queueId) === 0;
    case "waiting":
      return ahead > when.above;
    case "occupancy":
      return staffing.occupancy(queueId) > when.above;
    case "expectedWait":
      return (expectedWaitMs(state.paces.get(queueId), ahead, staffing.signedIn(queueId)) ?? 0) > when.aboveMs;
  }
}

/** Into the queue with the least expected wait of those with a member; where nobody is signed in nothing changes. */
function overflow(
  decision: Decision,
  interaction: InteractionRecord,
  { queueIds, how }: { queueIds: readonly string[]; how: "add" | "move" },
): void {
  const target = leastWait(decision, queueIds, queuesOf(interaction));
  const queue = target === undefined ? undefined : decision.state.queues.get(target);
  if (queue === undefined || interaction.queueId === undefined) return;
  const [at, interactionId, because] = [decision.now, interaction.id, "overflow"] as const;
  if (how === "add") {
    const { queueId, requirement } = interaction;
    const alsoIn = [...interaction.alsoIn, queue.id];
    decision.record({ type: "moved", at, interactionId, queueId, alsoIn, requirement, because });
    return;
  }
  // The demands of its own stay, those of the queue it leaves do too: they were part of what the customer needs.
  const requirement = mergeRequirements(queue.requiredSkills ?? [], interaction.requirement);
  decision.record({ type: "moved", at, interactionId, queueId: queue.id, alsoIn: [], requirement, because });
}

function leastWait(decision: Decision, queueIds: readonly string[], taken: readonly string[]): string | undefined {
  const { staffing, waitingIndex, state } = decision;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const queueId of queueIds) {
    const signedIn = staffing.signedIn(queueId);
    if (signedIn === 0 || taken.includes(queueId)) continue;
    const ahead = waitingIndex.waiting(queueId);
    // Where nobody waits and somebody is free there is no wait at all, whatever the pace was.
    const free = ahead === 0 && staffing.ready(queueId) > 0;
    const wait = free ? 0 : (expectedWaitMs(state.paces.get(queueId), ahead, signedIn) ?? ahead + 1);
    if (wait < least) [best, least] = [queueId, wait];
  }
  return best;
}

function isSignedIn(decision: Decision, agentId: string): boolean {
  const agent = decision.state.agents.get(agentId);
  return agent !== undefined && agent.state !== "signedOut" && agent.rest.state !== "signedOut";
}
