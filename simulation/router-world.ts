// A whole centre in virtual time: customers with their patience, agents with their habits and mishaps, one router. From
// a seed; every step is checked against the invariants, and the router is restarted from its snapshot now and then.

import {
  type Favour,
  Router,
  type RouterEvent,
  type RouterInput,
  RouterMonitor,
  type RouterOutput,
  type Rules,
} from "@tellerline/acd";
import { type Instant, type Random, randomExponential, randomInteger, SeededRandom, timeout } from "@tellerline/base";
import { VirtualScheduler } from "@tellerline/testkit";
import { type Centre, makeCentre } from "./centre.ts";

export interface WorldOptions {
  seed: number;
  hours: number;
  /** Other rules of choice for the router; the monitor keeps the right ones. */
  rules?: Rules;
  /** Another layout of the router's index. */
  longRow?: number;
  /** Called with every input and what came of it. */
  onStep?: (input: RouterInput, now: Instant, outputs: RouterOutput[]) => void;
  /** Without restarts, direct engagements and changes of configuration: a run that can be recorded. */
  calm?: boolean;
}

export interface WorldResult {
  steps: number;
  checks: number;
  arrived: number;
  served: number;
  abandoned: number;
  /** Answered within 20 s of all that were answered or gave up. */
  serviceLevel: number;
  averageSpeedOfAnswerMs: number;
  restarts: number;
}

export class InvariantBroken extends Error {
  readonly code = "invariantBroken";
  readonly seed: number;
  readonly step: number;

  constructor(seed: number, step: number, what: string) {
    super(`seed ${seed}, step ${step}: ${what}`);
    this.seed = seed;
    this.step = step;
  }
}

interface Customer {
  giveUp: () => void;
  arrivedAt: Instant;
  answered: boolean;
}

const minute = 60_000;

