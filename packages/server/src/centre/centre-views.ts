// What desks and monitors see of a running centre. Changes are gathered for a moment and published once, so that a busy
// second costs what changed and not what exists.

import {
  type AgentSnapshot,
  type RouterEvent,
  type RouterOutput,
  serviceLevel,
  serviceLevelParts,
} from "@tellerline/acd";
import type {
  AgentState,
  Desk,
  Live,
  LiveAgent,
  LiveGroups,
  LiveQueue,
  RecordSummary,
  Terminal,
} from "@tellerline/api";
import type { Log, Scheduler } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { PartyTarget } from "@tellerline/voice";
import type { EventHub } from "../events/event-hub.ts";
import { groupSums } from "../floor/group-sums.ts";
import { liveAgent } from "../floor/live-agent.ts";
import { QueueStaff, signedIn } from "../floor/queue-staff.ts";
import { AgentDayBook } from "./agent-day-book.ts";
import type { CentreConfiguration, QueueConfig } from "./centre-configuration.ts";
import { dayOf } from "./day.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { AgentRef } from "./interaction-state.ts";
import { maskNumber } from "./mask-number.ts";
import { DayFigures, judgeWait, loadToday } from "./queue-figures.ts";
import { countsInQueue, type RunningInteraction } from "./running-interaction.ts";
import { Seat } from "./seat.ts";

const gatherMs = 100;

/** How an agent's terminal is reached; undefined while it is not registered. */
export type ReachTerminal = (agentId: string, terminal: Terminal) => PartyTarget | undefined;

/** What the views look at. */
export interface Viewed {
  readonly tenantId: string;
  readonly configuration: CentreConfiguration;
  readonly interactions: ReadonlyMap<string, RunningInteraction>;
  readonly monitor: { readonly incidents: number };
  readonly screens: { isWatched(agentId: string): boolean };
  expectedWaitMs(queueId: string): number | undefined;
  expectedWaitErrorMs(queueId: string): number | undefined;
}

export interface ViewsOptions {
  events: Pick<EventHub, "publish">;
  scheduler: Scheduler;
  store: Pick<Store, "inTenant">;
  log: Log;
}

