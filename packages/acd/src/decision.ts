// One step of the router: what commands may do to the state, and how waiting interactions and free agents find each
// other (SPEC.md, SE). Everything goes through `record`: the event is applied to the state, the indexes and deadlines
// follow, the journal gets it.
//
//   select (ReadyIndex, WaitingIndex) → reserve (one `offered` event) → ring (an output)

import type { Instant } from "@tellerline/base";
import { ReadyIndex } from "./ready-index.ts";
import type { Choice, RestState, RouterEvent } from "./router-event.ts";
import type { QueueConfiguration } from "./router-input.ts";
import type { Rejection, RouterOutput } from "./router-output.ts";
import { type AgentRecord, type InteractionRecord, queuesOf, terminalLost } from "./router-records.ts";
import type { RouterState } from "./router-state.ts";
import type { Rules } from "./rules.ts";
import { Staffing } from "./staffing.ts";
import { WaitingIndex } from "./waiting-index.ts";
import { Watch } from "./watch.ts";

const standardRetryPauseMs = 5_000;

/** What an event is about, whatever its type. */
interface Subject {
  interactionId?: string;
  agentId?: string;
  agentIds?: readonly string[];
}

export class Decision {
  readonly state: RouterState;
  readonly watch = new Watch();
  readonly waitingIndex: WaitingIndex;
  readonly readyIndex: ReadyIndex;
  readonly staffing = new Staffing();
  /** Who signed out in this step. */
  readonly left: string[] = [];
  #now: Instant = 0;
  #outputs: RouterOutput[] = [];
  #step = 0;
  readonly #enqueued: string[] = [];
  readonly #touched: AgentRecord[] = [];
  readonly #arrived: InteractionRecord[] = [];

  constructor(state: RouterState, rules: Rules, longRow?: number) {
    this.state = state;
    this.waitingIndex = new WaitingIndex(rules);
    this.readyIndex = new ReadyIndex(state, rules, longRow);
    for (const agent of state.agents.values()) {
      this.staffing.count(agent, 1);
      this.readyIndex.configure(agent);
      this.readyIndex.sit(agent);
      this.watch.agent(agent);
    }
    for (const interaction of state.interactions.values()) {
      if (interaction.state === "waiting") this.waitingIndex.add(interaction);
      this.watch.interaction(interaction);
    }
  }

  get now(): Instant {
    return this.#now;
  }

  begin(now: Instant): void {
    this.#now = now;
    this.#outputs = [];
    this.#step++;
    this.#touched.length = 0;
    this.#arrived.length = 0;
    this.#enqueued.length = 0;
    this.left.length = 0;
    this.waitingIndex.begin();
    if (this.staffing.changed.size > 0) this.staffing.changed.clear();
  }

  /** Lets the step's freed agents and arrived interactions find each other; returns what is to be done. */
  finish(): RouterOutput[] {
    this.#matchAll();
    for (const interactionId of this.#enqueued) this.#reportWaiting(interactionId);
    this.waitingIndex.changes(this.#tellLine);
    for (const [queueId, before] of this.staffing.changed) {
      const signedIn = this.staffing.signedIn(queueId);
      if ((before === 0) !== (signedIn === 0)) this.emit({ type: "staffing", queueId, signedIn });
    }
    return this.#outputs;
  }

  emit(output: RouterOutput): void {
    this.#outputs.push(output);
  }

  reject(command: string, reason: Rejection, subject: string): void {
    this.emit({ type: "rejected", command, reason, subject });
  }

  /** Applies one event to the state and everything derived from it. */
  record(event: RouterEvent): void {
    const { interactionId, agentId, agentIds } = event as Subject;
    if (event.type === "agentRemoved" || event.type === "agentConfigured") this.#leaveIndexes(event);
    const before = interactionId === undefined ? undefined : this.state.findInteraction(interactionId);
    if (before?.state === "waiting") {
      this.waitingIndex.note(before);
      if (event.type !== "avoidEnded") this.waitingIndex.remove(before);
    }
    this.state.apply(event);
    this.#outputs.push({ type: "journal", event });
    if (interactionId !== undefined) this.#followInteraction(interactionId, before, event);
    if (agentId !== undefined) this.#followAgent(agentId);
    else if (agentIds !== undefined) for (const each of agentIds) this.#followAgent(each);
    for (const { agent, from } of this.state.row.entered) {
      this.staffing.moved(agent, from);
      if (agent.state === "signedOut") this.left.push(agent.id);
      this.#tellState(agent);
    }
    this.#tellPresence(event);
    if (event.type === "agentConfigured") this.#join(this.state.agent(event.agent.id));
  }

  /** Who is there (again) is told, even in the state he was in: somebody may wait for him. */
  #tellPresence(event: RouterEvent): void {
    if (event.type !== "signedIn" && (event.type !== "terminal" || event.lostUntil !== undefined)) return;
    if (this.state.row.entered.length === 0) this.#tellState(this.state.agent(event.agentId));
  }

  /** The news of the agent's state, for whoever shows it. */
  #tellState(agent: AgentRecord): void {
    const { id: agentId, state, since, reason, deadline } = agent;
    const news: Extract<RouterOutput, { type: "agentState" }> = { type: "agentState", agentId, state, since };
    if (reason !== undefined) news.reason = reason;
    if (deadline !== undefined) news.deadline = deadline;
    this.#outputs.push(news);
  }

