// A day read off the routing journal: what came from outside (customers, agents, administrators) and how everybody
// behaved, apart from what the router decided. Played again by day-world.ts.
//
//   absolute   at its instant, whatever the router does: sign-ins, states, configuration, arrivals, direct calls
//   relative   counted from what the router did: the answer to an offer, the length of a talk, of a wrap-up, patience

import type { Instant } from "@tellerline/base";
import type { RestState, RouterEvent } from "../router-event.ts";
import type { ConfigureInput, RouterInput } from "../router-input.ts";
import type { RouterSnapshot } from "../router-records.ts";
import { RouterState } from "../router-state.ts";
import {
  followsConfiguration,
  isConfiguration,
  isMove,
  isOwnWill,
  isReconciled,
  isResponse,
  subjectOf,
} from "./day-events.ts";

/** `order` is the place of its first event in the journal: what happened in the same millisecond keeps its order. */
export interface Scripted {
  at: Instant;
  order: number;
  input: RouterInput;
}

/** One offer to an agent and what he did; `cut` when it was taken back before he did anything. */
export interface Response {
  delayMs: number;
  order: number;
  /** "accepted", "refused", the failure; "rangOut" when he did nothing to the end. */
  outcome: string;
}

/** How a talk of an agent ended for him; `cut` when something else ended it (his terminal, the end of the day). */
export interface TalkEnd {
  talkMs: number;
  order: number;
  end:
    | { type: "released"; withoutWrapUp?: true }
    | { type: "ended" }
    | { type: "transferred"; input: RouterInput }
    | { type: "cut" };
}

/** One stay in a queue: he gave up after `waitedMs`, or was served then and would have waited longer. */
export interface Stay {
  waitedMs: number;
  order: number;
  /** Why he left by himself; absent when he did not. */
  left?: string;
}

/** A wrap-up that the agent ended himself; absent `ms`: it ended by time. */
export interface WrapUp {
  ms?: number;
  order: number;
}

export interface Day {
  from: Instant;
  to: Instant;
  scripted: Scripted[];
  /** By `interaction agent`, in order. */
  responses: Map<string, Response[]>;
  talks: Map<string, TalkEnd[]>;
  wrapUps: Map<string, WrapUp[]>;
  /** By interaction, in order. */
  stays: Map<string, Stay[]>;
  /** When deadlines were handled: a real clock is late. */
  timers: { at: Instant; order: number }[];
}

/** Reads a day off a journal that begins from nothing or from `snapshot`. */
export function readDay(events: readonly RouterEvent[], snapshot?: RouterSnapshot): Day {
  return new DayReading(events, snapshot).read();
}

class DayReading {
  readonly #events: readonly RouterEvent[];
  readonly #state: RouterState;
  readonly #day: Day;
  /** What has begun and not ended: offers, talks, wrap-ups (by agent), stays (by interaction). */
  readonly #offers = new Map<string, { at: Instant; response: Response }>();
  readonly #talks = new Map<string, { at: Instant; talk: TalkEnd | undefined }>();
  readonly #wrapUps = new Map<string, { at: Instant; wrapUp: WrapUp }>();
  readonly #stays = new Map<string, { at: Instant; stay: Stay }>();
  /** The talk whose end a transfer in the same step is. */
  #transferring: { interactionId: string; talk: TalkEnd | undefined; withoutWrapUp: string[] } | undefined;

