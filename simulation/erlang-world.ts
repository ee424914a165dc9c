// The corner in which the truth is known: customers of endless patience, equal agents, everything exponential (M/M/n). The
// real router under virtual time; its figures must agree with Erlang C.

import { Router, type RouterOutput } from "@tellerline/acd";
import { type Random, randomExponential, SeededRandom } from "@tellerline/base";

export interface ErlangWorldOptions {
  seed: number;
  arrivals: number;
  /** Means are taken over so many stretches of equally many arrivals. */
  batches: number;
  arrivalsPerSecond: number;
  handleSeconds: number;
  agents: number;
  targetSeconds: number;
}

export interface Estimate {
  mean: number;
  /** Standard error of the mean, from the batches. */
  standardError: number;
}

export interface ErlangWorldResult {
  waits: Estimate;
  serviceLevel: Estimate;
  averageWaitSeconds: Estimate;
  /** Of those who had to wait: their mean wait, and how far the wait estimated on arrival was off (EW-3), in seconds. */
  delayed: { meanWait: number; meanError: number; bias: number };
  events: number;
}

interface Batch {
  waited: number;
  inTime: number;
  waitMs: number;
  served: number;
}

/** The ends of talks to come, earliest first: a binary heap of (instant, interaction). */
class Ends {
  readonly #at: number[] = [];
  readonly #ids: string[] = [];

  get next(): number {
    return this.#at[0] ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, id: string): void {
    let place = this.#at.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if ((this.#at[above] as number) <= at) break;
      this.#at[place] = this.#at[above] as number;
      this.#ids[place] = this.#ids[above] as string;
      place = above;
    }
    this.#at[place] = at;
    this.#ids[place] = id;
  }

  take(): string {
    const id = this.#ids[0] as string;
    const [at, last] = [this.#at.pop() as number, this.#ids.pop() as string];
    if (this.#at.length > 0) this.#sink(at, last);
    return id;
  }

  #sink(at: number, id: string): void {
    const count = this.#at.length;
    let place = 0;
    for (let below = 1; below < count; below = 2 * place + 1) {
      if (below + 1 < count && (this.#at[below + 1] as number) < (this.#at[below] as number)) below++;
      if (at <= (this.#at[below] as number)) break;
      this.#at[place] = this.#at[below] as number;
      this.#ids[place] = this.#ids[below] as string;
      place = below;
    }
    this.#at[place] = at;
    this.#ids[place] = id;
  }
}

/** Lives through `arrivals` customers. Time in the router is whole microseconds, so that rounding shows nowhere. */
export function runErlangWorld(options: ErlangWorldOptions): ErlangWorldResult {
  return new ErlangWorld(options).run();
}

const unitsPerSecond = 1_000_000;

class ErlangWorld {
  readonly #options: ErlangWorldOptions;
  readonly #random: Random;
  readonly #router = new Router();
  readonly #ends = new Ends();
  readonly #arrivedAt = new Map<string, { at: number; batch: Batch; expected: number | undefined }>();
  readonly #batches: Batch[];
  #events = 0;
  readonly #delayed = { waits: 0, waitMs: 0, errorMs: 0, biasMs: 0 };

  constructor(options: ErlangWorldOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#batches = Array.from({ length: options.batches }, () => ({ waited: 0, inTime: 0, waitMs: 0, served: 0 }));
  }

  run(): ErlangWorldResult {
    const { arrivals, arrivalsPerSecond, batches, agents } = this.#options;
    const queue = { id: "q", name: "q", strategy: "longestIdle" as const, ringTimeoutMs: unitsPerSecond, wrapUpMs: 0 };
    const people = Array.from({ length: agents }, (_, n) => {
      return { id: `a${n}`, name: `a${n}`, skills: {}, queues: ["q"], capacity: { voice: 1 } };
    });
    this.#router.handle({ type: "configure", queues: [queue], agents: people, skills: [] }, 0);
    for (const { id: agentId } of people) {
      this.#router.handle({ type: "signIn", agentId, terminal: agentId }, 0);
      this.#router.handle({ type: "setReady", agentId }, 0);
    }
    let at = 0;
    for (let n = 0; n < arrivals; n++) {
      at += Math.round(randomExponential(this.#random, unitsPerSecond / arrivalsPerSecond));
      while (this.#ends.next <= at) this.#end();
      const id = `i${n}`;
      const batch = this.#batches[Math.floor((n * batches) / arrivals)] as Batch;
      this.#arrivedAt.set(id, { at, batch, expected: this.#router.expectedWaitMs("q") });
      const what = { type: "enqueue", interactionId: id, channel: "voice", queueId: "q" } as const;
      this.#follow(this.#router.handle({ ...what, requiredSkills: [], priority: 0, attributes: {} }, at), at);
    }
    while (this.#arrivedAt.size > 0 || this.#ends.next < Number.POSITIVE_INFINITY) this.#end();
    return {
      waits: estimate(this.#batches, ({ waited, served }) => waited / served),
      serviceLevel: estimate(this.#batches, ({ inTime, served }) => inTime / served),
      averageWaitSeconds: estimate(this.#batches, ({ waitMs, served }) => waitMs / served / unitsPerSecond),
      delayed: this.#delayedMeans(),
      events: this.#events,
    };
  }

  #delayedMeans(): ErlangWorldResult["delayed"] {
    const { waits, waitMs, errorMs, biasMs } = this.#delayed;
    const mean = (sum: number) => sum / waits / unitsPerSecond;
    return { meanWait: mean(waitMs), meanError: mean(errorMs), bias: mean(biasMs) };
  }

  #compare(wait: number, expected: number): void {
    const delayed = this.#delayed;
    delayed.waits++;
    delayed.waitMs += wait;
    delayed.errorMs += Math.abs(wait - expected);
    delayed.biasMs += wait - expected;
  }

  #end(): void {
    const at = this.#ends.next;
    this.#follow(this.#router.handle({ type: "interactionEnded", interactionId: this.#ends.take() }, at), at);
  }

  /** Who is rung answers at once. */
  #follow(outputs: readonly RouterOutput[], at: number): void {
    this.#events++;
    for (const output of outputs) {
      if (output.type !== "ring") continue;
      const { interactionId, agentId } = output;
      this.#serve(interactionId, at);
      this.#events++;
      this.#router.handle({ type: "offerAccepted", interactionId, agentId }, at);
    }
  }

  #serve(id: string, at: number): void {
    const arrived = this.#arrivedAt.get(id);
    if (arrived === undefined) return;
    this.#arrivedAt.delete(id);
    const wait = at - arrived.at;
    const { batch } = arrived;
    batch.served++;
    batch.waitMs += wait;
    if (wait > 0) batch.waited++;
    if (wait > 0 && arrived.expected !== undefined) this.#compare(wait, arrived.expected);
    if (wait <= this.#options.targetSeconds * unitsPerSecond) batch.inTime++;
    const talk = Math.max(1, Math.round(randomExponential(this.#random, this.#options.handleSeconds * unitsPerSecond)));
    this.#ends.add(at + talk, id);
  }
}

function estimate(batches: readonly Batch[], of: (batch: Batch) => number): Estimate {
  const values = batches.map(of);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}
