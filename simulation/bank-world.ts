// The demo bank in virtual time: callers who press keys, fall silent, mistype and hang up; the real flow, the real
// router, agents who answer or do not. Every run is taken through snapshots as after a takeover, and watched: it ends
// once, holds nobody for ever, and never sees a secret digit.

import { readFileSync } from "node:fs";
import { type Router, RouterMonitor, type RouterOutput } from "@tellerline/acd";
import { type Instant, type Random, randomExponential, randomInteger, SeededRandom, timeout } from "@tellerline/base";
import { type FlowInput, type FlowOutput, type FlowProgram, FlowRun, parseFlow } from "@tellerline/flow";
import { VirtualScheduler } from "@tellerline/testkit";
import { Customer, type Plan, plans, secretDigits } from "./customer.ts";

export interface BankResult {
  calls: number;
  ended: Record<string, number>;
  talks: number;
  balancesHeard: number;
  references: number;
  wrongCredentials: number;
  checks: number;
}

interface Call {
  customer: Customer;
  run: FlowRun;
  interactionId: string;
  disarm: () => void;
  over: boolean;
  talkingTo: string | undefined;
  /** What plays, and how to stop waiting for its end. */
  playing: { playId: string; stop: () => void } | undefined;
  capture: { handle: string; maxDigits: number; typed: string; stop: () => void } | undefined;
  /** What the vault holds; nothing outside this map may ever hold it. */
  vault: Map<string, string>;
}

const program: FlowProgram = parseFlow(
  JSON.parse(readFileSync(new URL("../packages/server/demo/flow.json", import.meta.url), "utf8")),
);

