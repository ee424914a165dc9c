// Why an agent may or may not be offered an interaction, asked of the rules themselves: the first obstacle in the order
// in which the rules are laid out.

import { type AgentRecord, type InteractionRecord, queuesOf } from "./router-records.ts";
import type { RouterState } from "./router-state.ts";
import { type Rules, tierOf } from "./rules.ts";

export type Judgement =
  | "chosen"
  /** Could have been asked, but others came first. */
  | "free"
  | "signedOut"
  | "skill"
  | "tier"
  | "excluded"
  | "held"
  | "justFailed"
  | "notReady"
  | "terminalLost"
  /** Rung, engaged up to his capacity, or in wrap-up. */
  | "busy"
  /** Has no capacity for this channel, or beside what he does. */
  | "noCapacity";

export interface AgentVerdict {
  agentId: string;
  verdict: Judgement;
  /** The queue in which he could serve. */
  queueId?: string;
  /** The skill that is missing, the tier, the reason or the state that stands against it. */
  detail?: string;
}

/** Every member of the interaction's queues. */
export function judgeAll(state: RouterState, rules: Rules, interaction: InteractionRecord): AgentVerdict[] {
  const queueIds = queuesOf(interaction);
  const verdicts: AgentVerdict[] = [];
  for (const agent of state.agents.values()) {
    if (queueIds.some((queueId) => agent.queues.has(queueId))) verdicts.push(judge(rules, agent, interaction));
  }
  return verdicts;
}

/** The agent's case, whoever he is. */
export function judge(rules: Rules, agent: AgentRecord, interaction: InteractionRecord): AgentVerdict {
  const { id: agentId } = agent;
  if (agent.state === "signedOut") return { agentId, verdict: "signedOut" };
  const queueId = queuesOf(interaction).find((each) => rules.fits(agent, each, interaction));
  if (queueId === undefined) return misfit(agent, interaction);
  const served = { agentId, queueId };
  if (!rules.admits(agent, interaction)) {
    if (interaction.excludedAgents.includes(agentId)) return { ...served, verdict: "excluded" };
    const held = interaction.hold !== undefined && !interaction.hold.agentIds.includes(agentId);
    return { ...served, verdict: held ? "held" : "justFailed" };
  }
  if (rules.available(agent, interaction.channel)) return { ...served, verdict: "free" };
  return { ...served, ...obstacle(agent, interaction.channel) };
}

function obstacle(agent: AgentRecord, channel: string): { verdict: Judgement; detail?: string } {
  const { state, reason, rest } = agent;
  if (agent.lostUntil !== undefined) return { verdict: "terminalLost" };
  if (state === "notReady") return { verdict: "notReady", ...(reason === undefined ? {} : { detail: reason }) };
  if (rest.state !== "ready") return { verdict: "busy", detail: state };
  const busyHere = agent.engaged.some((held) => held.channel === channel);
  if (state === "engaged" && !busyHere) return { verdict: "noCapacity", detail: agent.engaged[0]?.channel ?? channel };
  if (state === "ready") return { verdict: "noCapacity", detail: channel };
  return { verdict: "busy", detail: state };
}

function misfit(agent: AgentRecord, interaction: InteractionRecord): AgentVerdict {
  const { id: agentId } = agent;
  const missing = interaction.requirement.find(({ skillId, level }) => (agent.skills.get(skillId) ?? 0) < level);
  if (missing !== undefined) return { agentId, verdict: "skill", detail: missing.skillId };
  const tiers = queuesOf(interaction).filter((queueId) => agent.queues.has(queueId));
  return { agentId, verdict: "tier", detail: tiers.map((queueId) => tierOf(agent, queueId)).join() };
}
