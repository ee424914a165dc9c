// The router's state as the fold of its journal (SPEC.md, ST): `apply` is the only thing that changes it. Holds no
// index and decides nothing, so that a monitor, a replay and a follower can use it alone.

import { assert, type Instant, unreachable } from "@tellerline/base";
import { type Row, settle, toTheEndOfTheRow } from "./agent-fold.ts";
import { QueuePaces } from "./queue-pace.ts";
import type { AssignedEvent, EnqueuedEvent, RouterEvent, WaitStep } from "./router-event.ts";
import type { AgentConfiguration, QueueConfiguration, SkillConfiguration } from "./router-input.ts";
import {
  type AgentRecord,
  agentRecord,
  agentSnapshot,
  blankInteraction,
  derived,
  type InteractionRecord,
  interactionRecord,
  interactionSnapshot,
  queuesOf,
  type RouterSnapshot,
} from "./router-records.ts";

export class RouterState {
  readonly queues = new Map<string, QueueConfiguration>();
  readonly agents = new Map<string, AgentRecord>();
  readonly interactions = new Map<string, InteractionRecord>();
  readonly paces = new QueuePaces();
  skills: SkillConfiguration[] = [];
  #skillIds: ReadonlySet<string> = new Set();
  sequence = 0;
  readonly row: Row = { order: 0, entered: [] };
  #lastAgent: AgentRecord | undefined;
  #lastInteraction: InteractionRecord | undefined;

  static restore(snapshot: RouterSnapshot): RouterState {
    const state = new RouterState();
    state.#configureSkills(snapshot.skills);
    state.sequence = snapshot.sequence;
    state.row.order = snapshot.order;
    for (const queue of snapshot.queues) state.queues.set(queue.id, queue);
    for (const agent of structuredClone(snapshot.agents)) state.agents.set(agent.configuration.id, agentRecord(agent));
    for (const interaction of structuredClone(snapshot.interactions))
      state.interactions.set(interaction.id, interactionRecord(interaction));
    state.paces.restore(snapshot.paces);
    return state;
  }

  snapshot(): RouterSnapshot {
    return structuredClone({
      version: 2,
      sequence: this.sequence,
      order: this.row.order,
      skills: this.skills,
      queues: [...this.queues.values()],
      agents: [...this.agents.values()].map((agent) => withoutGaps(agentSnapshot(agent))),
      interactions: [...this.interactions.values()].map((interaction) => withoutGaps(interactionSnapshot(interaction))),
      paces: this.paces.snapshot().map(withoutGaps),
    });
  }

  apply(event: RouterEvent): void {
    if (this.row.entered.length > 0) this.row.entered.length = 0;
    switch (event.type) {
      case "queueConfigured":
        this.queues.set(event.queue.id, event.queue);
        return;
      case "queueRemoved":
        this.queues.delete(event.queueId);
        this.paces.remove(event.queueId);
        return;
      case "skillsConfigured":
        this.#configureSkills(event.skills);
        return;
      case "agentConfigured":
        this.#configureAgent(event.agent, event.at);
        return;
      case "agentRemoved":
        this.agents.delete(event.agentId);
        this.#lastAgent = undefined;
        return;
      case "signedIn":
      case "restSet":
      case "wrapUpStarted":
      case "wrapUpExtended":
      case "wrapUpEnded":
      case "terminal":
        this.#applyToAgent(event);
        return;
      case "enqueued":
        this.#enqueue(event);
        return;
      case "stepped":
      case "moved":
      case "reranked":
      case "holdSet":
      case "avoidEnded":
        this.#applyToWaiting(event);
        return;
      default:
        this.#applyWork(event);
        return;
    }
  }

  knowsSkill(skillId: string): boolean {
    return this.#skillIds.has(skillId);
  }