export class CentreViews {
  readonly seats = new Map<string, Seat>();
  /** Of queues by their ids, and of skills and teams by their keys. */
  readonly figures = new DayFigures();
  readonly groupFigures = new DayFigures();
  reachTerminal: ReachTerminal = () => undefined;
  readonly #centre: Viewed;
  readonly #events: Pick<EventHub, "publish">;
  readonly #scheduler: Scheduler;
  readonly #store: Pick<Store, "inTenant">;
  readonly #agentDays: AgentDayBook;
  readonly #staff = new QueueStaff();
  #skillNames: ReadonlyMap<string, string> = new Map();
  #queueByName: ReadonlyMap<string, QueueConfig> = new Map();
  readonly #waiting = new Map<string, { waiting: number; longestSince: number | null }>();
  readonly #dirty = {
    desks: new Set<string>(),
    agents: new Set<string>(),
    queues: new Set<string>(),
    interactions: new Set<string>(),
  };
  #flush: (() => void) | undefined;

  constructor(centre: Viewed, { events, scheduler, store, log }: ViewsOptions) {
    this.#centre = centre;
    this.#events = events;
    this.#scheduler = scheduler;
    this.#store = store;
    const figures = (agentId: string) => this.seats.get(agentId)?.day.completed(scheduler.now());
    this.#agentDays = new AgentDayBook({ store, scheduler, log, figures, tenantId: centre.tenantId });
  }

  /** Today's figures as the last run left them. */
  async load(): Promise<void> {
    const now = this.#scheduler.now();
    const { queues, groups } = await this.#store.inTenant(this.#centre.tenantId, (tx) => loadToday(tx, now));
    this.figures.restore(dayOf(now), queues);
    this.groupFigures.restore(dayOf(now), groups);
    for (const [agentId, figures] of await this.#agentDays.load()) this.seats.get(agentId)?.day.restore(figures);
  }

  async stop(): Promise<void> {
    this.#flush?.();
    await this.#agentDays.stop();
  }

  configurationChanged(): void {
    const { agents, queues, skills } = this.#centre.configuration;
    this.#skillNames = new Map(skills.map(({ id, name }) => [id, name]));
    this.#queueByName = new Map([...queues.values()].map((queue) => [queue.name, queue]));
    for (const [agentId, { queueIds }] of agents) {
      if (!this.seats.has(agentId)) this.seats.set(agentId, new Seat(agentId, this.#scheduler.now()));
      this.#staff.put(agentId, this.seats.get(agentId)?.state ?? "signedOut", queueIds);
      this.#touch("agents", agentId);
    }
    for (const agentId of this.seats.keys()) {
      if (agents.has(agentId)) continue;
      this.seats.delete(agentId);
      this.#staff.remove(agentId);
    }
    for (const queueId of queues.keys()) this.#touch("queues", queueId);
  }

  /** The agent with the way to his terminal, or undefined when he cannot be rung. */
  reach(agentId: string): AgentRef | undefined {
    const agent = this.#centre.configuration.agents.get(agentId);
    const terminal = this.seats.get(agentId)?.terminal;
    if (agent === undefined || terminal === undefined || terminal === null) return undefined;
    const target = this.reachTerminal(agentId, terminal);
    return target === undefined ? undefined : { agentId, name: agent.name, target };
  }

  agentState(output: Extract<RouterOutput, { type: "agentState" }>): void {
    const seat = this.seats.get(output.agentId);
    if (seat === undefined) return;
    this.#agentDays.changed(seat.agentId);
    seat.enter(output.state as AgentState, output.reason ?? null, output.since, output.deadline ?? null);
    if (seat.state === "signedOut") {
      seat.terminal = null;
      seat.terminalSeen = false;
    }
    this.agentTouched(output.agentId);
  }

  /** After a restart: he is what the router knows of him, at the terminal where he worked. */
  takeUp({ configuration, state, reason, since, deadline }: AgentSnapshot, terminal: Terminal | null): void {
    const seat = this.seats.get(configuration.id);
    if (seat === undefined) return;
    Object.assign(seat, { state, reason: reason ?? null, since, deadline: deadline ?? null });
    Object.assign(seat, { terminal, terminalSeen: true });
    this.agentTouched(seat.agentId);
  }

  agentTouched(agentId: string): void {
    this.#touch("agents", agentId);
    this.#touch("desks", agentId);
    const agent = this.#centre.configuration.agents.get(agentId);
    const seat = this.seats.get(agentId);
    if (agent === undefined || seat === undefined) return;
    for (const queueId of this.#staff.put(agentId, seat.state, agent.queueIds)) this.#touch("queues", queueId);
  }

  queueChanged(queueId: string, waiting: number, longestSince: number | undefined): void {
    this.#waiting.set(queueId, { waiting, longestSince: longestSince ?? null });
    this.queueTouched(queueId);
  }

  queueTouched(queueId: string): void {
    this.#touch("queues", queueId);
  }

  /** Keeps the figures of the day. */
  interactionEvent(event: InteractionEvent): void {
    if (event.type !== "connected" || event.agentId === undefined) return;
    const seat = this.seats.get(event.agentId);
    seat?.day.count("handled", this.#scheduler.now());
    if (seat !== undefined) this.#agentDays.changed(event.agentId);
  }

  /** Counts what rang at an agent in vain. */
  routingEvent(event: RouterEvent): void {
    if (event.type !== "offerEnded" || event.avoidUntil === undefined || event.passed === true) return;
    this.seats.get(event.agentId)?.day.count("missed", event.at);
    this.#agentDays.changed(event.agentId);
  }

  interactionChanged(running: RunningInteraction): void {
    const { interactionId } = running.machine.head;
    const present = running.machine.takingPart;
    for (const agentId of new Set([...running.agentIds, ...present])) {
      const takesPart = present.includes(agentId);
      const seat = this.seats.get(agentId);
      if (takesPart) {
        running.agentIds.add(agentId);
        seat?.interactionIds.add(interactionId);
        const view = this.#desk(agentId, running);
        if (seat !== undefined && view !== undefined && view.answeredAt !== null) seat.wrapUp = view;
        if (view?.channel === "chat") seat?.chats.set(interactionId, view);
      } else {
        if (running.agentIds.has(agentId)) seat?.chatLeft(interactionId);
        running.agentIds.delete(agentId);
        seat?.interactionIds.delete(interactionId);
      }
      this.agentTouched(agentId);
    }
    this.#touch("interactions", interactionId);
  }

  interactionGone(running: RunningInteraction): void {
    const { interactionId } = running.machine.head;
    this.interactionChanged(running);
    this.#dirty.interactions.delete(interactionId);
    this.#publish({ right: "live.read" }, { type: "interaction.ended", data: { interactionId } });
  }

  /** @param groups what it counts for besides its queue */
  recordWritten(summary: RecordSummary, groups: readonly string[]): void {
    const masked = { ...summary, customerNumber: maskNumber(summary.customerNumber) };
    this.#publish({ right: "records.read" }, { type: "record.written", data: masked });
    const calledBack = summary.kind === "outbound" && summary.answeredAt !== null;
    if (summary.channel === "voice" && (summary.endReason === "abandoned" || calledBack))
      this.#publish({ right: "agent.work" }, { type: "lostCalls.changed", data: {} });
    const queue = this.#queueByName.get(summary.queueName ?? "");
    if (queue === undefined || !countsInQueue(summary)) return;
    const now = this.#scheduler.now();
    const { waitMs, answeredAt, endReason } = summary;
    const answered = answeredAt !== null;
    const counts = judgeWait({ answered, abandoned: !answered && endReason === "abandoned", waitMs }, queue);
    this.figures.add(queue.id, now, { ...counts, waitMs });
    for (const key of groups) this.groupFigures.add(key, now, { ...counts, waitMs });
    this.queueTouched(queue.id);
  }

  desk(agentId: string): Desk | undefined {
    const seat = this.seats.get(agentId);
    if (seat === undefined) return undefined;
    const interactions = [...seat.interactionIds]
      .map((id) => this.#centre.interactions.get(id))
      .flatMap((running) => (running === undefined ? [] : (this.#desk(agentId, running) ?? [])));
    const wrapUpEndsAt = seat.state === "wrapUp" ? seat.deadline : null;
    for (const chat of seat.unfiled.values())
      interactions.push({ ...chat, state: "wrapUp", wrapUpEndsAt, allowed: ["endWrapUp"], parties: [] });
    if (seat.state === "wrapUp" && seat.wrapUp !== null && !seat.unfiled.has(seat.wrapUp.interactionId)) {
      interactions.push({
        ...seat.wrapUp,
        state: "wrapUp",
        wrapUpEndsAt: seat.deadline,
        allowed: ["endWrapUp"],
        parties: [],
      });
    }
    return {
      agentId,
      state: seat.state,
      reason: seat.reason,
      since: seat.since,
      nextState: seat.nextState,
      terminal: seat.terminal,
      terminalOnline: seat.terminalOnline,
      browserPhone: seat.browser,
      locked: seat.locked,
      forced: seat.forced,
      screenWatched: this.#centre.screens.isWatched(agentId),
      capacity: this.#centre.configuration.agents.get(agentId)?.capacity ?? { voice: 0, chat: 0 },
      interactions,
      today: seat.figures(this.#scheduler.now()),
    };
  }

  live(): Live {
    const { configuration, interactions } = this.#centre;
    return {
      queues: [...configuration.queues.keys()].flatMap((id) => this.#queue(id) ?? []),
      agents: [...this.seats.keys()].flatMap((id) => this.#agent(id) ?? []),
      interactions: [...interactions.values()].map((running) => running.machine.liveView()),
      incidents: this.#centre.monitor.incidents,
    };
  }

  /** RT-16. */
  groups(): LiveGroups {
    const { configuration, interactions } = this.#centre;
    return groupSums({
      ...{ configuration, seats: this.seats, interactions: interactions.values(), figures: this.groupFigures },
      queues: [...configuration.queues.keys()].flatMap((id) => this.#queue(id) ?? []),
      now: this.#scheduler.now(),
    });
  }

  signedIn(): number {
    let count = 0;
    for (const seat of this.seats.values()) if (seat.state !== "signedOut") count++;
    return count;
  }

  waitingIn(queueId: string): number {
    return this.#waiting.get(queueId)?.waiting ?? 0;
  }

  #desk(agentId: string, running: RunningInteraction) {
    const agent = this.#centre.configuration.agents.get(agentId);
    const browser = this.seats.get(agentId)?.terminal?.kind === "browser";
    return running.machine.deskView({ agentId, browser, mayUnmask: agent?.mayUnmask ?? false }, running.previous);
  }

  #queue(queueId: string): LiveQueue | undefined {
    const { configuration } = this.#centre;
    const queue = configuration.queues.get(queueId);
    if (queue === undefined) return undefined;
    const staff = this.#staff.of(queueId);
    const today = this.figures.of(queueId, this.#scheduler.now());
    return {
      queueId,
      name: queue.name,
      waiting: this.waitingIn(queueId),
      longestSince: this.#waiting.get(queueId)?.longestSince ?? null,
      expectedWaitMs: this.#centre.expectedWaitMs(queueId) ?? null,
      expectedWaitErrorMs: this.#centre.expectedWaitErrorMs(queueId) ?? null,
      ...{ agentsReady: staff.ready, agentsTalking: staff.engaged, agentsWrapUp: staff.wrapUp },
      ...{ agentsNotReady: staff.notReady, agentsSignedIn: signedIn(staff) },
      today: { ...today },
      serviceLevel: serviceLevel(today, queue.serviceLevelFormula),
      serviceLevelFormula: queue.serviceLevelFormula,
      serviceLevelCounted: serviceLevelParts(today, queue.serviceLevelFormula).counted,
    };
  }

  #agent(agentId: string): LiveAgent | undefined {
    const { configuration } = this.#centre;
    const agent = configuration.agents.get(agentId);
    const seat = this.seats.get(agentId);
    if (agent === undefined || seat === undefined) return undefined;
    const names = { skills: this.#skillNames, queues: configuration.queues };
    return liveAgent(agent, seat, names, this.#scheduler.now());
  }

  #touch(kind: "desks" | "agents" | "queues" | "interactions", id: string): void {
    this.#dirty[kind].add(id);
    this.#flush ??= this.#scheduler.schedule(this.#scheduler.now() + gatherMs, () => this.#publishDirty());
  }

  #publishDirty(): void {
    this.#flush = undefined;
    const live = { right: "live.read" } as const;
    for (const agentId of take(this.#dirty.desks)) {
      const desk = this.desk(agentId);
      const userId = this.#centre.configuration.agents.get(agentId)?.userId;
      if (desk !== undefined && userId !== undefined) this.#publish({ userId }, { type: "desk.changed", data: desk });
    }
    for (const agentId of take(this.#dirty.agents)) {
      const data = this.#agent(agentId);
      if (data !== undefined) this.#publish(live, { type: "agent.changed", data });
    }
    for (const queueId of take(this.#dirty.queues)) {
      const data = this.#queue(queueId);
      if (data !== undefined) this.#publish(live, { type: "queue.changed", data });
    }
    for (const id of take(this.#dirty.interactions)) {
      const running = this.#centre.interactions.get(id);
      if (running !== undefined) this.#publish(live, { type: "interaction.changed", data: running.machine.liveView() });
    }
  }

  #publish(...[audience, payload]: [Parameters<EventHub["publish"]>[1], Parameters<EventHub["publish"]>[2]]): void {
    this.#events.publish(this.#centre.tenantId, audience, payload);
  }
}

function take(set: Set<string>): string[] {
  const ids = [...set];
  set.clear();
  return ids;
}
