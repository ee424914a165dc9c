// What must always hold (SPEC.md, IN), checked by reading the journal alone: a second, naive fold that looks at
// everything and shares no index with the router. For every step of every simulation.

import type { RouterEvent } from "./router-event.ts";
import {
  type AgentRecord,
  type InteractionRecord,
  queuesOf,
  type RouterSnapshot,
  terminalLost,
} from "./router-records.ts";
import { RouterState } from "./router-state.ts";
import {
  broadcastAtMost,
  compareBy,
  compareWaiting,
  orderOf,
  type Rules,
  servingQueue,
  standardRules,
} from "./rules.ts";

export type CheckedRule =
  | "IN-1 offered to one agent at a time"
  | "IN-2 no agent over capacity"
  | "IN-3 nobody waits while an eligible agent is free"
  | "IN-4 first come, first served"
  | "IN-5 the strategy's first agent"
  | "IN-6 every stay ends exactly once"
  | "IN-7 state and work agree"
  | "IN-8 everything pending has a deadline";

export interface Violation {
  rule: CheckedRule;
  subject: string;
}

export class RouterMonitor {
  readonly #state: RouterState;
  readonly #rules: Rules;
  #violations: Violation[] = [];
  /** How many checks were made. */
  checks = 0;

  constructor(snapshot?: RouterSnapshot, rules: Rules = standardRules) {
    this.#state = snapshot === undefined ? new RouterState() : RouterState.restore(snapshot);
    this.#rules = rules;
  }

  /** Reads the journal of one step; returns what it broke. */
  observe(events: readonly RouterEvent[]): Violation[] {
    this.#violations = [];
    for (const event of events) {
      this.#checkEvent(event);
      this.#state.apply(event);
      if (event.type === "assigned" && event.how !== "reconciled") this.#checkCapacity(event.agentId);
    }
    this.#checkWork();
    this.#checkWaiting();
    return this.#violations;
  }

  /** The monitor's own fold, for comparing. */
  snapshot(): RouterSnapshot {
    return this.#state.snapshot();
  }