  constructor(events: readonly RouterEvent[], snapshot: RouterSnapshot | undefined) {
    this.#events = events;
    this.#state = snapshot === undefined ? new RouterState() : RouterState.restore(snapshot);
    const [first, last] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0];
    this.#day = {
      ...{ from: first, to: last, scripted: [], timers: [] },
      ...{ responses: new Map(), talks: new Map(), wrapUps: new Map(), stays: new Map() },
    };
  }

  read(): Day {
    for (let place = 0; place < this.#events.length; ) place = this.#readFrom(place);
    const { to } = this.#day;
    for (const { at, response } of this.#offers.values()) response.delayMs = to - at;
    for (const { at, talk } of this.#talks.values()) if (talk !== undefined) talk.talkMs = to - at;
    for (const { at, stay } of this.#stays.values()) stay.waitedMs = to - at;
    return this.#day;
  }

  /** Reads one event, or several that belong together; returns the place of the next. */
  #readFrom(place: number): number {
    const event = this.#events[place] as RouterEvent;
    if (isConfiguration(event)) return this.#readConfiguration(place);
    if (isReconciled(event)) return this.#readReconciliation(place);
    if (isMove(event)) return this.#readMove(place);
    this.#readOne(event, place);
    this.#state.apply(event);
    return place + 1;
  }

  #readConfiguration(place: number): number {
    const { at } = this.#events[place] as RouterEvent;
    const changed = new Set<string>();
    let next = place;
    for (let event = this.#events[next]; event?.at === at; event = this.#events[++next]) {
      if (!isConfiguration(event) && !followsConfiguration(event)) break;
      if (event.type === "agentConfigured") changed.add(event.agent.id);
      if (event.type === "queueConfigured") changed.add(event.queue.id);
      if (event.type === "restSet" && event.rest.state === "notReady") changed.add(event.agentId);
      if (event.type === "left") this.#readLeft(event, next);
      if (event.type === "offerEnded") this.#readOfferEnd(event, next);
      this.#state.apply(event);
    }
    this.#script(at, place, this.#configuration(changed));
    return next;
  }

  #readOne(event: RouterEvent, order: number): void {
    const { at } = event;
    switch (event.type) {
      case "signedIn":
        this.#script(at, order, { type: "signIn", agentId: event.agentId, terminal: event.terminal });
        return;
      case "restSet":
        this.#readRest(event.agentId, event.rest, at, order);
        return;
      case "wrapUpStarted":
        this.#script(at, order, { type: "startWrapUp", agentId: event.agentId });
        return;
      case "wrapUpExtended": {
        const byMs = event.until - (this.#state.agent(event.agentId).deadline ?? event.until);
        this.#script(at, order, { type: "extendWrapUp", agentId: event.agentId, byMs });
        return;
      }
      case "wrapUpEnded":
        this.#readWrapUpEnd(event.agentId, at, order);
        return;
      case "terminal":
        this.#readTerminal(event, order);
        return;
      case "avoidEnded":
        this.#day.timers.push({ at, order });
        return;
      case "stepped":
      case "holdSet":
        this.#readWaitTimer(event, order);
        return;
      default:
        this.#readWork(event, order);
    }
  }

  /** A step or the end of a hold by time; what follows from something else in the same step is not. */
  #readWaitTimer(event: Extract<RouterEvent, { type: "stepped" | "holdSet" }>, order: number): void {
    const { steps, hold } = this.#state.interaction(event.interactionId);
    const due = event.type === "stepped" ? steps[0]?.at : event.hold === undefined ? hold?.until : undefined;
    const before = this.#events[order - 1];
    const inline = ["enqueued", "stepped", "moved"].includes(before?.type ?? "");
    const follows = inline && before?.at === event.at && subjectOf(before) === event.interactionId;
    if (due !== undefined && due <= event.at && !follows) this.#day.timers.push({ at: event.at, order });
  }

  #readWork(event: RouterEvent, order: number): void {
    switch (event.type) {
      case "enqueued":
        this.#readEnqueued(event, order);
        return;
      case "offered":
        for (const agentId of event.agentIds) {
          const response = { delayMs: 0, order, outcome: "cut" };
          const pair = pairOf(event.interactionId, agentId);
          push(this.#day.responses, pair, response);
          this.#offers.set(pair, { at: event.at, response });
        }
        return;
      case "offerEnded":
        this.#readOfferEnd(event, order);
        return;
      case "assigned":
        this.#readAssigned(event, order);
        return;
      case "released":
        this.#readReleased(event, order);
        return;
      case "left":
        this.#readLeft(event, order);
        return;
      case "requeued":
        this.#beginStay(event.interactionId, event.at, order);
        return;
      default:
    }
  }

  #readRest(agentId: string, rest: RestState, at: Instant, order: number): void {
    if (rest.state === "ready") this.#script(at, order, { type: "setReady", agentId });
    else if (rest.state === "notReady") this.#script(at, order, { type: "setNotReady", agentId, reason: rest.reason });
    else if (rest.reason === "requested") this.#script(at, order, { type: "signOut", agentId });
    // A grace that is over is a timer; a removal is configuration.
    else if (rest.reason === "terminalLost") this.#day.timers.push({ at, order });
  }

  #readWrapUpEnd(agentId: string, at: Instant, order: number): void {
    const { deadline } = this.#state.agent(agentId);
    const after = this.#wrapUps.get(agentId);
    this.#wrapUps.delete(agentId);
    if (deadline !== undefined && deadline <= at) this.#day.timers.push({ at, order });
    else if (after === undefined) this.#script(at, order, { type: "wrapUpEnded", agentId });
    else Object.assign(after.wrapUp, { ms: at - after.at, order });
  }

  #readTerminal(event: Extract<RouterEvent, { type: "terminal" }>, order: number): void {
    const { at, agentId, lostUntil } = event;
    const next = this.#events.slice(order + 1, order + 4).find((other) => "agentId" in other);
    // A sign-in at a new terminal finds the agent's old one by itself.
    if (lostUntil === undefined && next?.type === "signedIn" && next.agentId === agentId && next.at === at) return;
    this.#script(at, order, { type: lostUntil === undefined ? "terminalBack" : "terminalLost", agentId });
  }

  #readEnqueued(event: Extract<RouterEvent, { type: "enqueued" }>, order: number): void {
    const { interactionId, queueId, at, enqueuedAt, priority, channel, attributes, excludedAgents } = event;
    const before = this.#state.interactions.get(interactionId);
    const requiredSkills = event.requirement;
    if (before !== undefined) {
      const transferring = this.#transferring?.interactionId === interactionId ? this.#transferring : undefined;
      const transfer: Extract<RouterInput, { type: "transferToQueue" }> = {
        ...{ type: "transferToQueue", interactionId, queueId, requiredSkills, priority },
        ...(transferring !== undefined && transferring.withoutWrapUp.length > 0
          ? { withoutWrapUp: transferring.withoutWrapUp }
          : undefined),
      };
      const input = enqueuedAt < at ? { ...transfer, keepsPlace: true } : transfer;
      const talk = transferring?.talk;
      this.#transferring = undefined;
      if (talk === undefined) this.#script(at, order, input);
      else talk.end = { type: "transferred", input };
      this.#endStay(interactionId, at, order, undefined);
      this.#beginStay(interactionId, at, order);
      return;
    }
    this.#beginStay(interactionId, at, order);
    const { favours, hold, preferred, dueAt } = event;
    const because = hold?.because ?? "lastAgent";
    const holding = hold === undefined ? {} : { holdMs: hold.until - at };
    this.#script(at, order, {
      ...{ type: "enqueue", interactionId, channel, queueId, requiredSkills, priority, enqueuedAt, attributes },
      ...{ excludedAgents },
      ...(favours === undefined ? {} : { favours: { agentIds: favours, because, ...holding } }),
      ...(preferred === undefined ? {} : { preferredSkills: preferred }),
      ...(dueAt === undefined ? {} : { targetAnswerMs: dueAt - enqueuedAt }),
    });
  }

  #readOfferEnd(event: Extract<RouterEvent, { type: "offerEnded" }>, order: number): void {
    const { interactionId, agentId, reason, at } = event;
    const { offerDeadline } = this.#state.interaction(interactionId);
    const rangOut = reason === "noAnswer" && offerDeadline !== undefined && offerDeadline <= at;
    if (rangOut) this.#day.timers.push({ at, order });
    this.#endOffer(
      pairOf(interactionId, agentId),
      at,
      order,
      rangOut ? "rangOut" : isResponse(reason) ? reason : "cut",
    );
  }

  #endOffer(pair: string, at: Instant, order: number, outcome: string): void {
    const offer = this.#offers.get(pair);
    if (offer === undefined) {
      this.#answerFromBefore(pair, at, order, outcome);
      return;
    }
    this.#offers.delete(pair);
    Object.assign(offer.response, { delayMs: at - offer.at, order, outcome });
  }

  /** It rang already when the day began: the answer has its instant and no other measure. */
  #answerFromBefore(pair: string, at: Instant, order: number, outcome: string): void {
    if (outcome === "cut" || outcome === "rangOut") return;
    const [interactionId, agentId] = pair.split(" ") as [string, string];
    const accept = { type: "offerAccepted", interactionId, agentId } as const;
    this.#script(at, order, responseInput(accept, outcome));
  }

  #readAssigned(event: Extract<RouterEvent, { type: "assigned" }>, order: number): void {
    const { interactionId, agentId, at, how, channel, wrapUpMs } = event;
    const pair = pairOf(interactionId, agentId);
    this.#endOffer(pair, at, order, how === "offer" ? "accepted" : "cut");
    this.#endStay(interactionId, at, order, undefined);
    if (how === "offer") {
      const talk: TalkEnd = { talkMs: 0, order, end: { type: "cut" } };
      push(this.#day.talks, pair, talk);
      this.#talks.set(pair, { at, talk });
      return;
    }
    // Nobody offered it: its end is no answer to what the router did.
    this.#talks.set(pair, { at, talk: undefined });
    if (how === "direct")
      this.#script(at, order, { type: "engageDirectly", interactionId, agentId, channel, wrapUpMs });
  }

  #readReleased(event: Extract<RouterEvent, { type: "released" }>, order: number): void {
    const { interactionId, agentId, reason, at, wrapUpUntil } = event;
    const pair = pairOf(interactionId, agentId);
    const { at: since, talk } = this.#talks.get(pair) ?? { at, talk: undefined };
    this.#talks.delete(pair);
    this.#wrapUps.delete(agentId);
    if (wrapUpUntil !== undefined) {
      const wrapUp: WrapUp = { order };
      push(this.#day.wrapUps, pair, wrapUp);
      this.#wrapUps.set(agentId, { at, wrapUp });
    }
    if (talk !== undefined) Object.assign(talk, { talkMs: at - since, order });
    const without = this.#withoutWrapUp(event);
    if (reason === "transferred") {
      const before = this.#transferring?.interactionId === interactionId ? this.#transferring.withoutWrapUp : [];
      this.#transferring = { interactionId, talk, withoutWrapUp: without ? [...before, agentId] : before };
    } else if (reason === "released" || reason === "ended") {
      const how = without && reason === "released" ? ({ withoutWrapUp: true } as const) : {};
      if (talk !== undefined) talk.end = { type: reason, ...how };
      else if (reason === "released") this.#script(at, order, { type: "released", interactionId, agentId, ...how });
      else this.#endDirect(interactionId, at, order);
    }
  }

  /** It was his last work, after which the queue gives time, and he was given none: he had only rung or listened. */
  #withoutWrapUp({ interactionId, agentId, wrapUpUntil }: Extract<RouterEvent, { type: "released" }>): boolean {
    const { engaged, offer, lostUntil } = this.#state.agent(agentId);
    const wrapUpMs = engaged.find((one) => one.interactionId === interactionId)?.wrapUpMs ?? 0;
    const last = engaged.length === 1 && offer === undefined && lostUntil === undefined;
    return wrapUpUntil === undefined && wrapUpMs > 0 && last;
  }

  /** Everybody leaves with the end: it is told once, with the first. */
  #endDirect(interactionId: string, at: Instant, order: number): void {
    const before = this.#events[order - 1];
    if (before?.type === "released" && before.interactionId === interactionId && before.at === at) return;
    this.#script(at, order, { type: "interactionEnded", interactionId });
  }

  #readLeft(event: Extract<RouterEvent, { type: "left" }>, order: number): void {
    this.#endStay(event.interactionId, event.at, order, event.reason);
  }

  #beginStay(interactionId: string, at: Instant, order: number): void {
    const stay: Stay = { waitedMs: 0, order };
    push(this.#day.stays, interactionId, stay);
    this.#stays.set(interactionId, { at, stay });
  }

  /** @param left why he left by himself; absent when he was served or moved. */
  #endStay(interactionId: string, at: Instant, order: number, left: string | undefined): void {
    const begun = this.#stays.get(interactionId);
    if (begun === undefined) {
      // He waited already when the day began.
      const waits = this.#state.interactions.get(interactionId)?.state !== "engaged";
      if (left !== undefined && waits && isOwnWill(left)) this.#script(at, order, leaveInput(interactionId, left));
      return;
    }
    this.#stays.delete(interactionId);
    Object.assign(begun.stay, { waitedMs: at - begun.at, order });
    if (left !== undefined && isOwnWill(left)) begun.stay.left = left;
  }

  #readMove(place: number): number {
    const first = this.#events[place] as Extract<RouterEvent, { interactionId: string }>;
    const { interactionId, at } = first;
    const { dueAt } = this.#state.interaction(interactionId);
    let input: Extract<RouterInput, { type: "moveWaiting" }> = { type: "moveWaiting", interactionId };
    let next = place;
    for (let event = this.#events[next]; event !== undefined && isMove(event); event = this.#events[++next]) {
      if (!("interactionId" in event) || event.interactionId !== interactionId || event.at !== at) break;
      if (event.type === "moved") input = { ...input, queueId: event.queueId };
      if (event.type === "reranked") {
        input = { ...input, priority: event.priority, ...(event.dueAt < dueAt ? { toFront: true } : {}) };
      }
      const agentId = event.type === "holdSet" ? event.hold?.agentIds[0] : undefined;
      if (agentId !== undefined) input = { ...input, agentId };
      this.#state.apply(event);
    }
    this.#script(at, place, input);
    return next;
  }

  /** The world as it was found after a restart: what is not said to be gone was there. */
  #readReconciliation(place: number): number {
    const { at } = this.#events[place] as RouterEvent;
    const gone = new Set<string>();
    const notTalking = new Set<string>();
    const notRinging = new Set<string>();
    const before = [...this.#state.interactions.values()].map(({ id, agents, offeredTo, channel }) => {
      return { id, agents: [...agents], offeredTo: [...offeredTo], channel };
    });
    const talking: { interactionId: string; agentId: string; channel: string }[] = [];
    let next = place;
    for (
      let event = this.#events[next];
      event?.at === at && (isReconciled(event) || event.type === "agentRemoved");
      event = this.#events[++next]
    ) {
      if (event.type === "left") gone.add(event.interactionId);
      if (event.type === "released") notTalking.add(pairOf(event.interactionId, event.agentId));
      if (event.type === "offerEnded") notRinging.add(pairOf(event.interactionId, event.agentId));
      if (event.type === "assigned") talking.push(event);
      this.#readWork(event, next);
      this.#state.apply(event);
    }
    const ringing: { interactionId: string; agentId: string }[] = [];
    for (const { id: interactionId, agents, offeredTo, channel } of before) {
      for (const agentId of agents) {
        if (!notTalking.has(pairOf(interactionId, agentId))) talking.push({ interactionId, agentId, channel });
      }
      for (const agentId of offeredTo) {
        if (!notRinging.has(pairOf(interactionId, agentId))) ringing.push({ interactionId, agentId });
      }
    }
    const alive = before.map(({ id }) => id).filter((id) => !gone.has(id));
    this.#script(at, place, { type: "reconcile", talking, ringing, alive });
    return next;
  }

  /** As it was told: what changed in the order in which it is journalled, without those who only finish their work. */
  #configuration(changed: ReadonlySet<string>): ConfigureInput {
    const { queues, agents, skills } = this.#state;
    const inOrder = <T extends { id: string }>(all: readonly T[]) => {
      const byId = new Map(all.map((one) => [one.id, one]));
      return [...all.filter(({ id }) => !changed.has(id)), ...[...changed].flatMap((id) => byId.get(id) ?? [])];
    };
    const staying = [...agents.values()].filter(({ rest }) => !("reason" in rest) || rest.reason !== "removed");
    return {
      type: "configure",
      skills: [...skills],
      queues: inOrder([...queues.values()]),
      agents: inOrder(staying.map(({ configuration }) => configuration)),
    };
  }

  #script(at: Instant, order: number, input: RouterInput): void {
    this.#day.scripted.push({ at, order, input });
  }
}

export function pairOf(interactionId: string, agentId: string): string {
  return `${interactionId} ${agentId}`;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** What an agent did with an offer, as the router is told. */
export function responseInput(
  accept: { type: "offerAccepted"; interactionId: string; agentId: string },
  outcome: string,
): RouterInput {
  if (outcome === "accepted") return accept;
  if (outcome === "refused") return { ...accept, type: "offerRefused" };
  return { ...accept, type: "offerFailed", reason: outcome as "busy" };
}

/** Somebody who waits goes, as the router is told. */
export function leaveInput(interactionId: string, reason: string): RouterInput {
  return reason === "ended" ? { type: "interactionEnded", interactionId } : { type: "withdraw", interactionId, reason };
}
