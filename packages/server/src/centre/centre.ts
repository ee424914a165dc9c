// The running centre of one tenant: feeds router and interactions, carries their outputs out, and keeps the views.
//
//   telephony ─▶ Interaction ⇄ Router            what one machine tells another goes through here, in order;
//       ▲            │  │                        nothing here decides anything
//       └── commands ┘  ├─▶ journal, record
//                       └─▶ views ─▶ events

import { Router, type RouterCommand, type RouterEvent, type RouterOutput, routerCode } from "@tellerline/acd";
import type { EndReason, OperateRequest, RecordSummary } from "@tellerline/api";
import type { BusinessGateway } from "@tellerline/bank";
import { assert, type Log, type Machine, type Random, Runner, type Scheduler, type Timeout } from "@tellerline/base";
import type { JournalWriter, Store } from "@tellerline/store";
import type { CallCommand, CallEvent } from "@tellerline/voice";
import type { CallBackWish } from "../call-backs/call-back-rows.ts";
import { applyCustomerRules } from "../customer-rules/apply-rules.ts";
import { CallGuard } from "../customer-rules/call-guard.ts";
import { knownCustomer } from "../customer-rules/known-customer.ts";
import type { EventHub } from "../events/event-hub.ts";
import { type InteractionEntry, type ProjectedRecord, projectRecord } from "../records/project-record.ts";
import type { RecordWriter, TracedMessage } from "../records/record-writer.ts";
import { favouringLastAgent } from "../routing/last-agent.ts";
import { type Remembered, RouterMemory, recallRouter } from "../routing/router-memory.ts";
import { Screens } from "../supervision/screens.ts";
import { callSupervision, supervisionEndAudit } from "./call-supervision.ts";
import {
  type CentreConfiguration,
  loadConfiguration,
  routerAgent,
  routerConfiguration,
  terminalOf,
} from "./centre-configuration.ts";
import { CentreViews } from "./centre-views.ts";
import type { Interaction } from "./interaction.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { InteractionHead, InteractionMachine } from "./interaction-machine.ts";
import type {
  CommonInput,
  CommonOutput,
  InteractionInput,
  InteractionOutput,
  ResolvedTarget,
} from "./interaction-output.ts";
import type { AgentRef } from "./interaction-state.ts";
import { JournalStream } from "./journal-stream.ts";
import { interactionOf } from "./router-place.ts";
import { RoutingMonitor } from "./routing-monitor.ts";
import { outcomeOf, type RunningInteraction } from "./running-interaction.ts";
import type { Seat } from "./seat.ts";

export const serverCode = "server/1";

/** What the centre asks of the telephony. */
export interface CallPort {
  /** Makes a call that no customer opened: its parties come by `callParty`. */
  open(callId: string): void;
  /** @returns false if there is no such call (any more). */
  command(callId: string, command: CallCommand): boolean;
}

export interface CentreOptions {
  tenantId: string;
  store: Pick<Store, "inTenant">;
  journal: Pick<JournalWriter, "append">;
  records: Pick<RecordWriter, "write" | "dispose">;
  events: Pick<EventHub, "publish">;
  bank: Pick<BusinessGateway, "call">;
  calls: CallPort;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  /** Names this run of the router in the journal. */
  runId: string;
}

/** What a channel beside voice gives the centre of one interaction. */
export interface OtherChannel<Input, Output> {
  ringing(agentId: string, agentName: string): Input;
  act(output: Output): void;
  finished(): void;
  desk: NonNullable<RunningInteraction["desk"]>;
  /** What leaders may do to it. */
  floor: Pick<RunningInteraction, "release" | "supervision">;
}

/** For so long a wish to wait is kept for what is known of the customer; with a silent database he waits like anybody. */
const lookUpMs = 1500;

