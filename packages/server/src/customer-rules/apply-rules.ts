// The rules of the house on a wish to wait (RT-04): who the customer is decides priority, skills and whom he should meet.
//
//   rules of the queue and of all queues ─▶ tiers, language, one region ─▶ priority, skills ─▶ adviser, if he can serve it

import type { EnqueueInput, SkillRequirement } from "@tellerline/acd";
import type { CustomerCondition, CustomerRule } from "@tellerline/api";
import type { AgentConfig, QueueConfig } from "../centre/centre-configuration.ts";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { HouseRules } from "./house-rules.ts";

/** What is known of who waits. */
export interface KnownCustomer {
  tier: string;
  language: string;
  adviserId: string | null;
}

export interface RuleWorld extends HouseRules {
  skillNames: ReadonlyMap<string, string>;
  queue: QueueConfig | undefined;
  agents: ReadonlyMap<string, AgentConfig>;
  /** Undefined: nobody we know. */
  customer: KnownCustomer | undefined;
  /** Undefined where nobody vouches for it: a number written into a chat is no reason for anything. */
  number: string | undefined;
  /** Chosen in the flow or on the page: it goes before that of the profile. */
  chosenLanguage: string | undefined;
  /** When he last gave up waiting, if nobody has talked with him since. */
  gaveUpAt: number | undefined;
  /** How often the number called in the last `withinMs`, this call included. */
  calls(withinMs: number): number;
  now: number;
}

export type RuleApplied = Extract<InteractionEvent, { type: "customerRule" | "adviserFirst" | "blockedLater" }>;

/** Behind everybody: no queue and no tier reaches so far down. */
const laterBy = -1_000;

/** @returns the wish as the rules make it, and which of them did. */
export function applyCustomerRules(
  command: EnqueueInput,
  world: RuleWorld,
): { command: EnqueueInput; applied: RuleApplied[] } {
  const here = world.customerRules.filter(
    (rule) => rule.active && (rule.queueId ?? command.queueId) === command.queueId,
  );
  const applied: RuleApplied[] = [];
  let changed = command;
  for (const rule of [...here.filter((one) => holds(one.when, world)), ...regionOf(world, command.queueId)]) {
    changed = withRule(changed, rule);
    const skillName = rule.skill === null ? "" : (world.skillNames.get(rule.skill.skillId) ?? "");
    const { id: ruleId, name: ruleName, priorityBy } = rule;
    applied.push({ type: "customerRule", ruleId, ruleName, kind: rule.when.kind, priorityBy, skillName });
  }
  const block = world.number === undefined ? undefined : world.blocklist.ofNumber(world.number, world.now);
  if (block !== undefined) {
    changed = { ...changed, priority: changed.priority + laterBy };
    applied.push({ type: "blockedLater", blockId: block.id, because: block.reason });
  }
  const adviser = adviserFor(changed, here, world);
  if (adviser === undefined) return { command: changed, applied };
  return { command: { ...changed, favours: adviser.favours }, applied: [...applied, adviser.event] };
}

function holds(when: CustomerCondition, { customer, chosenLanguage, gaveUpAt, calls, now }: RuleWorld): boolean {
  switch (when.kind) {
    case "tier":
      return customer !== undefined && (when.tiers as string[]).includes(customer.tier);
    case "language":
      return when.language === (chosenLanguage ?? customer?.language);
    case "recall":
      return gaveUpAt !== undefined && now - gaveUpAt <= when.withinMs;
    case "frequent":
      return calls(when.withinMs) > when.calls;
    default:
      return false;
  }
}

/** The region of the longest prefix; one of this queue before one of all queues. */
function regionOf({ regions, number }: RuleWorld, queueId: string): CustomerRule[] {
  if (number === undefined) return [];
  const found = regions.find(number, (rule) => {
    if (!rule.active) return 0;
    return rule.queueId === queueId ? 2 : rule.queueId === null ? 1 : 0;
  });
  return found === undefined ? [] : [found];
}

function withRule(command: EnqueueInput, { priorityBy, skill }: CustomerRule): EnqueueInput {
  const raised = { ...command, priority: command.priority + priorityBy };
  if (skill === null) return raised;
  const asked = { skillId: skill.skillId, level: skill.level };
  if (skill.demand === "required") return { ...raised, requiredSkills: adding(raised.requiredSkills, asked) };
  return { ...raised, preferredSkills: adding(raised.preferredSkills ?? [], asked) };
}

/** A skill asked for twice is asked for once, at the higher level. */
function adding(skills: readonly SkillRequirement[], asked: Required<SkillRequirement>): SkillRequirement[] {
  const others = skills.filter(({ skillId }) => skillId !== asked.skillId);
  const before = skills.find(({ skillId }) => skillId === asked.skillId)?.level ?? 1;
  return [...others, { ...asked, level: Math.max(before, asked.level) }];
}

/** His adviser, where a rule wants it and he may serve it at all; nobody is waited for in vain. */
function adviserFor(command: EnqueueInput, rules: readonly CustomerRule[], world: RuleWorld) {
  const wanting = rules.filter(({ when }) => when.kind === "adviser");
  const rule = wanting.find(({ queueId }) => queueId !== null) ?? wanting[0];
  const agent = world.agents.get(world.customer?.adviserId ?? "");
  if (rule?.when.kind !== "adviser" || agent === undefined || world.queue === undefined) return undefined;
  if (!mayServe(agent, world.queue, command)) return undefined;
  const { holdMs } = rule.when;
  const { agentId, name: adviserName } = agent;
  const favours = { agentIds: [agentId], because: "ownAdviser" as const, ...(holdMs > 0 ? { holdMs } : {}) };
  const { id: ruleId, name: ruleName } = rule;
  return { favours, event: { type: "adviserFirst" as const, ruleId, ruleName, agentId, adviserName, holdMs } };
}

/** Whether an agent is a member of the queue with every skill that is asked. */
export function mayServe(agent: AgentConfig, queue: QueueConfig, { requiredSkills }: EnqueueInput): boolean {
  if (!agent.queueIds.includes(queue.id)) return false;
  return [...queue.requiredSkills, ...requiredSkills].every(
    ({ skillId, level = 1 }) => (agent.skills[skillId] ?? 0) >= level,
  );
}
