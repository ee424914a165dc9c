// A whole centre in virtual time: the demo bank's flow, the real router, interactions and call machines, agents at their
// desks, customers at their keypads, and a network on which everything may cross everything. From a seed; after every step
// router, interactions and calls are compared (centre-monitor.ts).

import { readFileSync } from "node:fs";
import type { RouterEvent } from "@tellerline/acd";
import { type CustomerRule, standardAgentRouting, standardQueueRouting } from "@tellerline/api";
import { type Log, type Random, randomExponential, randomInteger, SeededRandom, silentLog } from "@tellerline/base";
import { parseFlow } from "@tellerline/flow";
import {
  Centre,
  type CentreConfiguration,
  deskHandlers,
  forceAgent,
  forceRefusal,
  houseRules,
  type InteractionEntry,
  type ProjectedRecord,
  PromptBook,
  Switchboard,
  Terminals,
} from "@tellerline/server";
import { VirtualScheduler } from "@tellerline/testkit";
import { CentreMonitor } from "./centre-monitor.ts";
import { Customer, type Plan, plans } from "./customer.ts";
import { DeskAgent } from "./desk-agent.ts";
import { type Phone, type PhoneCall, PhoneNetwork } from "./phone-network.ts";

export interface CentreWorldOptions {
  seed: number;
  agents?: number;
  callsPerHour?: number;
  /** How often media refuses, phones misbehave in the net, a media worker dies. */
  failing?: number;
  /** Rules of the house for known customers. */
  customerRules?: CustomerRule[];
  /** The database is away: it refuses, or it never answers. */
  database?: "refuses" | "silent";
  queue?: Partial<{
    wrapUpMs: number;
    maxWaitMs: number;
    ringTimeoutMs: number;
    recording: "all" | "onDemand" | "none";
  }>;
}

export interface CentreDay {
  calls: number;
  records: ProjectedRecord[];
  steps: number;
  checks: number;
  /** Steps in which somebody supervised. */
  supervised: number;
  exceptions: Record<string, number>;
  refusals: Record<string, number>;
}

const program = parseFlow(
  JSON.parse(readFileSync(new URL("../packages/server/demo/flow.json", import.meta.url), "utf8")),
);
const prompts = new PromptBook();
const sliceMs = 100;

/** Refusals of the router that are nobody's defect, with why. */
const harmlessRefusals = new Set([
  // The agent was taken, signed out or lost in the moment he was called directly.
  "engageDirectly overCapacity",
  "engageDirectly signedOut",
  // Page and terminal speak of an agent who is gone.
  "setNotReady signedOut",
  "setReady signedOut",
  "startWrapUp wrongState",
  "startWrapUp signedOut",
  "wrapUpEnded notInWrapUp",
  "terminalLost signedOut",
  "terminalBack signedOut",
  "signOut signedOut",
]);

export class CentreWorld {
  readonly scheduler = new VirtualScheduler();
  readonly random: Random;
  readonly network: PhoneNetwork;
  readonly centre: Centre;
  readonly monitor = new CentreMonitor();
  readonly agents: DeskAgent[] = [];
  readonly records: ProjectedRecord[] = [];
  readonly refusals: Record<string, number> = {};
  readonly #options: Required<CentreWorldOptions>;
  readonly #trunks: () => Switchboard["trunks"];
  readonly #customers = new Map<string, BankCustomer>();
  #calls = 0;
  #steps = 0;
  #closing = false;
  #problem: Error | undefined;