export class Centre {
  readonly options: CentreOptions;
  readonly views: CentreViews;
  readonly seats: Map<string, Seat>;
  readonly monitor: RoutingMonitor;
  readonly guard: CallGuard;
  readonly screens = new Screens((agentId) => this.views.agentTouched(agentId));
  configuration: CentreConfiguration;
  /** Whom a phone means by its Refer-To; undefined: nobody who can be reached. */
  resolveReferTo: (agentId: string, referTo: string) => ResolvedTarget | undefined = () => undefined;
  /** A customer leaves his queue and wants to be called back. */
  requestCallBack: (wish: CallBackWish) => void = () => undefined;
  /** An agent's phone was lost in a talk, or he leaves an interaction: is his terminal still there? */
  checkTerminal: (agentId: string) => void = () => undefined;
  readonly #listeners: ((output: RouterOutput) => void)[] = [];
  readonly #router: Router;
  readonly #runner: Runner<RouterCommand, RouterOutput>;
  readonly #routing: JournalStream<{ type: string }>;
  readonly #interactions = new Map<string, RunningInteraction>();
  readonly #memory: RouterMemory;
  /** Events of the router's step at hand that are not in the journal yet. */
  #untold = 0;
  #lastRejection: string | undefined;
  /** The command that the router's outputs of now come from. */
  #obeyed: RouterCommand | Timeout | undefined;

  static async start(options: CentreOptions): Promise<Centre> {
    const configuration = await loadConfiguration(options.store, options.tenantId);
    const remembered = await recallRouter(options.store, options.tenantId, options.log);
    const centre = new Centre(options, configuration, remembered);
    await centre.views.load();
    return centre;
  }

  constructor(options: CentreOptions, configuration: CentreConfiguration, remembered?: Remembered) {
    this.options = options;
    this.configuration = configuration;
    const log = options.log.with({ tenantId: options.tenantId });
    this.monitor = new RoutingMonitor(options.scheduler, log, remembered?.snapshot);
    this.views = new CentreViews(this, { ...options, log });
    this.seats = this.views.seats;
    this.guard = new CallGuard({
      ...{ tenantId: options.tenantId, store: options.store, clock: options.scheduler, random: options.random },
      ...{ log: options.log, configuration: () => this.configuration },
      changed: () =>
        options.events.publish(
          options.tenantId,
          { right: "configuration.read" },
          { type: "configuration.changed", data: { subject: "blockedNumber" } },
        ),
    });
    const { stream, after, snapshot } = remembered ?? { stream: `routing/${options.runId}`, after: 0 };
    this.#routing = new JournalStream(options.journal, options.tenantId, stream, routerCode, after);
    this.#router = new Router(snapshot === undefined ? {} : { snapshot });
    const { store, tenantId } = options;
    this.#memory = new RouterMemory({ store, tenantId, stream, after, log, snapshot: () => this.#router.snapshot() });
    this.#runner = new Runner(this.#noting(this.#router), options.scheduler, (output) => this.#obeyRouter(output));
    this.#configure();
    if (snapshot !== undefined) this.#takeUp();
  }

