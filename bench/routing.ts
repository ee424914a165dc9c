// `node bench/routing.ts --agents 20000 --waiting 50000 --skills 200 --queues 500 [--regime idle]`: one router under load,
// one JSON line, appended to bench/history/routing.jsonl. An event is one `handle` call with its journal encoded as JSON.
//
// The mix, regime "queue": everybody is busy and `waiting` interactions wait. A round ends an agent's interaction, ends
// his wrap-up, which offers him the best of all who wait; 90 % are accepted, 10 % not answered (and the agent comes
// back); a new interaction takes the place of the served one; every tenth round one who waits gives up. Regime "idle":
// most agents are ready, each arrival has to choose the best of them. Half the interactions ask one skill at a level
// of 1–5 that someone of the queue may have, a quarter two, a quarter none. Queues use every strategy in turn but
// broadcast, which rings everybody. Every fifth queue relaxes what it asks in two steps and opens its second tier; every
// tenth interaction is held for an agent who served before.

import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Favour, Router, type RouterInput, type RouterOutput, type Strategy, strategies } from "@tellerline/acd";
import { type Random, randomInteger, SeededRandom } from "@tellerline/base";
import { machine, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    agents: { type: "string", default: "20000" },
    waiting: { type: "string", default: "50000" },
    skills: { type: "string", default: "200" },
    queues: { type: "string", default: "500" },
    seconds: { type: "string", default: "5" },
    regime: { type: "string", default: "queue" },
    "no-history": { type: "boolean", default: false },
  },
});
const counts = {
  agents: Number(values.agents),
  waiting: Number(values.waiting),
  skills: Number(values.skills),
  queues: Number(values.queues),
};
const idle = values.regime === "idle";
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const measured = strategies.filter((strategy) => strategy !== "broadcast");
const relaxation = [
  { afterMs: 20_000, lowerLevelsBy: 1, maxTier: 2 },
  { afterMs: 60_000, lowerLevelsBy: 2 },
];

/** So many talk while others wait. */
const busy = Math.floor(counts.agents * 0.9);

class Load {
  readonly random: Random = new SeededRandom(1);
  readonly router = new Router();
  now = 1_767_225_600_000;
  events = 0;
  journalBytes = 0;
  readonly timings = new Map<string, number[]>();
  measuring = false;
  readonly ringing: { interactionId: string; agentId: string }[] = [];
  readonly talking: { interactionId: string; agentId: string }[] = [];
  readonly #waiting: string[] = [];
  /** Where in `#waiting` somebody stands. */
  readonly #places = new Map<string, number>();
  readonly #queueOf = new Map<string, string>();
  #next = 0;

  tell(input: RouterInput): RouterOutput[] {
    this.now += 1;
    const from = this.measuring ? process.hrtime.bigint() : 0n;
    const outputs = this.router.handle(input, this.now);
    for (const output of outputs) {
      if (output.type === "journal") this.journalBytes += JSON.stringify(output.event).length;
    }
    if (this.measuring) this.#time(input.type, Number(process.hrtime.bigint() - from) / 1_000);
    this.events++;
    for (const output of outputs) {
      if (output.type !== "ring") continue;
      this.ringing.push(output);
      this.#waitsNoMore(output.interactionId);
    }
    return outputs;
  }

