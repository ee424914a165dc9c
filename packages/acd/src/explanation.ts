// Why an interaction waited and why it went where it went (SPEC.md, EX), read off the journal with the rules that decided.
// One pass over the events; nothing is kept but the state and what concerns this interaction.
//
//   enqueued ─ cause ─ cause ─ … ─ offered ─ ringing ─ assigned        the causes sum to the wait, to the millisecond

import type { Instant } from "@tellerline/base";
import { type AgentVerdict, type Judgement, judge, judgeAll } from "./judgement.ts";
import type { RouterEvent } from "./router-event.ts";
import { type InteractionRecord, queuesOf, type RouterSnapshot } from "./router-records.ts";
import { RouterState } from "./router-state.ts";
import { compareBy, orderOf, type Rules, servingQueue, standardRules } from "./rules.ts";

export type WaitCause =
  /** It waited elsewhere before (a transfer or call-back that kept its place). */
  | "before"
  | "ringing"
  /** Held for the agent who should serve. */
  | "held"
  | "nobodySignedIn"
  /** Nobody signed in has what is asked; not in this tier; only agents who are excluded. */
  | "noSkill"
  | "noTier"
  | "excluded"
  /** Only agents who just failed it. */
  | "retryPause"
  | "agentsNotReady"
  /** They work: reserved, engaged or in wrap-up. */
  | "agentsBusy"
  /** Somebody was free: the instant of the decision. */
  | "deciding";

export interface WaitInterval {
  cause: WaitCause;
  from: Instant;
  to: Instant;
  /** Who could have served but for the cause; the agents at whom it rang. */
  agentIds: string[];
}

export interface OfferExplanation {
  at: Instant;
  agentIds: string[];
  queueId: string;
  strategy: string;
  decidedBy: string;
  /** Every member of its queues, in the order of choice, and why he was or was not asked. */
  candidates: AgentVerdict[];
  /** The rules, asked again, choose the same. */
  reproduced: boolean;
  /** Why it ended; "assigned" when it was taken, undefined while it rings. */
  outcome?: string;
}

/** One thing that, had it been otherwise, would have ended the wait earlier. */
export interface Counterfactual {
  change: "agentReady" | "skillNotAsked" | "tierOpen" | "higherPriority";
  /** The agent or the skill; for a higher priority, the interaction that was served instead. */
  subject: string;
  at: Instant;
  savedMs: number;
}

export interface Explanation {
  interactionId: string;
  channel: string;
  queueId: string;
  enqueuedAt: Instant;
  /** When the wait was over, or undefined when it goes on. */
  endedAt?: Instant;
  /** "assigned", or the reason for which it left. */
  end?: string;
  agentId?: string;
  waitedMs: number;
  intervals: WaitInterval[];
  offers: OfferExplanation[];
  /** What was relaxed, moved or ranked anew meanwhile, as it stands in the journal. */
  changes: RouterEvent[];
  counterfactuals: Counterfactual[];
}

/**
 * Explains every stay of the interaction in a queue, in order. `events` from nothing or from `snapshot`, in order; `until`
 * is the instant up to which a wait that goes on is counted.
 */
export function explain(
  events: Iterable<RouterEvent>,
  interactionId: string,
  options: { until: Instant; snapshot?: RouterSnapshot; rules?: Rules },
): Explanation[] {
  const { until, snapshot, rules = standardRules } = options;
  const state = snapshot === undefined ? new RouterState() : RouterState.restore(snapshot);
  const reading = new ExplanationReading(state, rules, interactionId);
  for (const event of events) reading.read(event);
  return reading.close(until);
}

/** The same, event by event, for a journal that comes in pieces. */
export class ExplanationReading {
  readonly #state: RouterState;
  readonly #rules: Rules;
  readonly #id: string;
  readonly #done: Explanation[] = [];
  #current: Explanation | undefined;
  /** Who, had he been ready, would have been asked at the first moment; the same for skills and tiers. */
  #atOnce: Counterfactual[] = [];

  constructor(state: RouterState, rules: Rules, interactionId: string) {
    this.#state = state;
    this.#rules = rules;
    this.#id = interactionId;
  }

  /** What agents, queues and skills were called. */
  names(): { agents: Map<string, string>; queues: Map<string, string>; skills: Map<string, string> } {
    const { agents, queues, skills } = this.#state;
    return {
      agents: new Map([...agents.values()].map(({ id, configuration }) => [id, configuration.name])),
      queues: new Map([...queues.values()].map(({ id, name }) => [id, name])),
      skills: new Map(skills.map(({ id, name }) => [id, name])),
    };
  }

