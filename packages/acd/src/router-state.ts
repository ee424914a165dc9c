// The router's state as the fold of its journal (SPEC.md, ST): `apply` is the only thing that changes it. Holds no
// index and decides nothing, so that a monitor, a replay and a follower can use it alone.

import { assert, type Instant, unreachable } from "@tellerline/base";
import type { AgentState, AgentStateEvent, EnqueuedEvent, RestState, RouterEvent } from "./router-event.ts";
import type { AgentConfiguration, QueueConfiguration, SkillConfiguration } from "./router-input.ts";

export interface Engagement {
  interactionId: string;
  channel: string;
  wrapUpMs: number;
}

/** What is written down of an agent. */
export interface AgentSnapshot {
  configuration: AgentConfiguration;
  state: AgentState;
  reason?: string;
  since: Instant;
  deadline?: Instant;
  terminal?: string;
  /** His terminal is gone; he is signed out when this instant comes. */
  lostUntil?: Instant;
  /** What he becomes after the work at hand; the last command wins. */
  rest: RestState;
  /** The interaction that rings at him. */
  offer?: string;
  engaged: Engagement[];
  idleSince: Instant;
  idleOrder: number;
  lastOffer: number;
  handled: number;
  /** Offers missed in a row. */
  missed: number;
}

export interface AgentRecord extends AgentSnapshot {
  readonly id: string;
  queues: ReadonlySet<string>;
  skills: ReadonlyMap<string, number>;
}

export interface InteractionSnapshot {
  id: string;
  channel: string;
  /** Where it waits or waited last; absent when it never waited. */
  queueId?: string;
  state: "waiting" | "offered" | "engaged";
  /** Who is offered it. */
  offeredTo?: string;
  offerDeadline?: Instant;
  agents: string[];
  requirement: { skillId: string; level: number }[];
  priority: number;
  enqueuedAt: Instant;
  sequence: number;
  attributes: Record<string, unknown>;
  excludedAgents: string[];
  avoids: { agentId: string; until: Instant }[];
}

export type InteractionRecord = InteractionSnapshot;

/** Plain JSON. */
export interface RouterSnapshot {
  version: 1;
  /** The last number given to an interaction, and to a place in the row of idle agents. */
  sequence: number;
  order: number;
  skills: SkillConfiguration[];
  queues: QueueConfiguration[];
  agents: AgentSnapshot[];
  interactions: InteractionSnapshot[];
}

/** The reason of an agent whose terminal is away but who is expected back (AS-9). */
export const terminalLost = "terminalLost";

export class RouterState {
  readonly queues = new Map<string, QueueConfiguration>();
  readonly agents = new Map<string, AgentRecord>();
  readonly interactions = new Map<string, InteractionRecord>();
  skills: SkillConfiguration[] = [];
  #skillIds: ReadonlySet<string> = new Set();
  sequence = 0;
  order = 0;

  static restore(snapshot: RouterSnapshot): RouterState {
    const state = new RouterState();
    state.#configureSkills(snapshot.skills);
    state.sequence = snapshot.sequence;
    state.order = snapshot.order;
    for (const queue of snapshot.queues) state.queues.set(queue.id, queue);
    for (const agent of structuredClone(snapshot.agents)) {
      const { configuration } = agent;
      state.agents.set(configuration.id, { ...agent, ...derived(configuration) });
    }
    for (const interaction of structuredClone(snapshot.interactions))
      state.interactions.set(interaction.id, interaction);
    return state;
  }

  snapshot(): RouterSnapshot {
    return structuredClone({
      version: 1,
      sequence: this.sequence,
      order: this.order,
      skills: this.skills,
      queues: [...this.queues.values()],
      agents: [...this.agents.values()].map(({ id: _id, queues: _queues, skills: _skills, ...agent }) =>
        withoutGaps(agent),
      ),
      interactions: [...this.interactions.values()].map(withoutGaps),
    });
  }