  configure(): void {
    const skills = Array.from({ length: counts.skills }, (_, n) => ({ id: `s${n}`, name: `s${n}` }));
    const queues = Array.from({ length: counts.queues }, (_, n) => {
      const strategy = measured[n % measured.length] as Strategy;
      const queue = { id: `q${n}`, name: `q${n}`, strategy, ringTimeoutMs: 15_000, wrapUpMs: 10_000 };
      return n % 5 === 0 ? { ...queue, firstTier: 1, relaxation } : queue;
    });
    const agents = Array.from({ length: counts.agents }, (_, n) => {
      const own: Record<string, number> = {};
      while (Object.keys(own).length < Math.min(8, counts.skills)) own[this.#skill()] = this.#level();
      const member = new Set<string>();
      while (member.size < Math.min(5, counts.queues)) member.add(this.#queue());
      this.#queueOf.set(`a${n}`, [...member][0] as string);
      const tiers = Object.fromEntries([...member].map((id) => [id, 1 + randomInteger(this.random, 2)]));
      return {
        id: `a${n}`,
        name: `a${n}`,
        skills: own,
        queues: [...member],
        capacity: { voice: 1 },
        tiers,
        cost: n % 7,
      };
    });
    this.tell({ type: "configure", queues, agents, skills });
  }

  signIn(): void {
    for (let n = 0; n < counts.agents; n++) {
      this.tell({ type: "signIn", agentId: `a${n}`, terminal: `t${n}` });
      this.tell({ type: "setReady", agentId: `a${n}` });
    }
  }

  /** @param simple of one queue, without demands. @returns whether somebody was rung. */
  enqueue(simple?: string): boolean {
    const interactionId = `i${this.#next++}`;
    const roll = this.random.next();
    const asked = simple !== undefined || roll < 0.25 ? 0 : roll < 0.75 ? 1 : 2;
    const requiredSkills = Array.from({ length: asked }, () => ({ skillId: this.#skill(), level: this.#level() }));
    const priority = this.random.next() < 0.1 ? 5 : 0;
    const queueId = simple ?? this.#queue();
    const common = { type: "enqueue", interactionId, channel: "voice", queueId, priority, attributes: {} } as const;
    const favours = this.#favours();
    const outputs = this.tell({ ...common, requiredSkills, ...(favours && { favours }) });
    const rings = outputs.some((output) => output.type === "ring");
    if (!rings) {
      this.#places.set(interactionId, this.#waiting.length);
      this.#waiting.push(interactionId);
    }
    return rings;
  }

  /** Every offer at hand is accepted or missed. */
  answer(): void {
    for (let at = this.ringing.pop(); at !== undefined; at = this.ringing.pop()) {
      if (this.random.next() < 0.9) {
        this.tell({ type: "offerAccepted", interactionId: at.interactionId, agentId: at.agentId });
        this.talking.push(at);
      } else {
        this.tell({ type: "offerFailed", interactionId: at.interactionId, agentId: at.agentId, reason: "noAnswer" });
        this.tell({ type: "setReady", agentId: at.agentId });
      }
    }
  }

  round(): void {
    const place = randomInteger(this.random, this.talking.length);
    const [talk, last] = [this.talking[place], this.talking.pop()];
    if (talk === undefined || last === undefined) return;
    if (talk !== last) this.talking[place] = last;
    this.tell({ type: "interactionEnded", interactionId: talk.interactionId });
    this.tell({ type: "wrapUpEnded", agentId: talk.agentId });
    this.answer();
    // With most agents free, who finds nobody (a rare skill) gives up and the next customer comes.
    while (!this.enqueue() && idle) {
      this.#giveUp(false);
    }
    this.answer();
    // For whom nobody waited, somebody comes whom he can serve; the waiting room stays as full as asked.
    if (!idle && this.talking.length < busy) this.enqueue(this.#queueOf.get(talk.agentId));
    this.answer();
    if (!idle && this.random.next() < 0.1) this.#giveUp();
    while (!idle && this.#waiting.length > counts.waiting) this.#giveUp(false);
    const due = this.router.nextTimeout();
    if (due !== undefined && due <= this.now) this.tell({ type: "timeout" });
    this.answer();
  }

  #giveUp(another = true): void {
    const interactionId = this.#waiting[randomInteger(this.random, this.#waiting.length)];
    if (interactionId === undefined) return;
    this.#waitsNoMore(interactionId);
    this.tell({ type: "withdraw", interactionId, reason: "abandoned" });
    if (another) this.enqueue();
  }

  #waitsNoMore(interactionId: string): void {
    const place = this.#places.get(interactionId);
    const last = this.#waiting.at(-1);
    if (place === undefined || last === undefined) return;
    this.#waiting[place] = last;
    this.#places.set(last, place);
    this.#waiting.pop();
    this.#places.delete(interactionId);
  }

  /** Who is talking now will be free again. */
  #favours(): Favour | undefined {
    const talk = this.talking[randomInteger(this.random, Math.max(1, this.talking.length))];
    if (talk === undefined || this.random.next() >= 0.1) return undefined;
    return { agentIds: [talk.agentId], because: "lastAgent", holdMs: 20_000 };
  }

  #skill(): string {
    return `s${randomInteger(this.random, counts.skills)}`;
  }

  #queue(): string {
    return `q${randomInteger(this.random, counts.queues)}`;
  }

  #level(): number {
    return 1 + randomInteger(this.random, 5);
  }

  #time(type: string, us: number): void {
    const held = this.timings.get(type);
    if (held === undefined) this.timings.set(type, [us]);
    else held.push(us);
  }
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Runs rounds for a time; events per second of this process's CPU time and of the wall. */
function drive(load: Load, seconds: number): { perCpuSecond: number; perSecond: number } {
  const [from, events, cpu] = [process.hrtime.bigint(), load.events, process.cpuUsage()];
  const end = from + BigInt(seconds * 1_000_000_000);
  while (process.hrtime.bigint() < end) for (let n = 0; n < 100; n++) load.round();
  const wall = Number(process.hrtime.bigint() - from) / 1e9;
  const used = process.cpuUsage(cpu);
  const done = load.events - events;
  return {
    perSecond: Math.round(done / wall),
    perCpuSecond: Math.round(done / ((used.user + used.system) / 1e6)),
  };
}

function percentile(values: number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(of * (sorted.length - 1))] ?? 0).toFixed(1));
}