  /** The agent, or undefined; asked several times in a row of the same one it costs nothing. */
  findAgent(agentId: string): AgentRecord | undefined {
    if (this.#lastAgent?.id !== agentId) this.#lastAgent = this.agents.get(agentId);
    return this.#lastAgent;
  }

  /** The interaction, or undefined; asked several times in a row of the same one it costs nothing. */
  findInteraction(interactionId: string): InteractionRecord | undefined {
    if (this.#lastInteraction?.id !== interactionId) this.#lastInteraction = this.interactions.get(interactionId);
    return this.#lastInteraction;
  }

  /** The agent, who must exist. */
  agent(agentId: string): AgentRecord {
    const agent = this.findAgent(agentId);
    assert(agent !== undefined, "ST-2 an event names an agent who exists");
    return agent;
  }

  /** The interaction, which must exist. */
  interaction(interactionId: string): InteractionRecord {
    const interaction = this.findInteraction(interactionId);
    assert(interaction !== undefined, "ST-2 an event names an interaction that exists");
    return interaction;
  }

  #applyToAgent(
    event: Extract<
      RouterEvent,
      { type: "signedIn" | "restSet" | "wrapUpStarted" | "wrapUpExtended" | "wrapUpEnded" | "terminal" }
    >,
  ): void {
    const agent = this.agent(event.agentId);
    switch (event.type) {
      case "signedIn":
        agent.terminal = event.terminal;
        if (agent.state === "signedOut") agent.rest = { state: "notReady", reason: "signedIn" };
        break;
      case "restSet":
        agent.rest = event.rest;
        if (event.endsWrapUp === true) agent.wrapUp = undefined;
        break;
      case "wrapUpStarted":
        agent.wrapUp = {};
        break;
      case "wrapUpExtended":
        agent.wrapUp = { until: event.until };
        break;
      case "wrapUpEnded":
        agent.wrapUp = undefined;
        break;
      case "terminal":
        agent.lostUntil = event.lostUntil;
        break;
      default:
        unreachable(event);
    }
    settle(agent, event.at, this.row);
  }

  #applyToWaiting(
    event: Extract<RouterEvent, { type: "stepped" | "moved" | "reranked" | "holdSet" | "avoidEnded" }>,
  ): void {
    const interaction = this.interaction(event.interactionId);
    switch (event.type) {
      case "stepped": {
        const [step, ...rest] = interaction.steps;
        interaction.steps = rest;
        if (step?.type === "relax") relax(interaction, step);
        return;
      }
      case "moved":
        this.#move(interaction, event.queueId, event.alsoIn);
        interaction.requirement = event.requirement;
        return;
      case "reranked":
        interaction.priority = event.priority;
        interaction.dueAt = event.dueAt;
        return;
      case "holdSet":
        interaction.hold = event.hold;
        return;
      case "avoidEnded":
        interaction.avoids = interaction.avoids.filter((avoid) => avoid.agentId !== event.agentId);
        return;
      default:
        unreachable(event);
    }
  }