  read(event: RouterEvent): void {
    const own = "interactionId" in event && event.interactionId === this.#id;
    const current = this.#current;
    if (current !== undefined && event.type === "offered") {
      if (own) current.offers.push(this.#explainOffer(event));
      else this.#noteServedInstead(current, event);
    }
    this.#state.apply(event);
    if (own) this.#readOwn(event);
    if (this.#current !== undefined && (own || this.#concerns(event))) this.#classify(this.#current, event.at);
  }

  /** All stays; one that goes on is counted until `until`. */
  close(until: Instant): Explanation[] {
    if (this.#current !== undefined) this.#end(this.#current, until, undefined);
    return this.#done;
  }

  #readOwn(event: RouterEvent): void {
    if (event.type === "enqueued") {
      if (this.#current !== undefined) this.#end(this.#current, event.at, "transferred");
      this.#begin(this.#state.interaction(this.#id), event.at);
      return;
    }
    if (event.type === "requeued") {
      this.#begin(this.#state.interaction(this.#id), event.at);
      return;
    }
    const current = this.#current;
    if (current === undefined) return;
    switch (event.type) {
      case "stepped":
      case "moved":
      case "reranked":
      case "holdSet":
        current.changes.push(event);
        return;
      case "offerEnded":
        this.#closeOffer(current, event.agentId, event.reason);
        return;
      case "assigned":
        this.#closeOffer(current, event.agentId, "assigned");
        current.agentId = event.agentId;
        this.#end(current, event.at, "assigned");
        return;
      case "left":
        this.#end(current, event.at, event.reason);
        return;
      default:
    }
  }

  #begin(interaction: InteractionRecord, at: Instant): void {
    const current: Explanation = {
      interactionId: this.#id,
      channel: interaction.channel,
      queueId: interaction.queueId ?? "",
      enqueuedAt: interaction.enqueuedAt,
      waitedMs: 0,
      intervals: [],
      offers: [],
      changes: [],
      counterfactuals: [],
    };
    this.#current = current;
    if (interaction.enqueuedAt < at) {
      current.intervals.push({ cause: "before", from: interaction.enqueuedAt, to: at, agentIds: [] });
    }
    this.#atOnce = this.#wouldHaveServed(interaction, at);
  }

  #end(current: Explanation, at: Instant, end: string | undefined): void {
    this.#current = undefined;
    const last = current.intervals.at(-1);
    if (last !== undefined && last.cause !== "before") last.to = at;
    current.intervals = current.intervals.filter(({ from, to }) => to > from);
    current.waitedMs = at - current.enqueuedAt;
    if (end !== undefined) {
      current.endedAt = at;
      current.end = end;
    }
    const waited = current.intervals.some(({ cause }) => cause !== "ringing" && cause !== "before");
    const all = waited ? [...this.#atOnce, ...current.counterfactuals] : [];
    // The first offer is what the wait was for: what follows is ringing.
    const offeredAt = current.offers[0]?.at ?? at;
    current.counterfactuals = all
      .map((one) => ({ ...one, savedMs: offeredAt - one.at }))
      .filter(({ savedMs }) => savedMs > 0);
    this.#done.push(current);
  }

  #closeOffer(current: Explanation, agentId: string, outcome: string): void {
    const offer = current.offers.at(-1);
    if (offer?.agentIds.includes(agentId) !== true) return;
    if (offer.outcome === undefined || outcome === "assigned") offer.outcome = outcome;
  }

  /** Only agents of its queues and the configuration can change why it waits. */
  #concerns(event: RouterEvent): boolean {
    const interaction = this.#state.interactions.get(this.#id);
    if (interaction === undefined) return false;
    if ("agentId" in event) return this.#isMember(event.agentId, interaction);
    if ("agentIds" in event) return event.agentIds.some((agentId) => this.#isMember(agentId, interaction));
    return event.type === "agentConfigured" || event.type === "queueConfigured" || event.type === "queueRemoved";
  }

  #isMember(agentId: string, interaction: InteractionRecord): boolean {
    const agent = this.#state.agents.get(agentId);
    return agent === undefined || queuesOf(interaction).some((queueId) => agent.queues.has(queueId));
  }

