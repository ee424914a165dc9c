// Plays a day again (day.ts) with the router that decided it, under virtual time. With nothing changed every decision
// comes out again; with a change, who meets whom is decided anew, and what was never seen is drawn from what was.

import { type Instant, type Random, randomExponential, randomInteger, SeededRandom, timeout } from "@tellerline/base";
import { KeyedHeap, newSeat, type Seat } from "../keyed-heap.ts";
import { Router } from "../router.ts";
import type { RouterEvent } from "../router-event.ts";
import type { ConfigureInput, RouterInput } from "../router-input.ts";
import type { RouterSnapshot } from "../router-records.ts";
import { type Rules, standardRules } from "../rules.ts";
import { type Day, leaveInput, pairOf, responseInput, type Scripted, type TalkEnd } from "./day.ts";

export interface DayWorldOptions {
  /** For what has to be drawn. */
  seed: number;
  rules?: Rules;
  /** Where the day begins; from nothing when absent. */
  snapshot?: RouterSnapshot;
  /** What every configuration of the day becomes. */
  change?: (configuration: ConfigureInput) => ConfigureInput;
  /** Beside what was recorded, for example the sign-ins of agents who were not there. */
  extra?: readonly Scripted[];
}

interface Action {
  at: Instant;
  order: number;
  run: () => void;
}

/** After everything recorded of the same millisecond. */
const drawnOrder = 2 ** 40;
/** A timer of a real process is handled at most so late. */
const latestTimerMs = 1_000;

/** The journal of the day played again. */
export function playDay(day: Day, options: DayWorldOptions): RouterEvent[] {
  return new DayWorld(day, options).run();
}