  #applyWork(
    event: Extract<RouterEvent, { type: "offered" | "offerEnded" | "assigned" | "released" | "requeued" | "left" }>,
  ): void {
    switch (event.type) {
      case "offered": {
        const interaction = this.interaction(event.interactionId);
        this.#setState(interaction, "offered");
        interaction.offeredTo = event.agentIds;
        interaction.offerDeadline = event.deadline;
        for (const agentId of event.agentIds) {
          const agent = this.agent(agentId);
          agent.offer = event.interactionId;
          agent.offerDeadline = event.deadline;
          agent.lastOffer = ++this.row.order;
          settle(agent, event.at, this.row);
        }
        return;
      }
      case "offerEnded": {
        const interaction = this.interaction(event.interactionId);
        const agent = this.agent(event.agentId);
        this.#endOffer(interaction, agent);
        if (event.avoidUntil !== undefined) {
          interaction.avoids = [...interaction.avoids, { agentId: event.agentId, until: event.avoidUntil }];
          if (event.passed !== true) {
            toTheEndOfTheRow(agent, event.at, this.row);
            agent.missed++;
          }
        }
        if (event.rest !== undefined) agent.rest = event.rest;
        settle(agent, event.at, this.row);
        return;
      }
      case "assigned":
        this.#assign(event);
        return;
      case "released": {
        const [interaction, agent] = [this.interaction(event.interactionId), this.agent(event.agentId)];
        const held = agent.engaged.find((engagement) => engagement.interactionId === event.interactionId);
        interaction.agents = interaction.agents.filter((agentId) => agentId !== event.agentId);
        agent.engaged = agent.engaged.filter((engagement) => engagement !== held);
        if (event.wrapUpUntil !== undefined) agent.wrapUp = { until: event.wrapUpUntil };
        if (held !== undefined && interaction.queueId !== undefined && this.queues.has(interaction.queueId)) {
          this.paces.handled(interaction.queueId, (event.wrapUpUntil ?? event.at) - held.since);
        }
        settle(agent, event.at, this.row);
        return;
      }
      case "requeued":
        this.#setState(this.interaction(event.interactionId), "waiting");
        return;
      case "left": {
        const interaction = this.interaction(event.interactionId);
        this.#setState(interaction, "engaged");
        this.interactions.delete(event.interactionId);
        this.#lastInteraction = undefined;
        return;
      }
      default:
        unreachable(event);
    }
  }

  #endOffer(interaction: InteractionRecord, agent: AgentRecord): void {
    interaction.offeredTo =
      interaction.offeredTo.length === 1 ? [] : interaction.offeredTo.filter((agentId) => agentId !== agent.id);
    agent.offer = undefined;
    agent.offerDeadline = undefined;
    if (interaction.offeredTo.length > 0) return;
    interaction.offerDeadline = undefined;
    this.#setState(interaction, interaction.agents.length > 0 ? "engaged" : "waiting");
  }

  #assign(event: AssignedEvent): void {
    const agent = this.agent(event.agentId);
    const interaction = this.findInteraction(event.interactionId) ?? this.#newInteraction(event);
    if (event.how === "offer" && interaction.queueId !== undefined && this.queues.has(interaction.queueId))
      this.paces.started(interaction.queueId, event.at, comparison(interaction, event.at));
    interaction.expectedMs = undefined;
    this.#setState(interaction, "engaged");
    interaction.offeredTo = [];
    interaction.offerDeadline = undefined;
    if (interaction.avoids.length > 0) interaction.avoids = [];
    interaction.hold = undefined;
    interaction.agents = [...interaction.agents, event.agentId];
    if (agent.offer === event.interactionId) {
      agent.offer = undefined;
      agent.offerDeadline = undefined;
    }
    agent.engaged = [
      ...agent.engaged,
      { interactionId: event.interactionId, channel: event.channel, wrapUpMs: event.wrapUpMs, since: event.at },
    ];
    agent.wrapUp = undefined;
    agent.handled++;
    agent.missed = 0;
    toTheEndOfTheRow(agent, event.at, this.row);
    settle(agent, event.at, this.row);
  }

  /** Keeps the counts of those who wait and of those who are rung for. */
  #setState(interaction: InteractionRecord, state: InteractionRecord["state"]): void {
    const before = interaction.state;
    interaction.state = state;
    const waiting = Number(state === "waiting") - Number(before === "waiting");
    const unserved = Number(state !== "engaged") - Number(before !== "engaged");
    if (waiting !== 0 || unserved !== 0) this.paces.count(queuesOf(interaction), waiting, unserved);
  }

  #move(interaction: InteractionRecord, queueId: string, alsoIn: string[]): void {
    const { state } = interaction;
    const before = queuesOf(interaction);
    interaction.queueId = queueId;
    interaction.alsoIn = alsoIn;
    interaction.expectedMs = undefined;
    if (state === "engaged") return;
    // Into the new ones first: a queue in which it stays is never empty.
    const waiting = state === "waiting" ? 1 : 0;
    this.paces.count(queuesOf(interaction), waiting, 1);
    this.paces.count(before, -waiting, -1);
  }

  #newInteraction({
    interactionId,
    channel,
    at,
  }: {
    interactionId: string;
    channel: string;
    at: Instant;
  }): InteractionRecord {
    const interaction = blankInteraction(interactionId, channel, at);
    this.interactions.set(interactionId, interaction);
    this.#lastInteraction = interaction;
    return interaction;
  }

  #enqueue(event: EnqueuedEvent): void {
    this.sequence = Math.max(this.sequence, event.sequence);
    const interaction = this.#newInteraction(event);
    interaction.queueId = event.queueId;
    interaction.requirement = event.requirement;
    if (event.preferred !== undefined) interaction.preferred = event.preferred;
    interaction.maxTier = event.maxTier;
    interaction.priority = event.priority;
    interaction.enqueuedAt = event.enqueuedAt;
    interaction.dueAt = event.dueAt ?? event.enqueuedAt;
    interaction.sequence = event.sequence;
    interaction.attributes = event.attributes;
    interaction.excludedAgents = event.excludedAgents;
    interaction.avoids = event.avoids;
    if (event.favours !== undefined) interaction.favours = event.favours;
    interaction.hold = event.hold;
    if (event.steps !== undefined) interaction.steps = event.steps;
    if (event.at === event.enqueuedAt) interaction.expectedMs = this.paces.estimate(event.queueId);
    this.#setState(interaction, "waiting");
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
      reason: "never",
      since: at,
      deadline: undefined,
      terminal: undefined,
      lostUntil: undefined,
      rest: { state: "signedOut", reason: "never" },
      offer: undefined,
      offerDeadline: undefined,
      engaged: [],
      wrapUp: undefined,
      idleSince: at,
      idleOrder: 0,
      lastOffer: 0,
      handled: 0,
      signedInAt: at,
      busyMs: 0,
      occupancy: 0,
      missed: 0,
      seatings: undefined,
      outlook: undefined,
      counts: undefined,
      alarm: undefined,
      touchedIn: 0,
    });
  }
}

/** What the step asks less; nothing sinks below level 1. */
function relax(interaction: InteractionRecord, step: Extract<WaitStep, { type: "relax" }>): void {
  const { lowerLevelsBy = 0, dropSkills = [], maxTier, raisePriorityBy = 0 } = step;
  if (lowerLevelsBy > 0 || dropSkills.length > 0) {
    interaction.requirement = interaction.requirement
      .filter(({ skillId }) => !dropSkills.includes(skillId))
      .map(({ skillId, level }) => ({ skillId, level: Math.max(1, level - lowerLevelsBy) }));
  }
  if (maxTier !== undefined) interaction.maxTier = maxTier;
  interaction.priority += raisePriorityBy;
}

/** The state after `events`, from nothing or from a snapshot. */
export function foldRouter(events: Iterable<RouterEvent>, from?: RouterSnapshot): RouterSnapshot {
  const state = from === undefined ? new RouterState() : RouterState.restore(from);
  for (const event of events) state.apply(event);
  return state.snapshot();
}

/** Without the properties that are undefined and in one order of keys: equal states have equal bytes. */
function withoutGaps<T extends object>(value: T): T {
  const held = Object.entries(value).filter(([, property]) => property !== undefined);
  return Object.fromEntries(held.sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}

/** EW-3: who had to wait, and was not moved meanwhile. */
function comparison({ expectedMs, enqueuedAt }: InteractionRecord, at: Instant) {
  return expectedMs === undefined || at === enqueuedAt ? undefined : { waitedMs: at - enqueuedAt, expectedMs };
}