  constructor(options: CentreWorldOptions) {
    this.#options = {
      agents: 6,
      callsPerHour: 150,
      failing: 0.01,
      queue: {},
      customerRules: [],
      database: "refuses",
      ...options,
    };
    this.random = new SeededRandom(options.seed);
    const scheduler = {
      now: () => this.scheduler.now(),
      schedule: (at: number, run: () => void) => this.scheduler.schedule(at, () => this.#step(run)),
    };
    let switchboard: Switchboard | undefined;
    this.network = new PhoneNetwork({
      ...{ scheduler, random: this.random, failing: this.#options.failing },
      onIncoming: (call) => switchboard?.incoming(call),
      onSipEvent: (event) => switchboard?.sipEvent(event),
      onCallEvent: (callId, event) => switchboard?.callEvent(callId, event),
      onFinished: (callId) => switchboard?.callFinished(callId),
      onCommand: (callId, command) => switchboard?.trunks.commanded(callId, command),
      onHeard: (callId, heard, toTheEnd) => this.#customers.get(callId)?.hears(heard, toTheEnd),
      outside: () => this.#person(),
    });
    const terminals = new Terminals();
    const common = { random: this.random, scheduler, log: this.#log() };
    switchboard = new Switchboard({
      ...{ ...common, telephony: this.network, terminals, prompts, realm: "bank.test", sealKey: "AA==" },
      recordingPlace: (_, id) => ({ path: `/r/${id}`, file: id, key: "AA==", keyId: "k" }),
    });
    const configuration = this.#configuration();
    const bank = {
      call: () =>
        new Promise<{ verdict: "ok"; data: Record<string, unknown> }>((resolve) => {
          const data = { balance: { amountMinor: "105", currency: "CNY" }, reference: "00420817" };
          this.after(randomInteger(this.random, 3_000), () => resolve({ verdict: "ok", data }));
        }),
    };
    this.centre = new Centre(
      {
        ...{ ...common, tenantId: "t", runId: "sim", bank, calls: this.network, events: { publish: () => undefined } },
        // With the database away calls go on (HA-07).
        store: {
          inTenant: () =>
            this.#options.database === "silent"
              ? new Promise<never>(() => {})
              : Promise.reject(new Error("no database")),
        },
        journal: { append: (entry) => this.#journal(entry) },
        records: { write: ({ record }) => this.#record(record), dispose: () => Promise.resolve() },
      },
      configuration,
    );
    switchboard.addCentre("t", this.centre);
    const { trunks } = switchboard;
    this.#trunks = () => trunks;
    this.#hire(terminals, deskHandlers(switchboard));
  }

  /** A day of `hours`, then until everybody has gone home. */
  async run(hours: number): Promise<CentreDay> {
    for (const agent of this.agents) this.after(randomInteger(this.random, 60_000), () => agent.live());
    this.#arrive();
    if (this.#options.failing > 0) this.#breakSometimes();
    await this.pass(hours * 3_600_000);
    this.#closing = true;
    await this.pass(2 * 3_600_000);
    this.monitor.checkIdle(this.centre, this.network);
    const { in: onTheLine, out, peak } = this.#trunks().load("trunk");
    if (onTheLine !== 0 || out !== 0 || peak === 0)
      throw new Error(`the trunk is left with ${onTheLine} in, ${out} out`);
    const { records, refusals } = this;
    const { checks, supervised, exceptions } = this.monitor;
    return { calls: this.#calls, records, steps: this.#steps, checks, supervised, exceptions, refusals };
  }

  /** Time passes; promises (the bank's answers) are kept in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= sliceMs) {
      this.scheduler.advance(Math.min(sliceMs, left));
      for (let n = 0; n < 4; n++) await Promise.resolve();
      if (this.#problem !== undefined) throw this.#problem;
    }
  }

  /** A customer calls the bank; a patient one never hangs up. */
  call(plan: Plan = "agent", patient = false): BankCustomer {
    const number = `1380013${String(1000 + this.#calls++).padStart(4, "0")}`;
    const customer = new BankCustomer(number, new Customer(plan, this.random), this);
    customer.begins(patient);
    return customer;
  }

  /** Which interaction a customer's call became. */
  knows(callId: string, customer: BankCustomer): void {
    this.#customers.set(callId, customer);
  }

  after(ms: number, run: () => void): () => void {
    return this.scheduler.schedule(this.scheduler.now() + Math.round(ms), () => this.#step(run));
  }

  #step(run: () => void): void {
    if (this.#problem !== undefined) return;
    this.#steps++;
    try {
      run();
      this.monitor.check(this.centre, this.network);
    } catch (error) {
      const { seed } = this.#options;
      this.#problem = new Error(`seed ${seed}, step ${this.#steps}: ${(error as Error).message}`, { cause: error });
    }
  }

  #journal(entry: { stream: string; event: { type: string } }): void {
    if (entry.stream.startsWith("routing/")) {
      this.monitor.routed(entry.event as RouterEvent);
      return;
    }
    const entries = this.monitor.entries.get(entry.stream) ?? [];
    entries.push(entry as InteractionEntry);
    this.monitor.entries.set(entry.stream, entries);
  }

  #record(record: ProjectedRecord): void {
    this.records.push(record);
    this.#customers.delete(record.interactionId);
    this.monitor.record(record);
  }

  #log(): Log {
    const warn = (event: string, data: { command?: string; reason?: string } = {}) => {
      if (event !== "router.rejected") return;
      const refusal = `${data.command} ${data.reason}`;
      this.refusals[refusal] = (this.refusals[refusal] ?? 0) + 1;
      if (!harmlessRefusals.has(refusal)) throw new Error(`the router refused ${refusal}`);
    };
    const log: Log = { ...silentLog, warn, with: () => log };
    return log;
  }

  #configuration(): CentreConfiguration {
    const ids = Array.from({ length: this.#options.agents }, (_, n) => `a${n}`);
    const agents = new Map(
      ids.map((agentId, n) => {
        const number = String(8000 + n);
        const queueIds = n % 3 === 2 ? ["service", "vip"] : ["service"];
        const work = { capacity: { voice: 1, chat: 0 }, mixedMedia: true, routing: standardAgentRouting };
        const allowedSkills: { skillId: string; level: number; standard: boolean }[] = [];
        const person = { agentId, userId: `u${n}`, name: `Agent ${n}`, number, team: "", mayUnmask: false, ...work };
        const forwarding = {
          always: null,
          busy: n % 5 === 3 ? ({ kind: "number", number: "13900139000" } as const) : null,
          noAnswer: n % 4 === 1 ? ({ kind: "agent", agentId: "a0" } as const) : null,
        };
        return [agentId, { ...person, forwarding, skills: {}, allowedSkills, queueIds }] as const;
      }),
    );
    const queue = {
      ...{
        recording: "all" as const,
        wrapUpMs: 8_000,
        maxWaitMs: 300_000,
        autoAnswer: false,
        holdFreesAgent: false,
        releasedByAgent: false,
        priority: 0,
      },
      ...{ serviceLevelMs: 20_000, ringTimeoutMs: 12_000, requiredSkills: [] },
      ...{
        strategy: "longestIdle" as const,
        serviceLevelFormula: "ofAll" as const,
        shortAbandonMs: 5_000,
        routing: standardQueueRouting,
        ...this.#options.queue,
      },
    };
    const { seed } = this.#options;
    const how = { holdFreesAgent: seed % 3 === 0, releasedByAgent: seed % 2 === 0 };
    const trunk = {
      trunkId: "trunk",
      name: "trunk",
      host: "192.0.2.7",
      port: 5060,
      transport: "udp" as const,
      channels: 1000,
    };
    return {
      ...{
        tenantName: "Bank",
        skills: [],
        agents,
        flows: new Map([["f", program]]),
        numbers: new Map([["95500", "f"]]),
      },
      queues: new Map([
        ["service", { ...queue, ...how, id: "service", name: "service" }],
        ["vip", { ...queue, id: "vip", name: "vip", recording: "onDemand", wrapUpMs: 0 }],
      ]),
      agentByNumber: new Map([...agents.values()].map((agent) => [agent.number, agent])),
      phones: new Map(ids.map((id) => [`p-${id}`, { phoneId: `p-${id}`, name: id, username: `phone-${id}` }])),
      trunks: [{ ...trunk, outbound: true, callerNumber: "95500" }],
      ...houseRules(this.#options.customerRules, []),
    };
  }

  #hire(terminals: Terminals, desk: ReturnType<typeof deskHandlers>): void {
    const ids = [...this.centre.configuration.agents.keys()];
    const phones = ids.map((id) => [`phone-${id}`, { tenantId: "t", phoneId: `p-${id}`, ha1: {} }] as const);
    terminals.setPhones(new Map(phones));
    const numbers = [...ids.map((_, n) => String(8000 + n)), "13900139000", "13900139001"];
    for (const [n, agentId] of ids.entries()) {
      const browser = n % 2 === 0;
      const username = browser ? terminals.browserPhone("t", agentId).username : `phone-${agentId}`;
      const { random, network, centre } = this;
      const agent = new DeskAgent(agentId, username, browser, {
        ...{ random, network, centre, desk, numbers, queueIds: ["service", "vip"], agentIds: ids },
        ...{ leads: (id) => id === ids.at(-1), force: { refusal: forceRefusal, act: forceAgent } },
        after: (ms, run) => this.after(ms, run),
        closing: () => this.#closing,
        surprise: (what) => {
          this.#problem ??= new Error(`seed ${this.#options.seed}: ${what}`);
        },
      });
      this.agents.push(agent);
    }
  }

  #arrive(): void {
    if (this.#closing) return;
    this.after(randomExponential(this.random, 3_600_000 / this.#options.callsPerHour), () => this.#arrive());
    this.call(plans[randomInteger(this.random, plans.length)] as Plan);
  }

  #breakSometimes(): void {
    this.after(randomExponential(this.random, 600_000), () => this.#breakSometimes());
    const calls = [...this.network.calls.keys()];
    const callId = calls[randomInteger(this.random, Math.max(1, calls.length))];
    if (callId !== undefined) this.network.loseMedia(callId);
  }

  /** Somebody outside who is called. */
  #person(): Phone {
    const { network, random } = this;
    return {
      address: "13900139000",
      browser: false,
      rings: (call) => {
        const roll = random.next();
        const delay = 500 + randomInteger(random, 15_000);
        if (roll < 0.15) return;
        this.after(delay, () => (roll < 0.3 ? network.decline(call, 486) : network.answer(call)));
        if (roll > 0.35) this.after(delay + 2_000 + randomExponential(random, 40_000), () => network.hangUp(call));
      },
      over: () => undefined,
    };
  }
}

export class BankCustomer implements Phone {
  readonly address: string;
  readonly browser = false;
  readonly #habits: Customer;
  readonly #world: CentreWorld;
  #call: PhoneCall | undefined;
  #known = false;

  constructor(number: string, habits: Customer, world: CentreWorld) {
    this.address = number;
    this.#habits = habits;
    this.#world = world;
  }

  get connected(): boolean {
    return this.#call?.state === "up";
  }

  get gone(): boolean {
    return this.#call?.state === "over";
  }

  get legId(): string {
    return this.#call?.legId ?? "";
  }

  begins(patient: boolean): void {
    const world = this.#world;
    this.#call = world.network.dial(this, "95500", { kind: "address", trunkId: "trunk" });
    this.#meet();
    const { patienceMs } = this.#habits;
    if (patient) return;
    // Nobody talks for ever.
    world.after(patienceMs ?? 30_000 + randomExponential(world.random, 200_000), () => this.hangUp());
  }

  hangUp(): void {
    if (this.#call !== undefined) this.#world.network.hangUp(this.#call);
  }

  rings(): void {
    // Nobody calls him.
  }

  over(): void {
    // He sees it at his call.
  }

  hears(prompts: string[], toTheEnd: boolean): void {
    if (toTheEnd === this.#habits.hurries) return;
    const { keys, delayMs } = this.#habits.answer(prompts);
    let at = delayMs;
    for (const digit of keys) {
      this.#world.after(at, () => this.press(digit));
      at += 300;
    }
  }

  press(digit: string): void {
    if (this.#call !== undefined && this.connected) this.#world.network.press(this.#call, digit);
  }

  /** Learns which call he is in, as soon as there is one. */
  #meet(): void {
    if (this.#known || this.#call === undefined || this.gone) return;
    const callId = this.#world.network.callOfLeg(this.#call.legId);
    if (callId === undefined) {
      this.#world.after(5, () => this.#meet());
      return;
    }
    this.#known = true;
    this.#world.knows(callId, this);
  }
}