export class RouterWorld {
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #scheduler = new VirtualScheduler();
  readonly #monitor: RouterMonitor;
  readonly #centre: Centre;
  #router: Router;
  #disarm: () => void = () => {};
  readonly #customers = new Map<string, Customer>();
  /** What a person at a ringing terminal is about to do. */
  readonly #ringing = new Map<string, () => void>();
  readonly #talks = new Map<string, () => void>();
  #nextCustomer = 1;
  readonly #result: WorldResult = {
    steps: 0,
    checks: 0,
    arrived: 0,
    served: 0,
    abandoned: 0,
    serviceLevel: 0,
    averageSpeedOfAnswerMs: 0,
    restarts: 0,
  };
  #answeredInTime = 0;
  #waitedMs = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#centre = makeCentre(this.#random);
    this.#monitor = new RouterMonitor();
    this.#router = this.#newRouter();
  }

  run(): WorldResult {
    this.#step({ type: "configure", ...this.#centre });
    for (const agent of this.#centre.agents)
      this.#after(randomInteger(this.#random, 5 * minute), () => this.#live(agent.id));
    this.#arrive();
    if (this.#options.calm !== true) {
      this.#restartSometimes();
      this.#changeSometimes();
    }
    this.#scheduler.advance(this.#options.hours * 3_600_000);
    this.#compare();
    const { served, abandoned } = this.#result;
    const ended = served + abandoned;
    return {
      ...this.#result,
      checks: this.#monitor.checks,
      serviceLevel: ended === 0 ? 1 : this.#answeredInTime / ended,
      averageSpeedOfAnswerMs: served === 0 ? 0 : this.#waitedMs / served,
    };
  }

  #newRouter(snapshot?: ReturnType<Router["snapshot"]>): Router {
    const { rules, longRow } = this.#options;
    return new Router({
      ...(snapshot === undefined ? undefined : { snapshot }),
      ...(rules === undefined ? undefined : { rules }),
      ...(longRow === undefined ? undefined : { longRow }),
    });
  }

  #step(input: RouterInput): void {
    const now = this.#scheduler.now();
    const step = ++this.#result.steps;
    const outputs = this.#router.handle(input, now);
    this.#options.onStep?.(input, now, outputs);
    const events: RouterEvent[] = [];
    for (const output of outputs) if (output.type === "journal") events.push(output.event);
    const [violation] = this.#monitor.observe(events);
    if (violation !== undefined) {
      throw new InvariantBroken(this.#options.seed, step, `${violation.rule} (${violation.subject}) at ${input.type}`);
    }
    if (step % 500 === 0) this.#compare();
    this.#disarm();
    const next = this.#router.nextTimeout();
    this.#disarm = next === undefined ? () => {} : this.#scheduler.schedule(next, () => this.#step(timeout));
    for (const output of outputs) this.#carryOut(output);
  }

  /** IN-9: the state is the fold of the journal. */
  #compare(): void {
    const [folded, real] = [this.#monitor.snapshot(), this.#router.snapshot()].map((state) => JSON.stringify(state));
    if (folded !== real) throw new InvariantBroken(this.#options.seed, this.#result.steps, "IN-9 fold differs");
  }

  #carryOut(output: RouterOutput): void {
    switch (output.type) {
      case "ring":
        this.#ring(output.interactionId, output.agentId, output.ringTimeoutMs);
        return;
      case "cancelRing": {
        const key = `${output.interactionId} ${output.agentId}`;
        // Now and then the agent picks up in the very moment the ringing is called off.
        if (this.#ringing.has(key) && this.#chance(0.03)) {
          this.#after(1, () => this.#step({ type: "offerAccepted", ...pair(output) }));
        }
        this.#ringing.get(key)?.();
        this.#ringing.delete(key);
        return;
      }
      case "assigned":
        this.#talk(output.interactionId, output.agentId);
        return;
      case "agentLost":
        this.#talks.get(`${output.interactionId} ${output.agentId}`)?.();
        return;
      case "withdrawn":
        this.#gone(output.interactionId);
        return;
      case "agentState":
        if (output.state === "notReady" && output.reason !== "signedIn") this.#comeBack(output.agentId);
        if (output.state === "wrapUp") this.#finishEarly(output.agentId);
        return;
      default:
    }
  }

  #arrive(): void {
    this.#after(randomExponential(this.#random, 3_600_000 / this.#centre.arrivalsPerHour), () => this.#arrive());
    const id = `i${this.#nextCustomer++}`;
    const queue = this.#pick(this.#centre.queues);
    const skill = this.#pick(this.#centre.skills);
    const channel = this.#chance(0.3) ? "chat" : "voice";
    const patience = randomExponential(this.#random, 3 * minute);
    const arrivedAt = this.#scheduler.now();
    const giveUp = this.#after(patience, () => {
      if (this.#customers.get(id)?.answered !== false) return;
      this.#result.abandoned++;
      this.#gone(id);
      this.#step({ type: "withdraw", interactionId: id, reason: "abandoned" });
    });
    this.#customers.set(id, { giveUp, arrivedAt, answered: false });
    this.#result.arrived++;
    this.#step({
      type: "enqueue",
      interactionId: id,
      channel,
      queueId: queue.id,
      requiredSkills: this.#chance(0.5) ? [{ skillId: skill.id, level: 1 + randomInteger(this.#random, 3) }] : [],
      priority: this.#chance(0.1) ? 5 : 0,
      attributes: {},
      ...(this.#chance(0.05) ? { excludedAgents: [this.#pick(this.#centre.agents).id] } : {}),
      ...(this.#chance(0.2) ? { preferredSkills: [{ skillId: this.#pick(this.#centre.skills).id, level: 3 }] } : {}),
      ...(this.#chance(0.15) ? { favours: this.#favour() } : {}),
    });
    // A supervisor sees him wait and lends a hand.
    if (this.#chance(0.1)) this.#after(randomExponential(this.#random, 20_000), () => this.#moveByHand(id));
  }

  #favour(): Favour {
    const agentIds = [this.#pick(this.#centre.agents).id, this.#pick(this.#centre.agents).id];
    return this.#chance(0.5)
      ? { agentIds: agentIds.slice(1), because: "ownAdviser" }
      : { agentIds, because: "lastAgent", holdMs: 5_000 + randomInteger(this.#random, 25_000) };
  }

  #moveByHand(interactionId: string): void {
    const roll = this.#random.next();
    const type = "moveWaiting";
    if (roll < 0.3) this.#step({ type, interactionId, toFront: true });
    else if (roll < 0.5) this.#step({ type, interactionId, priority: 9 });
    else if (roll < 0.75) this.#step({ type, interactionId, queueId: this.#pick(this.#centre.queues).id });
    else this.#step({ type, interactionId, agentId: this.#pick(this.#centre.agents).id });
  }

  #ring(interactionId: string, agentId: string, ringTimeoutMs: number): void {
    const at = { interactionId, agentId };
    const roll = this.#random.next();
    const delay = 500 + randomInteger(this.#random, ringTimeoutMs);
    const act = (input: RouterInput) => {
      const stop = this.#after(delay, () => {
        this.#ringing.delete(`${interactionId} ${agentId}`);
        this.#step(input);
      });
      this.#ringing.set(`${interactionId} ${agentId}`, stop);
    };
    if (roll < 0.85) act({ type: "offerAccepted", ...at });
    else if (roll < 0.88) act({ type: "offerRefused", ...at });
    else if (roll < 0.9) act({ type: "offerFailed", ...at, reason: "busy" });
    else if (roll < 0.92) act({ type: "offerFailed", ...at, reason: "terminalLost" });
    else if (roll < 0.93) act({ type: "setNotReady", agentId, reason: "break" });
    else this.#ringing.set(`${interactionId} ${agentId}`, () => {});
  }

  #talk(interactionId: string, agentId: string): void {
    this.#ringing.delete(`${interactionId} ${agentId}`);
    const customer = this.#customers.get(interactionId);
    if (customer !== undefined && !customer.answered) {
      customer.answered = true;
      customer.giveUp();
      const waitedMs = this.#scheduler.now() - customer.arrivedAt;
      this.#result.served++;
      this.#waitedMs += waitedMs;
      if (waitedMs <= 20_000) this.#answeredInTime++;
    }
    const key = `${interactionId} ${agentId}`;
    const stop = this.#after(5_000 + randomExponential(this.#random, 2.5 * minute), () => {
      this.#talks.delete(key);
      this.#endTalk(interactionId, agentId);
    });
    this.#talks.set(key, () => {
      stop();
      this.#talks.delete(key);
    });
  }

  #endTalk(interactionId: string, agentId: string): void {
    const roll = this.#random.next();
    if (roll < 0.5) this.#step({ type: "released", interactionId, agentId });
    else if (roll < 0.9 || !this.#customers.has(interactionId)) this.#step({ type: "interactionEnded", interactionId });
    else {
      const queueId = this.#pick(this.#centre.queues).id;
      this.#step({ type: "transferToQueue", interactionId, queueId, keepsPlace: this.#chance(0.5) });
      const again = () => {
        this.#gone(interactionId);
        this.#step({ type: "withdraw", interactionId, reason: "abandoned" });
      };
      this.#after(randomExponential(this.#random, 5 * minute), again);
      return;
    }
    this.#gone(interactionId);
    // Both ends hang up at once: the second end is told too.
    if (this.#chance(0.1)) this.#step({ type: "interactionEnded", interactionId });
  }

  /** An agent's day: signs in, is ready, takes breaks, loses his network, leaves, comes again. */
  #live(agentId: string): void {
    this.#after(randomExponential(this.#random, 6 * minute), () => this.#live(agentId));
    const roll = this.#random.next();
    if (roll < 0.6) {
      this.#step({ type: "signIn", agentId, terminal: `phone-${agentId}` });
      this.#step({ type: "setReady", agentId });
    } else if (roll < 0.68) this.#step({ type: "signOut", agentId });
    else if (roll < 0.78) this.#step({ type: "setNotReady", agentId, reason: "break" });
    else if (roll < 0.82) this.#step({ type: "startWrapUp", agentId });
    else if (roll < 0.86) this.#step({ type: "extendWrapUp", agentId, byMs: 5_000 });
    else if (roll < 0.94) {
      this.#step({ type: "terminalLost", agentId });
      this.#after(randomInteger(this.#random, 40_000), () => this.#step({ type: "terminalBack", agentId }));
    } else if (this.#options.calm !== true) {
      const interactionId = `d${this.#nextCustomer++}`;
      this.#step({ type: "engageDirectly", interactionId, agentId, channel: "voice", wrapUpMs: 3_000 });
    }
  }

  #comeBack(agentId: string): void {
    this.#after(randomExponential(this.#random, 30_000), () => this.#step({ type: "setReady", agentId }));
  }

  #finishEarly(agentId: string): void {
    if (this.#chance(0.3)) this.#after(2_000, () => this.#step({ type: "wrapUpEnded", agentId }));
  }

  #restartSometimes(): void {
    this.#after(randomExponential(this.#random, 10 * minute), () => this.#restartSometimes());
    this.#result.restarts++;
    this.#router = this.#newRouter(JSON.parse(JSON.stringify(this.#router.snapshot())));
    this.#compare();
    const pairs = (keys: Iterable<string>) => [...keys].map((key) => key.split(" ") as [string, string]);
    const talking = pairs(this.#talks.keys()).map(([interactionId, agentId]) => ({
      interactionId,
      agentId,
      channel: channelOf(this.#router, interactionId),
    }));
    const ringing = pairs(this.#ringing.keys()).map(([interactionId, agentId]) => ({ interactionId, agentId }));
    // While the router was away some talks ended without its knowing.
    const lasting = talking.filter(() => !this.#chance(0.05));
    const alive = [...this.#customers.keys()];
    for (const { interactionId, agentId } of talking) {
      if (lasting.some((held) => held.interactionId === interactionId && held.agentId === agentId)) continue;
      this.#talks.get(`${interactionId} ${agentId}`)?.();
    }
    this.#step({ type: "reconcile", talking: lasting, ringing, alive });
  }

  /** An administrator works while the centre does. */
  #changeSometimes(): void {
    this.#after(randomExponential(this.#random, 20 * minute), () => this.#changeSometimes());
    const agents = this.#centre.agents.filter(() => !this.#chance(0.05));
    const queues = this.#centre.queues.filter((queue, place) => place === 0 || !this.#chance(0.1) || queue.id === "");
    const left = new Set(queues.map((queue) => queue.id));
    const kept = queues.map((queue) => ({
      ...queue,
      overflow: queue.overflow?.filter((rule) => rule.queueIds.every((queueId) => left.has(queueId))) ?? [],
    }));
    const changed = agents.map((agent) => ({
      ...agent,
      queues: agent.queues.filter((queueId) => left.has(queueId)),
      skills: this.#chance(0.1) ? {} : agent.skills,
    }));
    this.#step({ type: "configure", skills: this.#centre.skills, queues: kept, agents: changed });
    this.#after(2 * minute, () => this.#step({ type: "configure", ...this.#centre }));
  }

  #gone(interactionId: string): void {
    this.#customers.get(interactionId)?.giveUp();
    this.#customers.delete(interactionId);
    for (const [key, stop] of this.#talks) if (key.startsWith(`${interactionId} `)) stop();
  }

  #after(ms: number, run: () => void): () => void {
    return this.#scheduler.schedule(this.#scheduler.now() + Math.round(ms), run);
  }

  #chance(probability: number): boolean {
    return this.#random.next() < probability;
  }

  #pick<T>(from: readonly T[]): T {
    return from[randomInteger(this.#random, from.length)] as T;
  }
}

function pair({ interactionId, agentId }: { interactionId: string; agentId: string }) {
  return { interactionId, agentId };
}

function channelOf(router: Router, interactionId: string): string {
  return router.snapshot().interactions.find((held) => held.id === interactionId)?.channel ?? "voice";
}
