// One step of the router: what commands may do to the state, and how waiting interactions and free agents find each
// other (SPEC.md, SE). Everything goes through `record`: the event is applied to the state, the indexes and deadlines
// follow, the journal gets it.
//
//   select (ReadyIndex, WaitingIndex) → reserve (one `offered` event) → ring (an output)

import { Deadlines, type Instant } from "@tellerline/base";
import { ReadyIndex } from "./ready-index.ts";
import type { AgentState, Choice, RestState, RouterEvent } from "./router-event.ts";
import type { QueueConfiguration } from "./router-input.ts";
import type { Rejection, RouterOutput } from "./router-output.ts";
import { type AgentRecord, type InteractionRecord, type RouterState, terminalLost } from "./router-state.ts";
import { decider, type Rules } from "./rules.ts";
import { type QueueLength, WaitingIndex } from "./waiting-index.ts";

const standardRetryPauseMs = 5_000;

export type DeadlineKind = "grace" | "offer" | "pause" | "wrapUp";

export class Decision {
  readonly state: RouterState;
  /** By agent: the end of a wrap-up, of the grace; by interaction: of an offer, of a pause. */
  readonly deadlines: Readonly<Record<DeadlineKind, Deadlines<string>>> = {
    grace: new Deadlines(),
    offer: new Deadlines(),
    pause: new Deadlines(),
    wrapUp: new Deadlines(),
  };
  readonly waitingIndex: WaitingIndex;
  readonly readyIndex: ReadyIndex;
  readonly #holders = new Map<string, number>();
  readonly #signedIn = new Map<string, number>();
  #now: Instant = 0;
  #outputs: RouterOutput[] = [];
  readonly #lengthsBefore = new Map<string, QueueLength>();
  readonly #staffingBefore = new Map<string, number>();
  readonly #enqueued: string[] = [];
  readonly #freed = new Set<AgentRecord>();
  readonly #arrived = new Set<string>();

