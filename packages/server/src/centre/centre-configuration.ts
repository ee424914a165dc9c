// What the running centre knows of its configuration, read from the database at the start and after every change.

import type { ConfigureInput, ServiceLevelFormula, Strategy } from "@tellerline/acd";
import type { AgentRouting, Capacity, Forwarding, QueueRouting, Role, Terminal } from "@tellerline/api";
import { rightsOfRole, standardQueueRouting } from "@tellerline/api";
import { compileFlow, type FlowProgram } from "@tellerline/flow";
import type { Store, TenantTransaction } from "@tellerline/store";
import { type HouseRules, houseRules } from "../customer-rules/house-rules.ts";
import { readBlockedNumbers, readCustomerRules } from "../customer-rules/rule-rows.ts";
import type { QueueRef } from "./interaction-state.ts";

export interface AgentConfig {
  agentId: string;
  userId: string;
  name: string;
  number: string;
  team: string;
  mayUnmask: boolean;
  /** Those he works with now, by level. */
  skills: Record<string, number>;
  /** All he may use (AG-05). */
  allowedSkills: AllowedSkill[];
  queueIds: string[];
  capacity: Capacity;
  mixedMedia: boolean;
  routing: AgentRouting;
  /** Who is called in his place. */
  forwarding: Forwarding;
}

export interface AllowedSkill {
  skillId: string;
  level: number;
  /** He begins with it when he signs in. */
  standard: boolean;
}

export interface QueueConfig extends QueueRef {
  priority: number;
  serviceLevelMs: number;
  ringTimeoutMs: number;
  requiredSkills: { skillId: string; level: number }[];
  serviceLevelFormula: ServiceLevelFormula;
  shortAbandonMs: number;
  strategy: Strategy;
  routing: QueueRouting;
}

export interface TrunkConfig {
  trunkId: string;
  name: string;
  host: string;
  port: number;
  transport: "udp" | "tcp" | "tls";
  channels: number;
  outbound: boolean;
  callerNumber: string;
}

export interface CentreConfiguration extends HouseRules {
  tenantName: string;
  skills: { id: string; name: string }[];
  queues: Map<string, QueueConfig>;
  agents: Map<string, AgentConfig>;
  /** By extension number. */
  agentByNumber: Map<string, AgentConfig>;
  phones: Map<string, { phoneId: string; name: string; username: string }>;
  /** Absent here: a document that the checker refuses. */
  flows: Map<string, FlowProgram>;
  /** Number → flow. */
  numbers: Map<string, string>;
  trunks: TrunkConfig[];
}

/** A terminal as text for the router's journal. */
export function terminalName(terminal: Terminal): string {
  return terminal.kind === "phone" ? `phone:${terminal.phoneId}` : terminal.kind;
}

/** The terminal of such a text; null when it names none that there is. */
export function terminalOf(name: string): Terminal | null {
  const phoneId = name.startsWith("phone:") ? name.slice("phone:".length) : undefined;
  if (phoneId !== undefined) return { kind: "phone", phoneId };
  return name === "browser" || name === "none" ? { kind: name } : null;
}

/** Reads the whole configuration of a tenant in one transaction. */
export async function loadConfiguration(
  store: Pick<Store, "inTenant">,
  tenantId: string,
): Promise<CentreConfiguration> {
  return store.inTenant(tenantId, async (tx) => {
    const tenant = await tx.selectFrom("tenant").select("name").executeTakeFirstOrThrow();
    const skills = await tx.selectFrom("skill").select(["id", "name"]).execute();
    const phones = await tx.selectFrom("phone").select(["id", "name", "username"]).execute();
    const flows = await tx
      .selectFrom("flow")
      .selectAll()
      .distinctOn("id")
      .orderBy("id")
      .orderBy("version", "desc")
      .execute();
    const numbers = await tx.selectFrom("phone_number").select(["number", "flow_id"]).execute();
    const agents = await loadAgents(tx);
    return {
      tenantName: tenant.name,
      skills,
      queues: await loadQueues(tx),
      agents,
      agentByNumber: new Map([...agents.values()].map((agent) => [agent.number, agent])),
      phones: new Map(phones.map((row) => [row.id, { phoneId: row.id, name: row.name, username: row.username }])),
      flows: new Map(
        flows.flatMap((row) => {
          const { program } = compileFlow(row.document);
          return program === undefined ? [] : [[row.id, program] as const];
        }),
      ),
      numbers: new Map(numbers.map((row) => [row.number, row.flow_id])),
      trunks: await loadTrunks(tx),
      ...houseRules(await readCustomerRules(tx), await readBlockedNumbers(tx)),
    };
  });
}