  apply(event: RouterEvent): void {
    switch (event.type) {
      case "queueConfigured":
        this.queues.set(event.queue.id, event.queue);
        return;
      case "queueRemoved":
        this.queues.delete(event.queueId);
        return;
      case "skillsConfigured":
        this.#configureSkills(event.skills);
        return;
      case "agentConfigured":
        this.#configureAgent(event.agent, event.at);
        return;
      case "agentRemoved":
        this.agents.delete(event.agentId);
        return;
      case "agentState":
        this.#enter(this.agent(event.agentId), event);
        return;
      case "nextState":
        this.agent(event.agentId).rest = event.next;
        return;
      case "terminal":
        this.agent(event.agentId).lostUntil = event.lostUntil;
        return;
      case "enqueued":
        this.#enqueue(event);
        return;
      case "left":
        this.interactions.delete(event.interactionId);
        return;
      default:
        this.#applyWork(event);
        return;
    }
  }

  knowsSkill(skillId: string): boolean {
    return this.#skillIds.has(skillId);
  }

  /** The agent, who must exist. */
  agent(agentId: string): AgentRecord {
    const agent = this.agents.get(agentId);
    assert(agent !== undefined, "ST-2 an event names an agent who exists");
    return agent;
  }

  /** The interaction, which must exist. */
  interaction(interactionId: string): InteractionRecord {
    const interaction = this.interactions.get(interactionId);
    assert(interaction !== undefined, "ST-2 an event names an interaction that exists");
    return interaction;
  }

