// The router's deadlines: of agents the end of a wrap-up and of the grace, of interactions the end of an offer, of a
// pause, of a hold, and the next step. They follow from the state.

import type { Instant } from "@tellerline/base";
import { KeyedHeap, newSeat, type Seat } from "./keyed-heap.ts";
import type { AgentRecord, InteractionRecord } from "./router-records.ts";

export type DeadlineKind = "grace" | "hold" | "offer" | "pause" | "step" | "wrapUp";

export interface Due {
  at: Instant;
  readonly kind: DeadlineKind;
  readonly id: string;
}

type Alarm = Seat<Due>;

/** The deadlines that are or were set, with their places among all. */
interface AgentAlarms {
  wrapUp: Alarm;
  grace: Alarm;
}
interface InteractionAlarms {
  offer: Alarm;
  hold: Alarm;
  step: Alarm;
  pause: Alarm;
}

export class Watch {
  readonly #alarms = new KeyedHeap<Due>(1, ({ at }, keys, place) => {
    keys[place] = at;
  });

  /** After any change of the agent. */
  agent(agent: AgentRecord): void {
    const { id, deadline, lostUntil } = agent;
    const wrapUpEnd = agent.state === "wrapUp" ? deadline : undefined;
    let alarms = agent.alarms as AgentAlarms | undefined;
    if (alarms === undefined) {
      if (wrapUpEnd === undefined && lostUntil === undefined) return;
      alarms = { wrapUp: newAlarm("wrapUp", id), grace: newAlarm("grace", id) };
      agent.alarms = alarms;
    }
    this.#set(alarms.wrapUp, wrapUpEnd);
    this.#set(alarms.grace, lostUntil);
  }

  /** After any change of the interaction. */
  interaction(interaction: InteractionRecord): void {
    const waits = interaction.state === "waiting";
    const { id, offerDeadline } = interaction;
    const holdEnd = waits ? interaction.hold?.until : undefined;
    const step = waits ? interaction.steps[0]?.at : undefined;
    let pause: Instant | undefined;
    for (const { until } of interaction.avoids) if (pause === undefined || until < pause) pause = until;
    let alarms = interaction.alarms as InteractionAlarms | undefined;
    if (alarms === undefined) {
      if (offerDeadline === undefined && holdEnd === undefined && step === undefined && pause === undefined) return;
      alarms = {
        offer: newAlarm("offer", id),
        hold: newAlarm("hold", id),
        step: newAlarm("step", id),
        pause: newAlarm("pause", id),
      };
      interaction.alarms = alarms;
    }
    this.#set(alarms.offer, offerDeadline);
    this.#set(alarms.hold, holdEnd);
    this.#set(alarms.step, step);
    this.#set(alarms.pause, pause);
  }

  /** The interaction is gone. */
  forget(interaction: InteractionRecord): void {
    const alarms = interaction.alarms as InteractionAlarms | undefined;
    if (alarms === undefined) return;
    for (const alarm of [alarms.offer, alarms.hold, alarms.step, alarms.pause]) this.#alarms.remove(alarm);
  }

  /** The agent is gone. */
  forgetAgent(agent: AgentRecord): void {
    const alarms = agent.alarms as AgentAlarms | undefined;
    if (alarms === undefined) return;
    for (const alarm of [alarms.wrapUp, alarms.grace]) this.#alarms.remove(alarm);
  }

  next(): Instant | undefined {
    return this.#alarms.first()?.at;
  }

  /** All that is due, in the order of the instants, equal ones by kind and id: a restored router does the same (ST-4). */
  takeDue(now: Instant): Due[] {
    const taken: Due[] = [];
    for (let due = this.#alarms.firstSeat(); due !== undefined && due.value.at <= now; due = this.#alarms.firstSeat()) {
      this.#alarms.remove(due);
      taken.push(due.value);
    }
    return taken.sort((a, b) => a.at - b.at || (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1));
  }

  #set(alarm: Alarm, at: Instant | undefined): void {
    const set = alarm.place >= 0;
    if (at === undefined) {
      if (set) this.#alarms.remove(alarm);
      return;
    }
    if (set) {
      if (alarm.value.at === at) return;
      this.#alarms.remove(alarm);
    }
    alarm.value.at = at;
    this.#alarms.add(alarm);
  }
}

function newAlarm(kind: DeadlineKind, id: string): Alarm {
  return newSeat({ at: 0, kind, id });
}
