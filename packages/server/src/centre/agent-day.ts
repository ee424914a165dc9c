// What an agent did today, by the server's calendar: what he handled and missed, and how long he was in which state. Times
// are milliseconds; formulas: docs/figures.md.

import type { AgentState, Desk } from "@tellerline/api";
import { dayOf, startOfDay } from "./day.ts";

export type AgentFigures = Desk["today"];

const fieldOf: Partial<Record<AgentState, "talkMs" | "wrapUpMs" | "readyMs" | "notReadyMs">> = {
  engaged: "talkMs",
  wrapUp: "wrapUpMs",
  ready: "readyMs",
  notReady: "notReadyMs",
};

const nothing: AgentFigures = { handled: 0, missed: 0, talkMs: 0, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 };

export class AgentDay {
  day: string;
  #figures: AgentFigures = { ...nothing };

  constructor(now: number) {
    this.day = dayOf(now);
  }

  /** Goes on from what was kept of today. */
  restore(figures: AgentFigures): void {
    for (const name of Object.keys(nothing) as (keyof AgentFigures)[]) this.#figures[name] += figures[name];
  }

  /** A state is over: the part of it that lies in today counts. */
  spent(state: AgentState, since: number, until: number): void {
    this.#turn(until);
    const field = fieldOf[state];
    if (field !== undefined) this.#figures[field] += partOfToday(since, until);
  }

  count(what: "handled" | "missed", now: number): void {
    this.#turn(now);
    this.#figures[what]++;
  }

  /** Those of completed states, as they are kept. */
  completed(now: number): AgentFigures {
    this.#turn(now);
    return { ...this.#figures };
  }

  /** With the state at hand. */
  figures(now: number, state: AgentState, since: number): AgentFigures {
    const figures = this.completed(now);
    const field = fieldOf[state];
    if (field !== undefined) figures[field] += partOfToday(since, now);
    return figures;
  }

  #turn(now: number): void {
    const day = dayOf(now);
    if (day === this.day) return;
    this.day = day;
    this.#figures = { ...nothing };
  }
}

function partOfToday(since: number, until: number): number {
  return Math.max(0, until - Math.max(since, startOfDay(until)));
}