  #hold(condition: boolean, rule: CheckedRule, subject: string): void {
    this.checks++;
    if (!condition) this.#violations.push({ rule, subject });
  }

  #checkEvent(event: RouterEvent): void {
    if (event.type === "offered") {
      this.#checkOffer(event.interactionId, event.agentIds);
      return;
    }
    if (event.type !== "left" && event.type !== "enqueued" && event.type !== "assigned") return;
    const { interactionId } = event;
    const held = this.#state.interactions.get(interactionId);
    const nobody = held?.agents.length === 0 && held.offeredTo.length === 0;
    if (event.type === "enqueued") {
      // Only a transfer takes the place of what is there, and nobody may be left behind with it.
      this.#hold(held === undefined || nobody, "IN-6 every stay ends exactly once", interactionId);
      return;
    }
    if (event.type === "assigned" && event.how !== "offer") return;
    this.#hold(held !== undefined, "IN-6 every stay ends exactly once", interactionId);
    if (event.type === "left") this.#hold(nobody, "IN-7 state and work agree", interactionId);
  }

  #checkOffer(interactionId: string, agentIds: readonly string[]): void {
    const interaction = this.#state.interactions.get(interactionId);
    const agents = agentIds.flatMap((agentId) => this.#state.agents.get(agentId) ?? []);
    const [first] = agents;
    const free = interaction?.state === "waiting" && agents.every((agent) => agent.offer === undefined);
    this.#hold(free && agents.length > 0, "IN-1 offered to one agent at a time", `${interactionId} ${agentIds.join()}`);
    if (interaction === undefined || first === undefined) return;
    const queueId = this.#firstServing(interaction);
    const strategy = this.#state.queues.get(queueId ?? "")?.strategy;
    for (const agent of agents) {
      const serves = queueId !== undefined && this.#serves(agent, interaction);
      this.#hold(serves, "IN-2 no agent over capacity", `${interactionId} ${agent.id}`);
      this.#checkOrder(agent, interaction);
    }
    if (queueId === undefined || strategy === undefined) return;
    this.#hold(agents.length === 1 || strategy === "broadcast", "IN-1 offered to one agent at a time", interactionId);
    const compare = compareBy(orderOf(this.#rules, strategy), queueId, interaction);
    for (const other of this.#state.agents.values()) {
      if (agents.includes(other) || !this.#servesIn(other, interaction, queueId)) continue;
      // A broadcast leaves out whom an earlier one waits for, and who comes after its thirty.
      const left = agents.length === broadcastAtMost ? compare(other, agents.at(-1) ?? first) >= 0 : false;
      const wronged =
        strategy === "broadcast" ? !left && !this.#hasEarlier(other, interaction) : compare(other, first) < 0;
      this.#hold(!wronged, "IN-5 the strategy's first agent", `${first.id} before ${other.id}`);
    }
    const inQueue = this.#servesIn(first, interaction, queueId);
    this.#hold(inQueue, "IN-5 the strategy's first agent", `${first.id} is not of the first queue`);
  }

  #checkOrder(agent: AgentRecord, interaction: InteractionRecord): void {
    const earlier = this.#hasEarlier(agent, interaction);
    this.#hold(!earlier, "IN-4 first come, first served", `${interaction.id} at ${agent.id}`);
  }

  /** Does somebody wait who comes before this one and whom the agent may serve? */
  #hasEarlier(agent: AgentRecord, interaction: InteractionRecord): boolean {
    for (const other of this.#state.interactions.values()) {
      if (other.state !== "waiting" || compareWaiting(this.#rules, other, interaction) >= 0) continue;
      if (this.#serves(agent, other)) return true;
    }
    return false;
  }

  /** The first queue of the interaction with an available agent who may serve it. */
  #firstServing(interaction: InteractionRecord): string | undefined {
    for (const queueId of queuesOf(interaction)) {
      for (const agent of this.#state.agents.values()) if (this.#servesIn(agent, interaction, queueId)) return queueId;
    }
    return undefined;
  }

  #servesIn(agent: AgentRecord, interaction: InteractionRecord, queueId: string): boolean {
    const { available, fits, admits } = this.#rules;
    return available(agent, interaction.channel) && fits(agent, queueId, interaction) && admits(agent, interaction);
  }

  #serves(agent: AgentRecord, interaction: InteractionRecord): boolean {
    return (
      this.#rules.available(agent, interaction.channel) && servingQueue(this.#rules, agent, interaction) !== undefined
    );
  }

  #checkCapacity(agentId: string): void {
    const agent = this.#state.agent(agentId);
    const loads = new Map<string, number>();
    for (const { channel } of agent.engaged) loads.set(channel, (loads.get(channel) ?? 0) + 1);
    for (const [channel, load] of loads) {
      const within = load <= (agent.configuration.capacity[channel] ?? 0);
      this.#hold(within, "IN-2 no agent over capacity", `${agentId} ${channel}`);
    }
  }

  #checkWaiting(): void {
    const waiting = [...this.#state.interactions.values()].filter((interaction) => interaction.state === "waiting");
    if (waiting.length === 0) return;
    for (const agent of this.#state.agents.values()) {
      if (agent.state !== "ready" && agent.state !== "engaged") continue;
      for (const interaction of waiting) {
        const missed = this.#serves(agent, interaction);
        this.#hold(!missed, "IN-3 nobody waits while an eligible agent is free", `${interaction.id} ${agent.id}`);
      }
    }
  }

  #checkWork(): void {
    const rule = "IN-7 state and work agree";
    for (const agent of this.#state.agents.values()) {
      const { offer, engaged } = agent;
      const free = agent.state !== "reserved" && agent.state !== "engaged";
      this.#hold(agent.state !== "reserved" || (offer !== undefined && engaged.length === 0), rule, agent.id);
      this.#hold(agent.state !== "engaged" || engaged.length > 0, rule, agent.id);
      this.#hold(!free || (offer === undefined && engaged.length === 0), rule, agent.id);
      this.#hold(
        offer === undefined || this.#state.interactions.get(offer)?.offeredTo.includes(agent.id) === true,
        rule,
        agent.id,
      );
      const known = engaged.every((held) =>
        this.#state.interactions.get(held.interactionId)?.agents.includes(agent.id),
      );
      this.#hold(known, rule, agent.id);
      const awaited = agent.state === "reserved" || agent.reason === terminalLost;
      const timed = !awaited || agent.deadline !== undefined || agent.state === "signedOut";
      this.#hold(timed, "IN-8 everything pending has a deadline", agent.id);
    }
    for (const interaction of this.#state.interactions.values()) {
      const { offeredTo, agents, state } = interaction;
      this.#hold((state === "offered") === offeredTo.length > 0, rule, interaction.id);
      this.#hold((state === "engaged") === agents.length > 0, rule, interaction.id);
      const rings = offeredTo.every((agentId) => this.#state.agents.get(agentId)?.offer === interaction.id);
      this.#hold(rings, rule, interaction.id);
      const timed = state !== "offered" || interaction.offerDeadline !== undefined;
      this.#hold(timed, "IN-8 everything pending has a deadline", interaction.id);
    }
  }
}