  /**
   * HA-04: everybody is where he was. No call outlived the product, and an agent's terminal is looked for: he has the
   * grace of a lost terminal to come back. Chats that go on are told to the router by who restores them.
   */
  #takeUp(): void {
    const known = () => {
      for (const agent of this.#router.snapshot().agents) {
        const terminal = agent.terminal === undefined ? null : terminalOf(agent.terminal);
        if (agent.state !== "signedOut") this.views.takeUp(agent, terminal);
      }
    };
    // Once before what changes with the restart, so that the time in the state of before counts, and once after it.
    known();
    this.#runner.handle({ type: "reconcile", ringing: [], talking: [], alive: [] });
    for (const { configuration, state } of this.#router.snapshot().agents) {
      if (state !== "signedOut") this.#runner.handle({ type: "terminalLost", agentId: configuration.id });
    }
    known();
  }

  /** A refusal does not say of which command it is: the one at hand. */
  #noting(router: Router): Machine<RouterCommand, RouterOutput> {
    return {
      handle: (input, now) => {
        this.#obeyed = input;
        const outputs = router.handle(input, now);
        for (const output of outputs) if (output.type === "journal") this.#untold++;
        return outputs;
      },
      nextTimeout: () => router.nextTimeout(),
    };
  }

  get tenantId(): string {
    return this.options.tenantId;
  }

  get interactions(): ReadonlyMap<string, RunningInteraction> {
    return this.#interactions;
  }

  /** Reads the configuration again. */
  async reload(): Promise<void> {
    const unwritten = [...this.guard.unwritten];
    this.configuration = await loadConfiguration(this.options.store, this.options.tenantId);
    for (const entry of unwritten) this.configuration.blocklist.add(entry);
    this.#configure();
  }

  #configure(): void {
    this.views.configurationChanged();
    this.#runner.handle(routerConfiguration(this.configuration));
  }

  /** With which of his skills an agent works from now on (AG-05); the database knows it already. */
  useSkills(agentId: string, skillIds: ReadonlySet<string>): void {
    const agent = this.configuration.agents.get(agentId);
    if (agent === undefined) return;
    const used = agent.allowedSkills.filter(({ skillId }) => skillIds.has(skillId));
    agent.skills = Object.fromEntries(used.map(({ skillId, level }) => [skillId, level]));
    this.#runner.handle({ type: "configureAgent", agent: routerAgent(agent) });
    this.views.agentTouched(agentId);
  }

  /** Begins an interaction; its call must exist or be opened by the caller before. */
  begin(interactionId: string, machine: Interaction, finished?: () => void): RunningInteraction {
    const runner = new Runner<InteractionInput, InteractionOutput>(machine, this.options.scheduler, (output) =>
      this.#obey(interactionId, output),
    );
    const ring = (agentId: string, ringTimeoutMs: number) => {
      const agent = this.views.reach(agentId);
      if (agent !== undefined) runner.handle({ type: "ring", agent, ringTimeoutMs });
      return agent !== undefined;
    };
    const release = (agentId: string) => runner.handle({ type: "release", agentId });
    const supervision = callSupervision(machine, runner, (agentId) => this.views.reach(agentId));
    const running = this.#add({
      machine,
      runner,
      ring,
      release,
      supervision,
      call: { machine, runner },
      ...(finished && { finished }),
    });
    this.#record(running, startedEvent(machine.head));
    void this.#lookUp(running);
    runner.handle({ type: "start" });
    return running;
  }

  /**
   * Begins an interaction of another channel, or takes one up again after a restart with what is journalled of it.
   * `act` carries out what only that channel knows; the rest is done here, as for a call.
   */
  beginOther<Input, Output extends { type: string }>(
    machine: Machine<Input | CommonInput, Output | CommonOutput> & InteractionMachine,
    channel: OtherChannel<Input | CommonInput, Output>,
    earlier: readonly InteractionEntry[] = [],
  ): Runner<Input | CommonInput, Output | CommonOutput> {
    const runner = new Runner<Input | CommonInput, Output | CommonOutput>(machine, this.options.scheduler, (output) => {
      if (isCommon(output)) this.#obeyCommon(running, output);
      else channel.act(output);
      if (output.type === "finished") channel.finished();
    });
    const ring = (agentId: string) => {
      const name = this.configuration.agents.get(agentId)?.name;
      if (name !== undefined) runner.handle(channel.ringing(agentId, name));
      return name !== undefined;
    };
    const running = this.#add({ machine, runner, ring, desk: channel.desk, ...channel.floor }, earlier);
    if (earlier.length === 0) this.#record(running, startedEvent(machine.head));
    void this.#lookUp(running);
    return runner;
  }

  #add(
    of: Pick<
      RunningInteraction,
      "machine" | "runner" | "ring" | "release" | "supervision" | "call" | "desk" | "finished"
    >,
    earlier: readonly InteractionEntry[] = [],
  ): RunningInteraction {
    const { interactionId } = of.machine.head;
    assert(!this.#interactions.has(interactionId), "IN-1: an interaction begins once");
    const { journal } = this.options;
    const after = earlier.length;
    const stream = new JournalStream<InteractionEvent>(journal, this.tenantId, interactionId, serverCode, after);
    const running = { ...of, stream, agentIds: new Set<string>(), previous: [], entries: [...earlier], messages: [] };
    this.#interactions.set(interactionId, running);
    return running;
  }

  /** Who the customer is and what was had with him. Only his wish to wait is kept until that is known. */
  async #lookUp(running: RunningInteraction): Promise<void> {
    const { kind } = running.machine.head;
    const matters =
      (kind === "inbound" || kind === "callBack") && this.configuration.customerRules.some(({ active }) => active);
    if (!matters) return this.#findPrevious(running);
    running.held = [];
    const { scheduler } = this.options;
    const stopWaiting = scheduler.schedule(scheduler.now() + lookUpMs, () => this.#releaseHeld(running));
    await this.#findPrevious(running);
    try {
      const { interactionId, channel, customerNumber: number } = running.machine.head;
      const who = { interactionId, channel, number };
      const customer = await this.options.store.inTenant(this.tenantId, (tx) => knownCustomer(tx, who));
      if (customer !== undefined) running.customer = customer;
    } catch (error) {
      const { interactionId } = running.machine.head;
      this.options.log.warn("customer.notRead", { interactionId, message: (error as Error).message });
    }
    stopWaiting();
    this.#releaseHeld(running);
  }

  #releaseHeld(running: RunningInteraction): void {
    const { held = [] } = running;
    delete running.held;
    // Who is gone meanwhile never waited.
    const gone = this.#interactions.get(running.machine.head.interactionId) !== running;
    for (const command of held)
      if (!gone || command.type === "interactionEnded") this.#runner.handle(this.#ruled(running, command));
  }

  /** The customer's latest contacts, for the screen pop (AG-04); a call does not wait for them. */
  async #findPrevious(running: RunningInteraction): Promise<void> {
    const { interactionId, customerNumber } = running.machine.head;
    // Visitors of a page and hidden numbers are nobody: their contacts are not each other's.
    if (!/^\+?\d{5,}$/.test(customerNumber)) return;
    try {
      const rows = await this.options.store.inTenant(this.tenantId, (tx) =>
        tx
          .selectFrom("call_record")
          .select([
            "interaction_id",
            "started_at",
            "queue_name",
            "agent_names",
            "agent_ids",
            "disposition",
            "end_reason",
            "ended_at",
          ])
          .where("customer_number", "=", customerNumber)
          .orderBy("started_at", "desc")
          .limit(5)
          .execute(),
      );
      running.previous = rows.map((row) => ({
        interactionId: row.interaction_id,
        at: row.started_at,
        queueName: row.queue_name,
        agentName: row.agent_names[0] ?? null,
        disposition: row.disposition,
      }));
      const [latest] = rows;
      if (latest?.end_reason === "abandoned") running.gaveUpAt = latest.ended_at;
      const served = rows.find((row) => row.agent_ids.length > 0);
      const agentId = served?.agent_ids.at(-1);
      if (served !== undefined && agentId !== undefined) running.lastService = { agentId, at: served.started_at };
      if (rows.length > 0) this.views.interactionChanged(running);
    } catch (error) {
      this.options.log.warn("previous.notRead", { interactionId, message: (error as Error).message });
    }
  }

  /** A wish to wait as the rules of the house and the last agent make it; the journal says what they did. */
  #ruled(running: RunningInteraction, wish: RouterCommand): RouterCommand {
    if (wish.type === "transferToQueue") this.#asks(running, wish);
    if (wish.type !== "enqueue") return wish;
    const { queues, agents, skills, customerRules, regions, blocklist } = this.configuration;
    const { customer, lastService, machine } = running;
    const { channel, customerNumber } = machine.head;
    const { chosenLanguage } = machine;
    // A number that is written into a chat proves nothing.
    const gaveUpAt = channel === "voice" ? running.gaveUpAt : undefined;
    const [queue, now] = [queues.get(wish.queueId), this.options.scheduler.now()];
    const { command, applied } = applyCustomerRules(wish, {
      ...{ customerRules, regions, blocklist, queue, agents, customer, chosenLanguage, gaveUpAt, now },
      calls: (withinMs) => (channel === "voice" ? this.guard.calls(customerNumber, withinMs) : 0),
      skillNames: new Map(skills.map(({ id, name }) => [id, name])),
      number: channel === "voice" ? customerNumber : undefined,
    });
    for (const event of applied) this.#record(running, event);
    this.#asks(running, command);
    return favouringLastAgent(command, lastService, { queue, agent: agents.get(lastService?.agentId ?? ""), now });
  }

  /** RT-16: for which skills it waits from now on. */
  #asks(running: RunningInteraction, wish: Extract<RouterCommand, { type: "enqueue" | "transferToQueue" }>): void {
    const { queueId, requiredSkills = [] } = wish;
    const all = [...(this.configuration.queues.get(queueId)?.requiredSkills ?? []), ...requiredSkills];
    const since = ("enqueuedAt" in wish ? wish.enqueuedAt : undefined) ?? this.options.scheduler.now();
    running.asked = { skillIds: [...new Set(all.map(({ skillId }) => skillId))], since };
  }

  #tellRouter(running: RunningInteraction, command: RouterCommand): void {
    const { held } = running;
    if (held !== undefined && (held.length > 0 || command.type === "enqueue")) held.push(command);
    else this.#runner.handle(this.#ruled(running, command));
  }

  /** What the telephony tells of one of our calls. */
  callEvent(callId: string, event: CallEvent): void {
    this.#interactions.get(callId)?.call?.runner.handle({ type: "call", event });
  }

  /** One SIP message of a call, for its ladder; the first thousand are kept. */
  trace(callId: string, message: TracedMessage): void {
    const running = this.#interactions.get(callId);
    if (running !== undefined && running.messages.length < 1000) running.messages.push(message);
  }

  /** Ends an interaction from outside. */
  end(interactionId: string, reason: EndReason): void {
    this.#interactions.get(interactionId)?.runner.handle({ type: "end", reason });
  }

  /** One operation of the softphone bar. */
  operate(interactionId: string, agentId: string, request: OperateRequest, target: ResolvedTarget | undefined): void {
    const input = { type: "operate" as const, agentId, request };
    this.#interactions.get(interactionId)?.call?.runner.handle(target === undefined ? input : { ...input, target });
  }

  /** A colleague takes the call that rings elsewhere or is held publicly. */
  pickUp(interactionId: string, agent: AgentRef): void {
    this.#interactions.get(interactionId)?.call?.runner.handle({ type: "pickUp", agent });
  }

  /** The agent's terminal can be reached: whoever waits for him in a talk calls him again. */
  terminalBack(agentId: string): void {
    const agent = this.views.reach(agentId);
    if (agent === undefined) return;
    for (const interactionId of [...(this.seats.get(agentId)?.interactionIds ?? [])])
      this.#interactions.get(interactionId)?.call?.runner.handle({ type: "terminalBack", agent });
  }

  /** Hears everything that the router says, before it is carried out. */
  listen(listener: (output: RouterOutput) => void): void {
    this.#listeners.push(listener);
  }

  /** Tells the router something. @returns why it refused, or undefined. */
  route(command: RouterCommand): string | undefined {
    this.#lastRejection = undefined;
    this.#runner.handle(command);
    return this.#lastRejection;
  }

  /** Of somebody who entered the queue now, in ms; undefined while nothing is known. */
  expectedWaitMs(queueId: string): number | undefined {
    return this.#router.expectedWaitMs(queueId);
  }

  /** By how much those estimates were off lately, in ms; undefined before one was compared. */
  expectedWaitErrorMs(queueId: string): number | undefined {
    const error = this.#router.expectedWaitError(queueId);
    return error === undefined ? undefined : Math.round(error.errorMs);
  }

  /** The place in its queue of a waiting interaction, from 1. */
  position(interactionId: string): number | undefined {
    return this.#router.position(interactionId);
  }

  async stop(): Promise<void> {
    this.#runner.stop();
    for (const running of this.#interactions.values()) running.runner.stop();
    this.monitor.stop();
    await this.views.stop();
  }

  #record(running: RunningInteraction, event: Parameters<RunningInteraction["stream"]["append"]>[1]): void {
    running.entries.push(running.stream.append(this.options.scheduler.now(), event));
    const { interactionId, traceId } = running.machine.head;
    this.options.log.info(`interaction.${event.type}`, {
      tenantId: this.tenantId,
      interactionId,
      traceId,
      ...loggable(event),
    });
  }

  #obey(interactionId: string, output: InteractionOutput): void {
    const running = this.#interactions.get(interactionId);
    if (running === undefined) return;
    switch (output.type) {
      case "call":
        // A call that ended before its interaction began to listen.
        if (!this.options.calls.command(interactionId, withSessionId(output.command, running.machine.head.traceId)))
          running.call?.runner.handle({ type: "call", event: { type: "ended", by: "error", reason: "noCall" } });
        return;
      case "business":
        void this.#askBank(interactionId, output);
        return;
      case "callBack":
        this.requestCallBack(output.wish);
        return;
      case "findTerminal":
        // The desk must show the talk that he is called back into before his terminal is asked for.
        this.views.interactionChanged(running);
        this.checkTerminal(output.agentId);
        return;
      case "resolveTransfer": {
        const target = this.resolveReferTo(output.agentId, output.referTo);
        if (target !== undefined) this.operate(interactionId, output.agentId, transferTo(target), target);
        return;
      }
      default:
        this.#obeyCommon(running, output);
    }
  }

  #obeyCommon(running: RunningInteraction, output: CommonOutput): void {
    switch (output.type) {
      case "router":
        this.#tellRouter(running, output.command);
        return;
      case "journal":
        this.#record(running, output.event);
        this.views.interactionEvent(output.event);
        if (output.event.type === "supervisionEnded")
          this.#auditSupervisionEnd(running.machine.head.interactionId, output.event);
        return;
      case "changed":
        this.#changed(running);
        return;
      case "finished":
        this.#finish(running.machine.head.interactionId, running);
    }
  }

  /** What ends by the route `superviseInteraction` is audited there. */
  #auditSupervisionEnd(interactionId: string, event: Extract<InteractionEvent, { type: "supervisionEnded" }>): void {
    if (event.reason === "off") return;
    const { store, scheduler, log } = this.options;
    const actor = this.configuration.agents.get(event.agentId)?.userId ?? event.agentId;
    const at = { tenantId: this.tenantId, interactionId, now: scheduler.now(), actor };
    supervisionEndAudit(store, at, event).catch((error: Error) =>
      log.error("audit.notWritten", { interactionId, message: error.message }),
    );
  }

  async #askBank(interactionId: string, output: Extract<InteractionOutput, { type: "business" }>): Promise<void> {
    const { requestId, operation, sealed } = output;
    const { tenantId, bank, log } = this.options;
    const asked = { tenantId, requestId, operation, arguments: output.arguments };
    const answer = await bank.call(sealed === undefined ? asked : { ...asked, sealed }).catch((error: Error) => {
      log.error("bank.failed", { interactionId, operation, message: error.message });
      return { verdict: "failed" as const, reason: "unavailable", data: {} };
    });
    this.#interactions.get(interactionId)?.call?.runner.handle({ type: "businessAnswered", requestId, answer });
  }

  #changed(running: RunningInteraction): void {
    const before = [...running.agentIds];
    this.views.interactionChanged(running);
    for (const agentId of before) if (!running.agentIds.has(agentId)) this.checkTerminal(agentId);
  }

  #finish(interactionId: string, running: RunningInteraction): void {
    running.runner.stop();
    this.#interactions.delete(interactionId);
    this.views.interactionGone(running);
    running.finished?.();
    const record = projectRecord(running.entries);
    if (record === undefined) {
      this.options.log.error("record.incomplete", { interactionId });
      return;
    }
    const queue = record.queueId === null ? undefined : this.configuration.queues.get(record.queueId);
    const groups = this.#groupsOf(running, record);
    const outcome = outcomeOf(record, queue, groups);
    const item = { tenantId: this.options.tenantId, record, messages: running.messages, outcome };
    this.options.records.write(item, (summary: RecordSummary) => {
      this.views.recordWritten(summary, groups);
      if (running.disposed === undefined) return;
      const { disposition, note } = running.disposed;
      void this.options.records.dispose(this.tenantId, interactionId, disposition, note);
    });
  }

  /** RT-16: what it counts for besides its queue. */
  #groupsOf({ asked }: RunningInteraction, { agents }: ProjectedRecord): string[] {
    const team = this.configuration.agents.get(agents[0]?.id ?? "")?.team ?? "";
    const skills = (asked?.skillIds ?? []).map((skillId) => `skill:${skillId}`);
    return team === "" ? skills : [...skills, `team:${team}`];
  }

  /** With the last event of a step the router is what its journal says: the moment for a snapshot. */
  #journalRouting(event: RouterEvent): void {
    const now = this.options.scheduler.now();
    const { sequence } = this.#routing.append(now, event);
    this.monitor.observe(event);
    if (--this.#untold === 0) this.#memory.told(sequence, now);
  }

  #obeyRouter(output: RouterOutput): void {
    for (const listener of this.#listeners) listener(output);
    switch (output.type) {
      case "journal":
        this.#journalRouting(output.event);
        this.views.routingEvent(output.event);
        return;
      case "ring":
        this.#ring(output.interactionId, output.agentId, output.ringTimeoutMs);
        return;
      case "cancelRing":
      case "assigned":
      case "withdrawn":
      case "waiting":
        this.#interactions.get(output.interactionId)?.runner.handle(output);
        return;
      case "agentLost":
        this.#interactions.get(output.interactionId)?.runner.handle({
          type: "agentLost",
          agentId: output.agentId,
          requeued: output.queueId !== undefined,
        });
        return;
      case "agentState":
        this.views.agentState(output);
        return;
      case "queueChanged":
        this.views.queueChanged(output.queueId, output.waiting, output.longestSince);
        return;
      case "staffing":
        this.views.queueTouched(output.queueId);
        return;
      case "rejected":
        this.#lastRejection = output.reason;
        this.options.log.warn("router.rejected", {
          command: output.command,
          reason: output.reason,
          subject: output.subject,
        });
        this.#tellRefusal(output.reason);
        return;
    }
  }

  /** Whose command the router refused must know: he had counted on it. */
  #tellRefusal(reason: string): void {
    const command = this.#obeyed;
    if (command === undefined || !("interactionId" in command)) return;
    const interactionId = interactionOf(command.interactionId);
    const agentId = "agentId" in command ? { agentId: command.agentId } : {};
    const asCustomer = interactionId !== command.interactionId;
    const refused = { type: "routerRefused" as const, command: command.type, reason, asCustomer, ...agentId };
    this.#interactions.get(interactionId)?.runner.handle(refused);
  }

  #ring(interactionId: string, agentId: string, ringTimeoutMs: number): void {
    if (this.#interactions.get(interactionId)?.ring(agentId, ringTimeoutMs) === true) return;
    // He cannot be reached: the offer fails at once and goes to the next agent.
    this.#runner.handle({ type: "offerFailed", interactionId, agentId, reason: "unreachable" });
  }
}