async function loadAgents(tx: TenantTransaction): Promise<Map<string, AgentConfig>> {
  const people = await tx
    .selectFrom("agent")
    .innerJoin("user_account", "user_account.id", "agent.user_id")
    .select([
      "agent.id",
      "agent.user_id",
      "agent.number",
      "agent.capacity",
      "agent.mixed_media",
      "agent.routing",
      "agent.forwarding",
      "agent.team",
    ])
    .select(["user_account.name", "user_account.role"])
    .where("user_account.active", "=", true)
    .execute();
  const agents = new Map<string, AgentConfig>();
  for (const person of people) {
    const { id: agentId, user_id: userId, name, number, team, role, capacity, mixed_media: mixedMedia } = person;
    const mayUnmask = rightsOfRole[role as Role].includes("customers.unmask");
    const work = {
      skills: {},
      allowedSkills: [],
      queueIds: [],
      capacity: capacity as Capacity,
      mixedMedia,
      routing: person.routing as AgentRouting,
      forwarding: person.forwarding as Forwarding,
    };
    agents.set(agentId, { agentId, userId, name, number, team, mayUnmask, ...work });
  }
  const skills = tx.selectFrom("agent_skill").select(["agent_id", "skill_id", "level", "standard", "active"]);
  for (const { agent_id, skill_id: skillId, level, standard, active } of await skills.execute()) {
    const agent = agents.get(agent_id);
    agent?.allowedSkills.push({ skillId, level, standard });
    if (agent !== undefined && active) agent.skills[skillId] = level;
  }
  for (const row of await tx.selectFrom("agent_queue").select(["agent_id", "queue_id"]).execute()) {
    agents.get(row.agent_id)?.queueIds.push(row.queue_id);
  }
  return agents;
}

async function loadQueues(tx: TenantTransaction): Promise<Map<string, QueueConfig>> {
  const rows = await tx.selectFrom("queue").selectAll().execute();
  const queues = rows.map((row) => ({
    id: row.id,
    name: row.name,
    recording: row.recording as QueueRef["recording"],
    wrapUpMs: row.wrap_up_ms,
    autoAnswer: row.auto_answer,
    holdFreesAgent: row.hold_frees_agent,
    releasedByAgent: row.released_by_agent,
    priority: row.priority,
    serviceLevelMs: row.service_level_ms,
    maxWaitMs: row.max_wait_ms,
    ringTimeoutMs: row.ring_timeout_ms,
    requiredSkills: row.required_skills,
    serviceLevelFormula: row.service_level_formula as ServiceLevelFormula,
    shortAbandonMs: row.short_abandon_ms,
    strategy: row.strategy as Strategy,
    routing: { ...standardQueueRouting, ...row.routing } as QueueRouting,
  }));
  return new Map(queues.map((queue) => [queue.id, queue]));
}

async function loadTrunks(tx: TenantTransaction): Promise<TrunkConfig[]> {
  const rows = await tx.selectFrom("trunk").selectAll().execute();
  return rows.map((row) => ({
    trunkId: row.id,
    name: row.name,
    host: row.host,
    port: row.port,
    transport: row.transport as TrunkConfig["transport"],
    channels: row.channels,
    outbound: row.outbound,
    callerNumber: row.caller_number,
  }));
}

/** The same for the router. */
export function routerConfiguration(configuration: CentreConfiguration): ConfigureInput {
  return {
    type: "configure",
    skills: configuration.skills,
    queues: [...configuration.queues.values()].map((queue) => ({
      id: queue.id,
      name: queue.name,
      strategy: queue.strategy,
      ringTimeoutMs: queue.ringTimeoutMs,
      wrapUpMs: queue.wrapUpMs,
      requiredSkills: queue.requiredSkills,
      serviceLevelSeconds: queue.serviceLevelMs / 1000,
      ...waitRules(queue.routing),
    })),
    agents: [...configuration.agents.values()].map(routerAgent),
  };
}

/** One agent as the router knows him. */
export function routerAgent(agent: AgentConfig): ConfigureInput["agents"][number] {
  return {
    id: agent.agentId,
    name: agent.name,
    skills: agent.skills,
    queues: agent.queueIds,
    capacity: agent.capacity,
    mixedMedia: agent.mixedMedia,
    ...workRules(agent.routing),
  };
}

/** Only what differs from the standard: the router's journal carries every configuration. */
function waitRules({ targetAnswerMs, firstTier, relaxation, overflow }: QueueRouting) {
  return {
    ...(targetAnswerMs > 0 ? { targetAnswerMs } : {}),
    ...(firstTier === null ? {} : { firstTier }),
    ...(relaxation.length > 0 ? { relaxation } : {}),
    ...(overflow.length > 0 ? { overflow } : {}),
  };
}

function workRules({ tiers, cost, totalCapacity, callsInterruptChats }: AgentRouting) {
  return {
    ...(Object.keys(tiers).length > 0 ? { tiers } : {}),
    ...(cost > 0 ? { cost } : {}),
    ...(totalCapacity === null ? {} : { totalCapacity }),
    ...(callsInterruptChats ? { interrupts: { voice: ["chat"] } } : {}),
  };
}