function mean(values: number[]): number {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1));
}

const before = heap();
const load = new Load();
load.configure();
load.signIn();
const bytesPerAgent = Math.round((heap() - before) / counts.agents);
// Busy everybody (or a third of them), then let the waiting room fill.
const goal = idle ? counts.agents / 3 : counts.agents * 10;
for (let n = 0; load.talking.length < Math.min(goal, counts.agents * 0.97) && n < counts.agents * 4; n++) {
  load.enqueue();
  load.answer();
}
for (let n = 0; !idle && n < counts.waiting; n++) {
  load.enqueue();
  load.answer();
}
const beforeRun = load.router.snapshot();
drive(load, 2);
const rate = drive(load, Number(values.seconds));
load.measuring = true;
drive(load, Number(values.seconds));
const all = [...load.timings.values()].flat();
const heapMb = Math.round(heap() / 1e6);
const line = {
  bench: "routing",
  at: new Date().toISOString(),
  regime: values.regime,
  ...counts,
  waitingAtStart: beforeRun.interactions.filter((held) => held.state === "waiting").length,
  readyAtStart: beforeRun.agents.filter((held) => held.state === "ready").length,
  waitingAtEnd: load.router.snapshot().interactions.filter((held) => held.state === "waiting").length,
  eventsPerSecond: rate.perSecond,
  eventsPerCpuSecond: rate.perCpuSecond,
  p50Us: percentile(all, 0.5),
  p99Us: percentile(all, 0.99),
  maxUs: percentile(all, 1),
  p99UsByEvent: Object.fromEntries([...load.timings].map(([type, timings]) => [type, percentile(timings, 0.99)])),
  meanUsByEvent: Object.fromEntries([...load.timings].map(([type, timings]) => [type, mean(timings)])),
  eventsByType: Object.fromEntries([...load.timings].map(([type, timings]) => [type, timings.length])),
  bytesPerAgent,
  heapMb,
  journalBytesPerEvent: Math.round(load.journalBytes / load.events),
  ...machine,
};
report("routing", line, values["no-history"] !== true);