  constructor(state: RouterState, rules: Rules) {
    this.state = state;
    this.waitingIndex = new WaitingIndex(rules, this.#holders);
    this.readyIndex = new ReadyIndex(state, rules);
    for (const agent of state.agents.values()) {
      this.#countSkills(agent, 1);
      this.readyIndex.configure(agent);
      this.#watchAgent(agent);
      if (agent.state !== "signedOut") this.#countSignedIn(agent, 1);
    }
    for (const interaction of state.interactions.values()) {
      this.waitingIndex.refresh(interaction.id, interaction);
      this.#watchInteraction(interaction.id, interaction);
    }
  }

  get now(): Instant {
    return this.#now;
  }

  begin(now: Instant): void {
    this.#now = now;
    this.#outputs = [];
    if (this.#freed.size > 0) this.#freed.clear();
    if (this.#arrived.size > 0) this.#arrived.clear();
    if (this.#enqueued.length > 0) this.#enqueued.length = 0;
    if (this.#lengthsBefore.size > 0) this.#lengthsBefore.clear();
    if (this.#staffingBefore.size > 0) this.#staffingBefore.clear();
  }

  /** Lets the step's freed agents and arrived interactions find each other; returns what is to be done. */
  finish(): RouterOutput[] {
    for (const agent of this.#freed) if (this.state.agents.get(agent.id) === agent) this.#match(agent, undefined);
    for (const interactionId of this.#arrived) {
      const interaction = this.state.interactions.get(interactionId);
      if (interaction?.state === "waiting") this.#match(undefined, interaction);
    }
    for (const interactionId of this.#enqueued) this.#reportWaiting(interactionId);
    for (const [queueId, before] of this.#lengthsBefore) this.#reportQueue(queueId, before);
    for (const [queueId, before] of this.#staffingBefore) {
      const signedIn = this.signedIn(queueId);
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
    if (event.type === "agentRemoved" || event.type === "agentConfigured") this.#leaveIndexes(event);
    if ("interactionId" in event) this.#noteQueue(this.state.interactions.get(event.interactionId)?.queueId);
    this.state.apply(event);
    this.#outputs.push({ type: "journal", event });
    if ("interactionId" in event) {
      const interaction = this.state.interactions.get(event.interactionId);
      this.#noteQueue(interaction?.queueId);
      this.waitingIndex.refresh(event.interactionId, interaction);
      this.#watchInteraction(event.interactionId, interaction);
      if (interaction?.state === "waiting") this.#arrived.add(interaction.id);
      if (event.type === "enqueued") this.#enqueued.push(event.interactionId);
    }
    if ("agentId" in event) {
      const agent = this.state.agents.get(event.agentId);
      if (agent !== undefined) this.#refreshAgent(agent);
    }
    if (event.type === "agentConfigured") {
      const agent = this.state.agent(event.agent.id);
      this.#countSkills(agent, 1);
      if (agent.state !== "signedOut") this.#countSignedIn(agent, 1);
      this.readyIndex.configure(agent);
      this.#refreshAgent(agent);
    }
  }

  /** Enters a state that an agent is seen in; nothing happens if he is in it already. */
  enter(
    agent: AgentRecord,
    state: AgentState,
    more: { reason?: string; deadline?: Instant; terminal?: string } = {},
  ): void {
    const same = agent.state === state && agent.reason === more.reason && agent.deadline === more.deadline;
    if (same && more.terminal === undefined) return;
    const before = agent.state;
    this.record({ type: "agentState", at: this.#now, agentId: agent.id, state, ...more });
    const { reason, deadline } = more;
    this.emit({
      type: "agentState",
      agentId: agent.id,
      state,
      since: this.#now,
      ...(reason === undefined ? {} : { reason }),
      ...(deadline === undefined ? {} : { deadline }),
    });
    if (before === "signedOut" && state !== "signedOut") this.#countSignedIn(agent, 1);
    if (before !== "signedOut" && state === "signedOut") this.#countSignedIn(agent, -1);
  }

  /** Enters the state that the agent's work at hand asks for: engaged, reserved, or where he rests (AS-6). */
  settle(agent: AgentRecord): void {
    if (agent.engaged.length > 0) {
      const { lostUntil } = agent;
      this.enter(agent, "engaged", lostUntil === undefined ? {} : { reason: terminalLost, deadline: lostUntil });
      return;
    }
    if (agent.offer !== undefined) {
      const deadline = this.state.interaction(agent.offer).offerDeadline;
      this.enter(agent, "reserved", deadline === undefined ? {} : { deadline });
      return;
    }
    this.rest(agent);
  }

  /** Enters the state the agent chose for the time after his work. */
  rest(agent: AgentRecord): void {
    const { rest } = agent;
    if (rest.state === "signedOut") {
      this.signOut(agent, rest.reason);
      return;
    }
    if (agent.lostUntil !== undefined) {
      this.enter(agent, "notReady", { reason: terminalLost, deadline: agent.lostUntil });
      return;
    }
    if (rest.state === "ready") {
      this.enter(agent, "ready");
      return;
    }
    this.enter(agent, "notReady", { reason: rest.reason });
  }

  /** What the agent becomes after his work; the last command wins (AS-4). */
  next(agent: AgentRecord, next: RestState): void {
    this.record({ type: "nextState", at: this.#now, agentId: agent.id, next });
  }

  /** Signs out an agent without work; one who was removed from the configuration is forgotten. */
  signOut(agent: AgentRecord, reason: string): void {
    this.enter(agent, "signedOut", { reason });
    if (reason === "removed") this.record({ type: "agentRemoved", at: this.#now, agentId: agent.id });
  }

  /**
   * Takes an offer back and stops the ringing. With `failed`, the agent did not take it: he is set not ready after as
   * many misses as the queue allows, and the interaction is kept from him for a while (RE, SE-6).
   */
  endOffer(interaction: InteractionRecord, reason: string, failed: boolean): void {
    const agentId = interaction.offeredTo;
    if (agentId === undefined) return;
    const agent = this.state.agent(agentId);
    const queue = this.queueOf(interaction);
    const avoidUntil = this.#now + (queue?.retryPauseMs ?? standardRetryPauseMs);
    this.emit({ type: "cancelRing", interactionId: interaction.id, agentId, reason });
    const event = { type: "offerEnded", at: this.#now, interactionId: interaction.id, agentId, reason } as const;
    this.record(failed ? { ...event, avoidUntil } : event);
    const limit = reason === "noAnswer" ? (queue?.noAnswersUntilNotReady ?? 1) : 1;
    // Who asked for another state while it rang gets that one; a queued "ready" does not survive a miss (AS-4).
    if (failed && reason !== terminalLost && agent.missed >= limit && agent.rest.state === "ready") {
      this.next(agent, { state: "notReady", reason });
    }
    this.settle(agent);
  }

  /** The agent's part in the interaction ends: wrap-up when it was his last work and he talked, else he goes on. */
  release(interaction: InteractionRecord, agent: AgentRecord, reason: string, withoutWrapUp = false): void {
    const held = agent.engaged.find((one) => one.interactionId === interaction.id);
    const wrapUpMs = withoutWrapUp ? 0 : (held?.wrapUpMs ?? 0);
    this.record({ type: "released", at: this.#now, interactionId: interaction.id, agentId: agent.id, reason });
    if (agent.engaged.length === 0 && agent.offer === undefined && wrapUpMs > 0 && agent.lostUntil === undefined) {
      this.enter(agent, "wrapUp", { deadline: this.#now + wrapUpMs });
      return;
    }
    this.settle(agent);
  }

  /** The interaction is none of the router's any more: nobody rings, nobody talks. */
  leave(interaction: InteractionRecord, reason: string): void {
    const waitedMs = this.waitedMs(interaction);
    this.endOffer(interaction, reason, false);
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

  /** How many members of the queue are signed in. */
  signedIn(queueId: string): number {
    return this.#signedIn.get(queueId) ?? 0;
  }

  /** A queue's strategy changed or the queue is gone: its rows are laid out anew. */
  rebuildQueue(queueId: string): void {
    this.readyIndex.removeQueue(queueId);
    for (const agent of this.state.agents.values()) {
      if (!agent.queues.has(queueId)) continue;
      this.readyIndex.configure(agent);
      this.#refreshAgent(agent);
    }
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
        const channels = this.readyIndex.channels(agent);
        const best = channels.length > 0 ? this.waitingIndex.bestFor(agent, channels) : undefined;
        if (best === undefined) return;
        interaction = best;
      }
      if (interaction?.state !== "waiting") return;
      const selection = this.readyIndex.select(interaction);
      if (selection === undefined) return;
      const chosen = selection.value;
      if (agent !== chosen) {
        const older = this.waitingIndex.bestFor(chosen, this.readyIndex.channels(chosen));
        if (older !== undefined && older !== interaction) {
          agent = chosen;
          continue;
        }
      }
      this.#offer(interaction, chosen, {
        strategy: this.queueOf(interaction)?.strategy ?? "",
        decidedBy: decider(selection.comparators, chosen, selection.runnerUp),
        candidates: selection.candidates,
      });
      agent = startAgent;
      interaction = startInteraction;
    }
  }

  #offer(interaction: InteractionRecord, agent: AgentRecord, because: Choice): void {
    const ringTimeoutMs = this.queueOf(interaction)?.ringTimeoutMs ?? 0;
    const [interactionId, agentId] = [interaction.id, agent.id];
    const deadline = this.#now + ringTimeoutMs;
    this.record({ type: "offered", at: this.#now, interactionId, agentId, deadline, because });
    this.settle(agent);
    this.emit({ type: "ring", interactionId, agentId, ringTimeoutMs });
  }

  #refreshAgent(agent: AgentRecord): void {
    this.readyIndex.refresh(agent);
    this.#watchAgent(agent);
    if (this.readyIndex.channels(agent).length > 0) this.#freed.add(agent);
  }

  #leaveIndexes(event: Extract<RouterEvent, { type: "agentRemoved" | "agentConfigured" }>): void {
    const agent = this.state.agents.get(event.type === "agentRemoved" ? event.agentId : event.agent.id);
    if (agent === undefined) return;
    this.#countSkills(agent, -1);
    if (agent.state !== "signedOut") this.#countSignedIn(agent, -1);
    if (event.type === "agentRemoved") this.readyIndex.remove(agent);
  }

  #countSkills(agent: AgentRecord, by: number): void {
    for (const skillId in agent.configuration.skills) {
      this.#holders.set(skillId, (this.#holders.get(skillId) ?? 0) + by);
    }
  }

  #countSignedIn(agent: AgentRecord, by: number): void {
    for (const queueId of agent.queues) {
      const before = this.#signedIn.get(queueId) ?? 0;
      this.#signedIn.set(queueId, before + by);
      if (!this.#staffingBefore.has(queueId)) this.#staffingBefore.set(queueId, before);
    }
  }

  #watchAgent(agent: AgentRecord): void {
    this.#watch("wrapUp", agent.id, agent.state === "wrapUp" ? agent.deadline : undefined);
    this.#watch("grace", agent.id, agent.lostUntil);
  }

  #watchInteraction(interactionId: string, interaction: InteractionRecord | undefined): void {
    this.#watch("offer", interactionId, interaction?.offerDeadline);
    let pause: Instant | undefined;
    for (const { until } of interaction?.avoids ?? []) pause = pause === undefined ? until : Math.min(pause, until);
    this.#watch("pause", interactionId, pause);
  }

  #watch(kind: DeadlineKind, id: string, at: Instant | undefined): void {
    const deadlines = this.deadlines[kind];
    if (at === undefined) deadlines.clear(id);
    else if (deadlines.get(id) !== at) deadlines.set(id, at);
  }

  #noteQueue(queueId: string | undefined): void {
    if (queueId === undefined || this.#lengthsBefore.has(queueId)) return;
    this.#lengthsBefore.set(queueId, this.waitingIndex.length(queueId));
  }

  #reportWaiting(interactionId: string): void {
    const interaction = this.state.interactions.get(interactionId);
    if (interaction?.state !== "waiting" || interaction.queueId === undefined) return;
    const { queueId } = interaction;
    this.emit({ type: "waiting", interactionId, queueId, staffed: this.signedIn(queueId) > 0 });
  }

  #reportQueue(queueId: string, before: QueueLength): void {
    const { waiting, longestSince } = this.waitingIndex.length(queueId);
    if (waiting === before.waiting && longestSince === before.longestSince) return;
    this.emit({ type: "queueChanged", queueId, waiting, ...(longestSince === undefined ? {} : { longestSince }) });
  }
}
