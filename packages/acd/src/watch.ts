// The router's deadlines: of agents the end of a wrap-up and of the grace, of interactions the end of an offer, of a
// pause, of a hold, and the next step. They follow from the state; of each agent and interaction the earliest is kept.

import type { Instant } from "@tellerline/base";
import { KeyedHeap, type Seat } from "./keyed-heap.ts";
import type { AgentRecord, InteractionRecord } from "./router-records.ts";

export type DeadlineKind = "grace" | "hold" | "offer" | "pause" | "step" | "wrapUp";

export interface Due {
  at: Instant;
  readonly kind: DeadlineKind;
  readonly id: string;
}

/** The earliest deadline of an agent or an interaction, with its place among all. */
class Alarm implements Seat<Alarm> {
  readonly value = this;
  place = -1;
  at: Instant = 0;
  readonly agent: AgentRecord | undefined;
  readonly interaction: InteractionRecord | undefined;

  constructor(agent: AgentRecord | undefined, interaction: InteractionRecord | undefined) {
    this.agent = agent;
    this.interaction = interaction;
  }
}

const never = Number.POSITIVE_INFINITY;

export class Watch {
  readonly #alarms = new KeyedHeap<Alarm>(1, ({ at }, keys, place) => {
    keys[place] = at;
  });

  /** After any change of the agent. */
  agent(agent: AgentRecord): void {
    const at = Math.min(wrapUpEnd(agent), agent.lostUntil ?? never);
    if (agent.alarm === undefined && at !== never) agent.alarm = new Alarm(agent, undefined);
    this.#set(agent.alarm as Alarm | undefined, at);
  }

  /** After any change of the interaction. */
  interaction(interaction: InteractionRecord): void {
    const at = Math.min(
      interaction.offerDeadline ?? never,
      pauseEnd(interaction),
      holdEnd(interaction),
      nextStep(interaction),
    );
    if (interaction.alarm === undefined && at !== never) interaction.alarm = new Alarm(undefined, interaction);
    this.#set(interaction.alarm as Alarm | undefined, at);
  }

  /** The agent or the interaction is gone. */
  forget(record: AgentRecord | InteractionRecord): void {
    const alarm = record.alarm as Alarm | undefined;
    if (alarm !== undefined) this.#alarms.remove(alarm);
  }

  next(): Instant | undefined {
    return this.#alarms.first()?.at;
  }

  /** All that is due, in the order of the instants, equal ones by kind and id: a restored router does the same (ST-4). */
  takeDue(now: Instant): Due[] {
    const taken: Due[] = [];
    for (let alarm = this.#alarms.first(); alarm !== undefined && alarm.at <= now; alarm = this.#alarms.first()) {
      this.#set(alarm, takeOf(alarm, now, taken));
    }
    if (taken.length < 2) return taken;
    return taken.sort((a, b) => a.at - b.at || (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1));
  }

  #set(alarm: Alarm | undefined, at: Instant): void {
    if (alarm === undefined) return;
    if (at === never) {
      this.#alarms.remove(alarm);
      return;
    }
    if (alarm.place >= 0 && alarm.at === at) return;
    alarm.at = at;
    if (alarm.place >= 0) this.#alarms.rewrite(alarm);
    else this.#alarms.add(alarm);
  }
}

/** Adds what is due by `now`; returns the earliest that is not. */
function takeOf({ agent, interaction }: Alarm, now: Instant, taken: Due[]): Instant {
  let later = never;
  const look = (kind: DeadlineKind, id: string, at: Instant) => {
    if (at <= now) taken.push({ at, kind, id });
    else if (at < later) later = at;
  };
  if (agent !== undefined) {
    look("wrapUp", agent.id, wrapUpEnd(agent));
    look("grace", agent.id, agent.lostUntil ?? never);
  }
  if (interaction !== undefined) {
    look("offer", interaction.id, interaction.offerDeadline ?? never);
    look("pause", interaction.id, pauseEnd(interaction));
    look("hold", interaction.id, holdEnd(interaction));
    look("step", interaction.id, nextStep(interaction));
  }
  return later;
}

function wrapUpEnd({ state, deadline = never }: AgentRecord): Instant {
  return state === "wrapUp" ? deadline : never;
}

function holdEnd({ state, hold }: InteractionRecord): Instant {
  return hold !== undefined && state === "waiting" ? hold.until : never;
}

function nextStep({ state, steps }: InteractionRecord): Instant {
  return steps.length > 0 && state === "waiting" ? (steps[0]?.at ?? never) : never;
}

function pauseEnd({ avoids }: InteractionRecord): Instant {
  let first = never;
  for (let n = 0; n < avoids.length; n++) first = Math.min(first, avoids[n]?.until ?? never);
  return first;
}