  #applyWork(
    event: Extract<
      RouterEvent,
      { type: "offered" | "offerEnded" | "avoidEnded" | "assigned" | "released" | "requeued" }
    >,
  ): void {
    switch (event.type) {
      case "offered": {
        const [interaction, agent] = [this.interaction(event.interactionId), this.agent(event.agentId)];
        interaction.state = "offered";
        interaction.offeredTo = event.agentId;
        interaction.offerDeadline = event.deadline;
        agent.offer = event.interactionId;
        agent.lastOffer = ++this.order;
        return;
      }
      case "offerEnded": {
        const [interaction, agent] = [this.interaction(event.interactionId), this.agent(event.agentId)];
        interaction.state = interaction.agents.length > 0 ? "engaged" : "waiting";
        interaction.offeredTo = undefined;
        interaction.offerDeadline = undefined;
        agent.offer = undefined;
        if (event.avoidUntil === undefined) return;
        interaction.avoids.push({ agentId: event.agentId, until: event.avoidUntil });
        this.#toTheEndOfTheRow(agent, event.at);
        agent.missed++;
        return;
      }
      case "avoidEnded": {
        const interaction = this.interaction(event.interactionId);
        interaction.avoids = interaction.avoids.filter((avoid) => avoid.agentId !== event.agentId);
        return;
      }
      case "assigned":
        this.#assign(event);
        return;
      case "released": {
        const [interaction, agent] = [this.interaction(event.interactionId), this.agent(event.agentId)];
        interaction.agents = interaction.agents.filter((agentId) => agentId !== event.agentId);
        agent.engaged = agent.engaged.filter((engagement) => engagement.interactionId !== event.interactionId);
        return;
      }
      case "requeued":
        this.interaction(event.interactionId).state = "waiting";
        return;
      default:
        unreachable(event);
        return;
    }
  }

  #assign(event: Extract<RouterEvent, { type: "assigned" }>): void {
    const agent = this.agent(event.agentId);
    const interaction = this.interactions.get(event.interactionId) ?? this.#newInteraction(event);
    interaction.state = "engaged";
    interaction.offeredTo = undefined;
    interaction.offerDeadline = undefined;
    interaction.avoids = [];
    interaction.agents = [...interaction.agents, event.agentId];
    if (agent.offer === event.interactionId) agent.offer = undefined;
    agent.engaged = [
      ...agent.engaged,
      { interactionId: event.interactionId, channel: event.channel, wrapUpMs: event.wrapUpMs },
    ];
    agent.handled++;
    agent.missed = 0;
    this.#toTheEndOfTheRow(agent, event.at);
  }

  #newInteraction(event: { interactionId: string; channel: string; at: Instant }): InteractionRecord {
    const interaction: InteractionRecord = {
      id: event.interactionId,
      channel: event.channel,
      state: "engaged",
      agents: [],
      requirement: [],
      priority: 0,
      enqueuedAt: event.at,
      sequence: 0,
      attributes: {},
      excludedAgents: [],
      avoids: [],
    };
    this.interactions.set(interaction.id, interaction);
    return interaction;
  }

  #enqueue(event: EnqueuedEvent): void {
    this.sequence = Math.max(this.sequence, event.sequence);
    this.interactions.set(event.interactionId, {
      id: event.interactionId,
      channel: event.channel,
      queueId: event.queueId,
      state: "waiting",
      agents: [],
      requirement: event.requirement,
      priority: event.priority,
      enqueuedAt: event.enqueuedAt,
      sequence: event.sequence,
      attributes: event.attributes,
      excludedAgents: event.excludedAgents,
      avoids: [...event.avoids],
    });
  }

  #configureSkills(skills: SkillConfiguration[]): void {
    this.skills = skills;
    this.#skillIds = new Set(skills.map((skill) => skill.id));
  }

  #configureAgent(configuration: AgentConfiguration, at: Instant): void {
    const known = this.agents.get(configuration.id);
    if (known !== undefined) {
      Object.assign(known, { configuration }, derived(configuration));
      return;
    }
    this.agents.set(configuration.id, {
      ...derived(configuration),
      configuration,
      state: "signedOut",
      since: at,
      rest: { state: "signedOut", reason: "never" },
      engaged: [],
      idleSince: at,
      idleOrder: 0,
      lastOffer: 0,
      handled: 0,
      missed: 0,
    });
  }

  #enter(agent: AgentRecord, event: AgentStateEvent): void {
    // What was not the agent's doing leaves him his place in the row (AS-5): an offer taken back, a short loss.
    const keepsPlace = agent.state === "reserved" || agent.state === "ready" || agent.reason === terminalLost;
    agent.state = event.state;
    agent.reason = event.reason;
    agent.since = event.at;
    agent.deadline = event.deadline;
    if (event.terminal !== undefined) agent.terminal = event.terminal;
    if (event.state === "ready") {
      agent.rest = { state: "ready" };
      if (!keepsPlace) this.#toTheEndOfTheRow(agent, event.at);
    } else if (event.state === "notReady" && event.reason !== terminalLost) {
      agent.rest = { state: "notReady", reason: event.reason ?? "" };
      agent.missed = 0;
    } else if (event.state === "signedOut") {
      agent.rest = { state: "signedOut", reason: event.reason ?? "" };
      agent.missed = 0;
      agent.handled = 0;
      agent.terminal = undefined;
      agent.lostUntil = undefined;
    }
  }

  #toTheEndOfTheRow(agent: AgentRecord, at: Instant): void {
    agent.idleSince = at;
    agent.idleOrder = ++this.order;
  }
}

/** The state after `events`, from nothing or from a snapshot. */
export function foldRouter(events: Iterable<RouterEvent>, from?: RouterSnapshot): RouterSnapshot {
  const state = from === undefined ? new RouterState() : RouterState.restore(from);
  for (const event of events) state.apply(event);
  return state.snapshot();
}

/** What is asked of a configuration again and again. */
function derived({ id, queues, skills }: AgentConfiguration): Pick<AgentRecord, "id" | "queues" | "skills"> {
  return { id, queues: new Set(queues), skills: new Map(Object.entries(skills)) };
}

/** Without the properties that are undefined and in one order of keys: equal states have equal bytes. */
function withoutGaps<T extends object>(value: T): T {
  const held = Object.entries(value).filter(([, property]) => property !== undefined);
  return Object.fromEntries(held.sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