export class BankWorld {
  readonly #random: Random;
  readonly #scheduler = new VirtualScheduler();
  readonly #router: Router;
  readonly #monitor = new RouterMonitor();
  readonly #calls = new Map<string, Call>();
  readonly #hours: number;
  #disarmRouter: () => void = () => {};
  readonly #result: BankResult = {
    calls: 0,
    ended: {},
    talks: 0,
    balancesHeard: 0,
    references: 0,
    wrongCredentials: 0,
    checks: 0,
  };

  constructor(options: { seed: number; hours: number; router: Router }) {
    this.#random = new SeededRandom(options.seed);
    this.#router = options.router;
    this.#hours = options.hours;
  }

  run(agents = 3, callsPerHour = 60): BankResult {
    this.#tellRouter({
      type: "configure",
      skills: [],
      queues: [{ id: "service", name: "service", strategy: "longestIdle", ringTimeoutMs: 15_000, wrapUpMs: 5_000 }],
      agents: Array.from({ length: agents }, (_, n) => {
        return { id: `a${n}`, name: `a${n}`, skills: {}, queues: ["service"], capacity: { voice: 1 } };
      }),
    });
    // The first quarter of an hour nobody is there.
    for (let n = 0; n < agents; n++) this.#after(900_000 + n, () => this.#ready(`a${n}`));
    this.#arrive(callsPerHour);
    const lastCall = this.#scheduler.now() + this.#hours * 3_600_000;
    this.#scheduler.advance(this.#hours * 3_600_000);
    this.#scheduler.advance(3 * 3_600_000);
    const stuck = [...this.#calls.values()].filter((call) => !call.over);
    this.#hold(stuck.length === 0, `calls from before ${lastCall} are still there: ${stuck.map(describe).join()}`);
    this.#hold(this.#router.snapshot().interactions.length === 0, "the router still holds interactions");
    return { ...this.#result, checks: this.#result.checks + this.#monitor.checks };
  }

  #hold(condition: boolean, what: string): void {
    this.#result.checks++;
    if (!condition) throw new Error(what);
  }

  #arrive(perHour: number): void {
    if (this.#result.calls >= perHour * this.#hours) return;
    this.#after(randomExponential(this.#random, 3_600_000 / perHour), () => this.#arrive(perHour));
    const interactionId = `i${++this.#result.calls}`;
    const plan = plans[randomInteger(this.#random, plans.length)] as Plan;
    const call: Call = {
      customer: new Customer(plan, this.#random),
      run: new FlowRun(program),
      interactionId,
      disarm: () => {},
      over: false,
      talkingTo: undefined,
      playing: undefined,
      capture: undefined,
      vault: new Map(),
    };
    this.#calls.set(interactionId, call);
    this.#tell(call, { type: "start", variables: { caller: "13800138000", dialled: "95500", interactionId } });
    const patience = call.customer.patienceMs;
    if (patience !== undefined) this.#after(patience, () => this.#hangUp(call));
  }

  #tell(call: Call, input: FlowInput | typeof timeout): void {
    if (call.over) return;
    const now = this.#scheduler.now();
    // Each step on another process: what is not in the snapshot does not exist.
    const snapshot = JSON.stringify(call.run.snapshot());
    call.run = new FlowRun(program, { snapshot: JSON.parse(snapshot) });
    const outputs = call.run.handle(input, now);
    this.#checkSecrets(call, withoutNumbers(outputs) + withoutNumbers(call.run.snapshot()));
    call.disarm();
    const at = call.run.nextTimeout();
    call.disarm = at === undefined ? () => {} : this.#scheduler.schedule(at, () => this.#tell(call, timeout));
    for (const output of outputs) this.#carryOut(call, output, now);
    const waits = call.over || at !== undefined || call.talkingTo !== undefined;
    this.#hold(waits, `${describe(call)} waits for nothing`);
  }

  #checkSecrets(call: Call, text: string): void {
    for (const digits of secretDigits) this.#hold(!text.includes(digits), `${describe(call)} shows a secret`);
  }

  #carryOut(call: Call, output: FlowOutput, now: Instant): void {
    const { interactionId } = call;
    switch (output.type) {
      case "play":
        this.#play(call, output);
        return;
      case "playWaiting":
        call.playing?.stop();
        call.playing = { playId: output.playId, stop: () => {} };
        return;
      case "stopPlay":
        if (call.playing?.playId === output.playId) call.playing.stop();
        return;
      case "captureSecret":
        this.#capture(call, output);
        return;
      case "cancelSecret":
        call.capture?.stop();
        call.capture = undefined;
        call.vault.delete(output.handle);
        return;
      case "wipeSecrets":
        for (const handle of output.handles) call.vault.delete(handle);
        return;
      case "business":
        this.#askBank(call, output);
        return;
      case "enqueue": {
        const { queueId, requiredSkills, priority, attributes } = output;
        const common = { type: "enqueue", interactionId, channel: "voice", queueId } as const;
        this.#tellRouter({ ...common, requiredSkills, priority, attributes });
        return;
      }
      case "withdraw":
        this.#tellRouter({ type: "withdraw", interactionId, reason: output.reason });
        return;
      case "ended":
        this.#end(call, output.reason, now);
        return;
      default:
    }
  }

  #end(call: Call, reason: string, now: Instant): void {
    this.#hold(call.run.handle(timeout, now).length === 0, `${describe(call)} speaks after its end`);
    if (reason === "answered") return;
    this.#hold(!call.over, `${describe(call)} ends twice`);
    this.#finish(call, reason);
  }

  #finish(call: Call, reason: string): void {
    call.over = true;
    call.disarm();
    call.capture?.stop();
    call.playing?.stop();
    this.#result.ended[reason] = (this.#result.ended[reason] ?? 0) + 1;
    this.#calls.delete(call.interactionId);
  }

  #hangUp(call: Call): void {
    if (call.over) return;
    if (call.talkingTo === undefined) {
      this.#tell(call, { type: "callerGone" });
      return;
    }
    this.#tellRouter({ type: "interactionEnded", interactionId: call.interactionId });
    this.#finish(call, "talked");
  }

  #play(call: Call, { playId, items }: Extract<FlowOutput, { type: "play" }>): void {
    call.playing?.stop();
    const heard = items.map((item) => ("prompt" in item ? item.prompt : "fragments"));
    if (heard.includes("your-balance-is")) this.#result.balancesHeard++;
    if (heard.includes("lost-done")) this.#result.references++;
    const cancel = this.#after(1_000 * items.length, () => {
      call.playing = undefined;
      this.#tell(call, { type: "playEnded", playId });
      this.#react(call, heard);
    });
    const stop = () => {
      cancel();
      call.playing = undefined;
    };
    call.playing = { playId, stop };
    if (call.customer.hurries) this.#react(call, heard);
  }

  /** The customer does what he is asked, or what he wants. */
  #react(call: Call, heard: string[]): void {
    const { keys, delayMs } = call.customer.answer(heard);
    let at = delayMs;
    for (const digit of keys) {
      this.#after(at, () => this.#press(call, digit));
      at += 300;
    }
  }

  #press(call: Call, digit: string): void {
    if (call.over) return;
    const { capture } = call;
    if (capture === undefined) {
      this.#tell(call, { type: "digit", digit });
      return;
    }
    if (digit !== "#") capture.typed += digit;
    const { handle, typed, maxDigits } = capture;
    if (digit === "#" || typed.length >= maxDigits) this.#captured(call, digit === "#" ? "terminator" : "length");
    else this.#tell(call, { type: "secretProgress", handle, count: typed.length });
  }

  #capture(
    call: Call,
    { handle, maxDigits, firstDigitTimeoutMs }: Extract<FlowOutput, { type: "captureSecret" }>,
  ): void {
    const typed = call.capture?.handle === handle ? call.capture.typed : "";
    call.capture?.stop();
    const stop = this.#after(firstDigitTimeoutMs, () => this.#captured(call, "timeout"));
    call.capture = { handle, maxDigits, typed, stop };
  }

  #captured(call: Call, by: "length" | "terminator" | "timeout"): void {
    const { capture } = call;
    if (capture === undefined || call.over) return;
    capture.stop();
    call.capture = undefined;
    call.vault.set(capture.handle, capture.typed);
    this.#tell(call, { type: "secretCaptured", handle: capture.handle, count: capture.typed.length, by });
  }

  #askBank(call: Call, { requestId, operation, secrets }: Extract<FlowOutput, { type: "business" }>): void {
    const right = call.vault.get(secrets.password ?? "") === "135790";
    if (!right) this.#result.wrongCredentials++;
    const roll = this.#random.next();
    if (roll < 0.05) return;
    const answer = right
      ? {
          verdict: "ok" as const,
          data: { balance: { amountMinor: "100000105", currency: "CNY" }, reference: "00420817" },
        }
      : { verdict: "failed" as const, reason: "wrongCredentials", data: {} };
    const unavailable = { verdict: "failed" as const, reason: `unavailable for ${operation}`, data: {} };
    const given = roll < 0.1 ? unavailable : answer;
    this.#after(randomInteger(this.#random, 3_000), () => {
      this.#tell(call, { type: "businessResult", requestId, ...given });
    });
  }

  #tellRouter(input: Parameters<Router["handle"]>[0]): void {
    const outputs = this.#router.handle(input, this.#scheduler.now());
    const events = outputs.flatMap((output) => (output.type === "journal" ? [output.event] : []));
    const [violation] = this.#monitor.observe(events);
    this.#hold(violation === undefined, `${violation?.rule} ${violation?.subject}`);
    this.#disarmRouter();
    const at = this.#router.nextTimeout();
    this.#disarmRouter = at === undefined ? () => {} : this.#scheduler.schedule(at, () => this.#tellRouter(timeout));
    // The flow's answers may come back to the router: they wait until this step is done.
    for (const output of outputs) this.#after(0, () => this.#fromRouter(output));
  }

  #fromRouter(output: RouterOutput): void {
    switch (output.type) {
      case "ring":
        if (this.#random.next() < 0.15) return;
        this.#after(1_000 + randomInteger(this.#random, 5_000), () => {
          this.#tellRouter({ type: "offerAccepted", interactionId: output.interactionId, agentId: output.agentId });
        });
        return;
      case "assigned":
        this.#talk(output.interactionId, output.agentId);
        return;
      case "waiting": {
        const call = this.#calls.get(output.interactionId);
        if (call === undefined) return;
        if (!output.staffed) this.#tell(call, { type: "queueResult", result: "noAgents" });
        else {
          const position = this.#router.position(output.interactionId) ?? 1;
          this.#tell(call, { type: "queuePosition", position });
        }
        return;
      }
      case "agentState":
        if (output.state === "notReady" && output.reason === "noAnswer") {
          this.#after(20_000, () => this.#tellRouter({ type: "setReady", agentId: output.agentId }));
        }
        return;
      default:
    }
  }

  #talk(interactionId: string, agentId: string): void {
    const call = this.#calls.get(interactionId);
    this.#hold(call !== undefined, `${interactionId} was assigned after its end`);
    if (call === undefined) return;
    this.#result.talks++;
    call.talkingTo = agentId;
    this.#tell(call, { type: "queueResult", result: "answered" });
    this.#after(10_000 + randomExponential(this.#random, 120_000), () => {
      if (call.over) return;
      this.#tellRouter({ type: "interactionEnded", interactionId });
      this.#finish(call, "talked");
    });
  }

  #ready(agentId: string): void {
    this.#tellRouter({ type: "signIn", agentId, terminal: agentId });
    this.#tellRouter({ type: "setReady", agentId });
  }

  #after(ms: number, run: () => void): () => void {
    return this.#scheduler.schedule(this.#scheduler.now() + Math.round(ms), run);
  }
}

/** Instants and counters could look like a password by chance; digits of secrets are never numbers. */
function withoutNumbers(value: unknown): string {
  return JSON.stringify(value, (_, held) => (typeof held === "number" ? 0 : held));
}

function describe(call: Call): string {
  const { nodeId, wait } = call.run.snapshot();
  return `${call.interactionId} at ${nodeId} (${wait?.kind ?? "nothing"})`;
}