function isCommon<Output extends { type: string }>(output: Output | CommonOutput): output is CommonOutput {
  return ["router", "journal", "changed", "finished"].includes(output.type);
}

function startedEvent(of: InteractionHead): InteractionEvent {
  const { channel, kind, customerNumber, customerName, dialledNumber, traceId } = of;
  return { type: "started", channel, kind, customerNumber, customerName, dialledNumber, traceId };
}

function transferTo(target: ResolvedTarget): OperateRequest {
  switch (target.kind) {
    case "agent":
      return { operation: "transfer", target: { kind: "agent", agentId: target.agent.agentId } };
    case "queue":
      return { operation: "transfer", target: { kind: "queue", queueId: target.queue.id } };
    case "number":
      return { operation: "transfer", target: { kind: "number", number: target.number } };
    case "flow":
      return { operation: "transfer", target: { kind: "flow", flowId: target.label } };
  }
}

/** What of an event may stand in a log: names of things of ours, never what a customer said or is. */
function loggable(event: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => loggedFields.has(name)));
}

const loggedFields = new Set([
  "agentId",
  "queueId",
  "nodeId",
  "exit",
  "reason",
  "recordingId",
  "operation",
  "verdict",
  "partyId",
  "how",
  "kind",
]);

/** One id on every leg (RFC 7989): what a capture outside shows is found in our records. */
function withSessionId(command: CallCommand, traceId: string): CallCommand {
  if (command.type !== "callParty") return command;
  const header = { name: "Session-ID", value: `${traceId};remote=00000000000000000000000000000000` };
  return { ...command, target: { ...command.target, headers: [...(command.target.headers ?? []), header] } };
}