  /** What the agent is without work at hand; the last command wins (AS-4). `now`: a wrap-up is over with it. */
  rest(agent: AgentRecord, rest: RestState, now: boolean): void {
    const event = { type: "restSet", at: this.#now, agentId: agent.id, rest } as const;
    this.record(now && agent.wrapUp !== undefined ? { ...event, endsWrapUp: true } : event);
  }

  /** Signs out an agent without work; one who was removed from the configuration is forgotten. */
  signOut(agent: AgentRecord, reason: string): void {
    this.rest(agent, { state: "signedOut", reason }, true);
    this.forgetRemoved(agent);
  }

  /** Who was removed and has no more work is forgotten. */
  forgetRemoved(agent: AgentRecord): void {
    if (agent.state !== "signedOut" || agent.reason !== "removed") return;
    this.record({ type: "agentRemoved", at: this.#now, agentId: agent.id });
  }

  /**
   * Takes an offer back and stops the ringing. With `failed`, the agent did not take it: he is set not ready after as
   * many misses as the queue allows, and the interaction is kept from him for a while (RE, SE-6).
   */
  endOffer(interaction: InteractionRecord, agent: AgentRecord, reason: string, failed: boolean): void {
    const { id: interactionId } = interaction;
    const queue = this.queueOf(interaction);
    this.emit({ type: "cancelRing", interactionId, agentId: agent.id, reason });
    const event = { type: "offerEnded", at: this.#now, interactionId, agentId: agent.id, reason } as const;
    if (!failed) this.record(event);
    else {
      const avoidUntil = this.#now + (queue?.retryPauseMs ?? standardRetryPauseMs);
      // Who lets a broadcast pass, as all but one do, has missed nothing.
      const passed = queue?.strategy === "broadcast";
      const limit = reason === "noAnswer" ? (queue?.noAnswersUntilNotReady ?? 1) : 1;
      // Who asked for another state while it rang gets that one; a queued "ready" does not survive a miss (AS-4).
      const rests = !passed && reason !== terminalLost && agent.missed + 1 >= limit && agent.rest.state === "ready";
      const more = passed ? ({ avoidUntil, passed: true } as const) : { avoidUntil };
      this.record({ ...event, ...more, ...(rests ? { rest: { state: "notReady", reason } } : undefined) });
    }
    if (interaction.hold?.agentIds.includes(agent.id) === true && interaction.state === "waiting") {
      this.record({ type: "holdSet", at: this.#now, interactionId });
    }
    this.forgetRemoved(agent);
  }

  /** Takes the interaction back from everybody at whom it rings. */
  endOffers(interaction: InteractionRecord, reason: string, failed: boolean): void {
    for (const agentId of interaction.offeredTo) this.endOffer(interaction, this.state.agent(agentId), reason, failed);
  }

  /** The agent's part in the interaction ends: wrap-up when it was his last work and he talked, else he goes on. */
  release(interaction: InteractionRecord, agent: AgentRecord, reason: string, withoutWrapUp = false): void {
    const held = agent.engaged.find((one) => one.interactionId === interaction.id);
    const wrapUpMs = withoutWrapUp ? 0 : (held?.wrapUpMs ?? 0);
    const last = agent.engaged.length === 1 && agent.offer === undefined && agent.lostUntil === undefined;
    const event = {
      type: "released",
      at: this.#now,
      interactionId: interaction.id,
      agentId: agent.id,
      reason,
    } as const;
    this.record(last && wrapUpMs > 0 ? { ...event, wrapUpUntil: this.#now + wrapUpMs } : event);
    this.forgetRemoved(agent);
  }

  /** The interaction is none of the router's any more: nobody rings, nobody talks. */
  leave(interaction: InteractionRecord, reason: string): void {
    const waitedMs = this.waitedMs(interaction);
    this.endOffers(interaction, reason, false);
    for (const agentId of interaction.agents) this.release(interaction, this.state.agent(agentId), reason);
    this.record({ type: "left", at: this.#now, interactionId: interaction.id, reason, waitedMs });
  }

  /** How long it has been waiting until now; 0 for one that is served. */
  waitedMs(interaction: InteractionRecord): number {
    return interaction.state === "engaged" ? 0 : this.#now - interaction.enqueuedAt;
  }

  queueOf(interaction: InteractionRecord): QueueConfiguration | undefined {
    return interaction.queueId === undefined ? undefined : this.state.queues.get(interaction.queueId);
  }

  /** A queue's strategy changed or the queue is gone: its rows are laid out anew. */
  rebuildQueue(queueId: string): void {
    this.readyIndex.removeQueue(queueId);
    for (const agent of this.state.agents.values()) {
      if (!agent.queues.has(queueId)) continue;
      this.readyIndex.configure(agent);
      this.#touch(agent);
    }
  }

  /**
   * Before the step no available agent could serve anybody who waited (IN-3). So one freed agent alone is the only one
   * for whom he finds, and one arrival alone is the only one for whoever is found; else both sides are asked.
   */
  #matchAll(): void {
    const freed: AgentRecord[] = [];
    for (const agent of this.#touched) {
      if (this.state.findAgent(agent.id) === agent && this.readyIndex.channels(agent).length > 0) freed.push(agent);
    }
    const arrived: InteractionRecord[] = [];
    for (const interaction of this.#arrived) if (this.#waits(interaction)) arrived.push(interaction);
    const [agent, interaction] = [freed[0], arrived[0]];
    if (agent !== undefined && freed.length === 1 && arrived.length === 0) this.#serveBy(agent);
    else if (interaction !== undefined && arrived.length === 1 && freed.length === 0) this.#serve(interaction);
    else {
      for (const each of freed) this.readyIndex.sit(each);
      for (const each of freed) this.#match(each, undefined);
      for (const each of arrived) if (each.state === "waiting") this.#match(undefined, each);
      return;
    }
    if (agent !== undefined) this.readyIndex.sit(agent);
  }

  #waits(interaction: InteractionRecord): boolean {
    return interaction.state === "waiting" && this.state.findInteraction(interaction.id) === interaction;
  }

  #serveBy(agent: AgentRecord): void {
    const interaction = this.waitingIndex.bestFor(agent, this.readyIndex.channels(agent));
    if (interaction === undefined) return;
    const strategy = this.readyIndex.strategyFor(agent, interaction) ?? "";
    this.#offer(interaction, [agent], { strategy, decidedBy: "only" });
  }

  #serve(interaction: InteractionRecord): void {
    const selection = this.readyIndex.select(interaction);
    if (selection === undefined) return;
    const { agents, strategy, decidedBy } = selection;
    this.#offer(interaction, agents, { strategy, decidedBy });
  }

  /**
   * Finds a pair of which each is the best for the other, offers, and goes on while there is one: from either side
   * alone the choice could be unfair to a third (SE-5). Each hop finds an older interaction, so it ends.
   */
  #match(startAgent: AgentRecord | undefined, startInteraction: InteractionRecord | undefined): void {
    let interaction = startInteraction;
    let agent = startAgent;
    for (;;) {
      if (agent !== undefined) {
        const best = this.#bestFor(agent);
        if (best === undefined) return;
        interaction = best;
      }
      if (interaction?.state !== "waiting") return;
      const selection = this.readyIndex.select(interaction);
      const chosen = selection?.agents[0];
      if (selection === undefined || chosen === undefined) return;
      if (agent !== chosen) {
        const older = this.#bestFor(chosen);
        if (older !== undefined && older !== interaction) {
          agent = chosen;
          continue;
        }
      }
      const { strategy, decidedBy } = selection;
      // Of several who would be rung, those for whom an earlier one waits are that one's.
      const agents = selection.agents.filter((each) => each === chosen || this.#bestFor(each) === interaction);
      this.#offer(interaction, agents, { strategy, decidedBy });
      agent = startAgent;
      interaction = startInteraction;
    }
  }

  #bestFor(agent: AgentRecord): InteractionRecord | undefined {
    const channels = this.readyIndex.channels(agent);
    return channels.length > 0 ? this.waitingIndex.bestFor(agent, channels) : undefined;
  }

  #offer(interaction: InteractionRecord, agents: readonly AgentRecord[], because: Choice): void {
    const ringTimeoutMs = this.queueOf(interaction)?.ringTimeoutMs ?? 0;
    const { id: interactionId } = interaction;
    const agentIds = agents.map((agent) => agent.id);
    this.record({
      type: "offered",
      at: this.#now,
      interactionId,
      agentIds,
      deadline: this.#now + ringTimeoutMs,
      because,
    });
    for (const agentId of agentIds) this.emit({ type: "ring", interactionId, agentId, ringTimeoutMs });
  }

  #followInteraction(interactionId: string, before: InteractionRecord | undefined, event: RouterEvent): void {
    // Enqueued again by a transfer it is another record.
    const interaction = event.type === "left" ? undefined : this.state.findInteraction(interactionId);
    if (before !== undefined && before !== interaction) this.watch.forget(before);
    if (interaction === undefined) return;
    if (interaction.state === "waiting") {
      if (interaction.ticket === undefined) {
        this.waitingIndex.note(interaction);
        this.waitingIndex.add(interaction);
      }
      if (interaction.touchedIn !== this.#step) {
        interaction.touchedIn = this.#step;
        this.#arrived.push(interaction);
      }
    }
    this.watch.interaction(interaction);
    if (event.type === "enqueued") this.#enqueued.push(interactionId);
  }

  #followAgent(agentId: string): void {
    const agent = this.state.findAgent(agentId);
    if (agent === undefined) return;
    this.readyIndex.leave(agent);
    this.watch.agent(agent);
    this.#touch(agent);
  }

  #leaveIndexes(event: Extract<RouterEvent, { type: "agentRemoved" | "agentConfigured" }>): void {
    const agent = this.state.agents.get(event.type === "agentRemoved" ? event.agentId : event.agent.id);
    if (agent === undefined) return;
    this.staffing.count(agent, -1);
    this.readyIndex.remove(agent);
    if (event.type === "agentRemoved") this.watch.forget(agent);
  }

  #join(agent: AgentRecord): void {
    this.waitingIndex.reconfigured(agent);
    this.staffing.count(agent, 1);
    this.readyIndex.configure(agent);
    this.#touch(agent);
  }

  #touch(agent: AgentRecord): void {
    if (agent.touchedIn === this.#step) return;
    agent.touchedIn = this.#step;
    this.#touched.push(agent);
  }

  #reportWaiting(interactionId: string): void {
    const interaction = this.state.findInteraction(interactionId);
    if (interaction?.state !== "waiting" || interaction.queueId === undefined) return;
    const { queueId } = interaction;
    const staffed = queuesOf(interaction).some((each) => this.staffing.signedIn(each) > 0);
    this.emit({ type: "waiting", interactionId, queueId, staffed });
  }

  readonly #tellLine = (queueId: string, waiting: number, longestSince: Instant | undefined): void => {
    this.#outputs.push({
      type: "queueChanged",
      queueId,
      waiting,
      ...(longestSince === undefined ? undefined : { longestSince }),
    });
  };
}