  #classify(current: Explanation, at: Instant): void {
    const interaction = this.#state.interactions.get(this.#id);
    if (interaction === undefined || interaction.state === "engaged") return;
    const { cause, agentIds } = this.#causeOf(interaction);
    const last = current.intervals.at(-1);
    if (last !== undefined && last.cause !== "before") {
      if (last.cause === cause && last.agentIds.length === agentIds.length) {
        if (last.agentIds.every((agentId, place) => agentId === agentIds[place])) return;
      }
      last.to = at;
    }
    current.intervals.push({ cause, from: at, to: at, agentIds });
  }

  #causeOf(interaction: InteractionRecord): { cause: WaitCause; agentIds: string[] } {
    if (interaction.offeredTo.length > 0) return { cause: "ringing", agentIds: interaction.offeredTo };
    const verdicts = judgeAll(this.#state, this.#rules, interaction);
    const having = (...verdict: Judgement[]) => verdicts.filter((one) => verdict.includes(one.verdict));
    const as = (cause: WaitCause, ...verdict: Judgement[]) => {
      const agents = having(...verdict);
      return agents.length === 0 ? undefined : { cause, agentIds: agents.map(({ agentId }) => agentId) };
    };
    return (
      as("deciding", "free") ??
      (interaction.hold === undefined ? undefined : { cause: "held" as const, agentIds: interaction.hold.agentIds }) ??
      as("agentsBusy", "busy", "noCapacity") ??
      as("agentsNotReady", "notReady", "terminalLost") ??
      as("retryPause", "justFailed") ??
      as("excluded", "excluded") ??
      as("noTier", "tier") ??
      as("noSkill", "skill") ?? { cause: "nobodySignedIn" as const, agentIds: [] }
    );
  }

  #explainOffer(event: Extract<RouterEvent, { type: "offered" }>): OfferExplanation {
    const interaction = this.#state.interaction(this.#id);
    const verdicts = judgeAll(this.#state, this.#rules, interaction);
    const free = verdicts.filter(({ verdict }) => verdict === "free");
    const queueId = queuesOf(interaction).find((each) => free.some((one) => one.queueId === each)) ?? "";
    const strategy = this.#state.queues.get(queueId)?.strategy;
    const compare = strategy && compareBy(orderOf(this.#rules, strategy), queueId, interaction);
    const rank = ({ verdict, queueId: served }: AgentVerdict) => (verdict !== "free" ? 2 : served === queueId ? 0 : 1);
    const agent = ({ agentId }: AgentVerdict) => this.#state.agent(agentId);
    const candidates = verdicts.sort((a, b) => rank(a) - rank(b) || (compare ? compare(agent(a), agent(b)) : 0));
    const first = candidates[0];
    const chosen = candidates.filter(({ agentId }) => event.agentIds.includes(agentId));
    for (const one of chosen) one.verdict = "chosen";
    return {
      at: event.at,
      agentIds: event.agentIds,
      queueId,
      strategy: event.because.strategy,
      decidedBy: event.because.decidedBy,
      candidates,
      reproduced: first?.agentId === event.agentIds[0] && strategy === event.because.strategy,
    };
  }

  /** Somebody else was served by an agent who could have served this one: with a higher priority it had been its turn. */
  #noteServedInstead(current: Explanation, event: Extract<RouterEvent, { type: "offered" }>): void {
    const interaction = this.#state.interactions.get(this.#id);
    if (interaction?.state !== "waiting" || current.counterfactuals.length > 0) return;
    const [agentId] = event.agentIds;
    const agent = agentId === undefined ? undefined : this.#state.agents.get(agentId);
    if (agent === undefined || !this.#rules.available(agent, interaction.channel)) return;
    if (servingQueue(this.#rules, agent, interaction) === undefined) return;
    const { at, interactionId: subject } = event;
    current.counterfactuals.push({ change: "higherPriority", subject, at, savedMs: 0 });
  }

  /** One change at a time: each agent who fits and is not ready, each skill, the tiers. */
  #wouldHaveServed(interaction: InteractionRecord, at: Instant): Counterfactual[] {
    const verdicts = judgeAll(this.#state, this.#rules, interaction);
    const found: Counterfactual[] = [];
    for (const { agentId, verdict } of verdicts) {
      if (verdict === "notReady") found.push({ change: "agentReady", subject: agentId, at, savedMs: 0 });
    }
    const servedIf = (changed: InteractionRecord) =>
      verdicts.some(({ agentId }) => judge(this.#rules, this.#state.agent(agentId), changed).verdict === "free");
    for (const { skillId } of interaction.requirement) {
      const requirement = interaction.requirement.filter((one) => one.skillId !== skillId);
      if (servedIf({ ...interaction, requirement })) {
        found.push({ change: "skillNotAsked", subject: skillId, at, savedMs: 0 });
      }
    }
    const { maxTier: _maxTier, ...everyTier } = interaction;
    if (interaction.maxTier !== undefined && servedIf(everyTier)) {
      found.push({ change: "tierOpen", subject: `${interaction.maxTier}`, at, savedMs: 0 });
    }
    return found;
  }
}