class DayWorld {
  readonly #day: Day;
  readonly #options: DayWorldOptions;
  readonly #random: Random;
  readonly #router: Router;
  readonly #journal: RouterEvent[] = [];
  readonly #actions = new KeyedHeap<Action>(2, ({ at, order }, keys, place) => {
    keys[place] = at;
    keys[place + 1] = order;
  });
  /** What somebody is about to do, by what it is about; called off when that is over. */
  readonly #pending = new Map<string, Seat<Action>>();
  /** How many offers, talks, stays and wrap-ups of a name there were: the next one is the next recorded. */
  readonly #counts = new Map<string, number>();
  /** The first talk of an interaction, with whomever. */
  readonly #firstTalks = new Map<string, TalkEnd>();
  readonly #seats = new Map<Action, Seat<Action>>();
  readonly #delays: number[];
  readonly #talks: number[];
  readonly #meanPatienceMs: number;
  #now: Instant;
  #drawn = drawnOrder;

  constructor(day: Day, options: DayWorldOptions) {
    this.#day = day;
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    const { snapshot, rules = standardRules } = options;
    this.#router = new Router({ rules, ...(snapshot === undefined ? {} : { snapshot }) });
    this.#now = day.from;
    this.#delays = [...day.responses.values()].flat().flatMap((one) => (one.outcome === "accepted" ? one.delayMs : []));
    this.#talks = [...day.talks.values()].flat().flatMap((one) => (one.end.type === "cut" ? [] : one.talkMs));
    this.#meanPatienceMs = meanPatience(day);
    for (const [pair, [first]] of day.talks) {
      const interactionId = pair.slice(0, pair.indexOf(" "));
      if (first !== undefined && !this.#firstTalks.has(interactionId)) this.#firstTalks.set(interactionId, first);
    }
  }

  run(): RouterEvent[] {
    const { snapshot, change } = this.#options;
    // The change holds from the beginning, before any configuration of the day.
    if (snapshot !== undefined && change !== undefined) this.#tell(configurationOf(snapshot));
    for (const scripted of [...this.#day.scripted, ...(this.#options.extra ?? [])]) {
      this.#add({ at: scripted.at, order: scripted.order, run: () => this.#tell(scripted.input) });
    }
    for (;;) {
      const action = this.#actions.first();
      const timer = this.#nextTimer();
      const timerFirst = timer !== undefined && (action === undefined || isBefore(timer, action));
      const at = timerFirst ? timer.at : action?.at;
      if (at === undefined || at > this.#day.to) return this.#journal;
      this.#now = at;
      if (timerFirst) this.#tell(timeout);
      else this.#takeFirst();
    }
  }

  #takeFirst(): void {
    const action = this.#actions.first() as Action;
    const seat = this.#seats.get(action);
    this.#seats.delete(action);
    if (seat !== undefined) this.#actions.remove(seat);
    action.run();
  }

  #add(action: Action): Seat<Action> {
    const seat = newSeat(action);
    this.#seats.set(action, seat);
    this.#actions.add(seat);
    return seat;
  }

  /** At its deadline, or as late as it was handled that day. */
  #nextTimer(): { at: Instant; order: number } | undefined {
    const due = this.#router.nextTimeout();
    if (due === undefined) return undefined;
    const { timers } = this.#day;
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timers[middle] as { at: Instant }).at < due) low = middle + 1;
      else high = middle;
    }
    const recorded = timers[low];
    if (recorded !== undefined && recorded.at - due < latestTimerMs && recorded.at >= this.#now) return recorded;
    // What was not handled that day came to nothing: something of the same millisecond was before it.
    return { at: Math.max(due, this.#now), order: drawnOrder };
  }

  #tell(input: RouterInput): void {
    const { change } = this.#options;
    const told = input.type === "configure" && change !== undefined ? change(input) : input;
    for (const output of this.#router.handle(told, this.#now))
      if (output.type === "journal") this.#follow(output.event);
  }

  #follow(event: RouterEvent): void {
    this.#journal.push(event);
    switch (event.type) {
      case "enqueued":
      case "requeued":
        this.#beginStay(event.interactionId);
        return;
      case "offered":
        for (const agentId of event.agentIds) this.#respond(event.interactionId, agentId);
        return;
      case "offerEnded":
        this.#callOff(`ring ${pairOf(event.interactionId, event.agentId)}`);
        return;
      case "assigned":
        this.#callOff(`stay ${event.interactionId}`);
        this.#callOff(`ring ${pairOf(event.interactionId, event.agentId)}`);
        if (event.how === "offer") this.#talk(event.interactionId, event.agentId);
        return;
      case "released":
        this.#callOff(`talk ${pairOf(event.interactionId, event.agentId)}`);
        if (event.wrapUpUntil !== undefined) this.#wrapUp(event.interactionId, event.agentId);
        return;
      case "left":
        this.#callOff(`stay ${event.interactionId}`);
        return;
      default:
    }
  }

  /** How long he waits at most. */
  #beginStay(interactionId: string): void {
    const recorded = this.#next(this.#day.stays, "stay", interactionId);
    if (recorded?.left !== undefined) {
      const { left: reason, waitedMs, order } = recorded;
      this.#schedule(`stay ${interactionId}`, waitedMs, order, leaveInput(interactionId, reason));
      return;
    }
    if (this.#meanPatienceMs === Number.POSITIVE_INFINITY) return;
    const more = randomExponential(this.#random, this.#meanPatienceMs);
    const leave = { type: "withdraw", interactionId, reason: "abandoned" } as const;
    this.#schedule(`stay ${interactionId}`, (recorded?.waitedMs ?? 0) + 1 + more, undefined, leave);
  }

  #respond(interactionId: string, agentId: string): void {
    const pair = pairOf(interactionId, agentId);
    const recorded = this.#next(this.#day.responses, "ring", pair);
    const accept = { type: "offerAccepted", interactionId, agentId } as const;
    const later = (ms: number) =>
      this.#schedule(`ring ${pair}`, ms + this.#pick(this.#delays, 3_000), undefined, accept);
    if (recorded === undefined) {
      later(0);
      return;
    }
    const { outcome, delayMs, order } = recorded;
    if (outcome === "rangOut") return;
    if (outcome === "cut") {
      // He would have answered later than it was taken back.
      later(delayMs + 1);
      return;
    }
    this.#schedule(`ring ${pair}`, delayMs, order, responseInput(accept, outcome));
  }

  #talk(interactionId: string, agentId: string): void {
    const pair = pairOf(interactionId, agentId);
    const recorded = this.#next(this.#day.talks, "talk", pair) ?? this.#talkOf(interactionId);
    const end = { type: "interactionEnded", interactionId } as const;
    if (recorded === undefined || recorded.end.type === "cut") {
      const ms = (recorded?.talkMs ?? 0) + 1 + this.#pick(this.#talks, 180_000);
      this.#schedule(`talk ${pair}`, ms, undefined, end);
    } else if (recorded.end.type === "released") {
      const { talkMs, order, end: released } = recorded;
      this.#schedule(`talk ${pair}`, talkMs, order, { ...released, interactionId, agentId });
    } else {
      const input = recorded.end.type === "transferred" ? recorded.end.input : end;
      this.#schedule(`talk ${pair}`, recorded.talkMs, recorded.order, input);
    }
  }

  /** What the customer wants takes as long with another agent. */
  #talkOf(interactionId: string): TalkEnd | undefined {
    const recorded = this.#firstTalks.get(interactionId);
    return recorded === undefined ? undefined : { ...recorded, order: ++this.#drawn };
  }

  #wrapUp(interactionId: string, agentId: string): void {
    const recorded = this.#next(this.#day.wrapUps, "wrap", pairOf(interactionId, agentId));
    if (recorded?.ms === undefined) return;
    this.#schedule(`wrap ${agentId}`, recorded.ms, recorded.order, { type: "wrapUpEnded", agentId });
  }

  #schedule(key: string, afterMs: number, order: number | undefined, input: RouterInput): void {
    this.#callOff(key);
    const run = () => {
      this.#pending.delete(key);
      this.#tell(input);
    };
    const at = this.#now + Math.round(afterMs);
    this.#pending.set(key, this.#add({ at, order: order ?? ++this.#drawn, run }));
  }

  #callOff(key: string): void {
    const seat = this.#pending.get(key);
    if (seat === undefined) return;
    this.#pending.delete(key);
    this.#seats.delete(seat.value);
    this.#actions.remove(seat);
  }

  #next<T>(lists: ReadonlyMap<string, readonly T[]>, kind: string, key: string): T | undefined {
    const name = `${kind} ${key}`;
    const place = this.#counts.get(name) ?? 0;
    this.#counts.set(name, place + 1);
    return lists.get(key)?.[place];
  }

  #pick(from: readonly number[], otherwise: number): number {
    return from.length === 0 ? otherwise : (from[randomInteger(this.#random, from.length)] as number);
  }
}

function configurationOf({ queues, agents, skills }: RouterSnapshot): ConfigureInput {
  const staying = agents.filter(({ rest }) => !("reason" in rest) || rest.reason !== "removed");
  return { type: "configure", queues, skills, agents: staying.map(({ configuration }) => configuration) };
}

function isBefore(a: { at: Instant; order: number }, b: { at: Instant; order: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** The mean of an exponential patience from those who gave up and those who were served before: Σ waits ÷ gave up. */
function meanPatience(day: Day): number {
  let [waitedMs, gaveUp] = [0, 0];
  for (const stays of day.stays.values()) {
    for (const stay of stays) {
      waitedMs += stay.waitedMs;
      if (stay.left !== undefined) gaveUp++;
    }
  }
  return gaveUp === 0 ? Number.POSITIVE_INFINITY : Math.max(1, waitedMs / gaveUp);
}
