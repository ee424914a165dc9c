// An agent at work: state, terminal, what he did today. One per agent of the tenant.

import type { AgentState, Desk, DeskInteraction, Forced, Terminal } from "@tellerline/api";

import { AgentDay } from "./agent-day.ts";

const maxUnfiled = 20;

export class Seat {
  readonly agentId: string;
  state: AgentState = "signedOut";
  reason: string | null = null;
  since: number;
  deadline: number | null = null;
  terminal: Terminal | null = null;
  terminalOnline = false;
  /** The terminal was there once since he signed in: from then on its absence is a loss. */
  terminalSeen = false;
  /** The browser that is his phone; null while none is (browser-claim.ts). */
  browser: Desk["browserPhone"] = null;
  /** What he asked to become after the interaction at hand. */
  nextState: "notReady" | "signedOut" | null = null;
  /** The interaction of the last segment, kept for its disposition while he wraps up. */
  wrapUp: DeskInteraction | null = null;
  /** A leader has locked him (SV-03). */
  locked = false;
  /** What a leader did to him last, since he signed in. */
  forced: Forced | null = null;
  /** Chats that he had, which are over for him and not classed yet: several may end before he gets to it. */
  readonly unfiled = new Map<string, DeskInteraction>();
  /** The chats he has, as he saw them last. */
  readonly chats = new Map<string, DeskInteraction>();
  readonly interactionIds = new Set<string>();
  readonly day: AgentDay;

  constructor(agentId: string, now: number) {
    this.agentId = agentId;
    this.since = now;
    this.day = new AgentDay(now);
  }

  /** Enters a state; the time in the old one is added up. Formulas: docs/figures.md. */
  enter(state: AgentState, reason: string | null, since: number, deadline: number | null): void {
    this.day.spent(this.state, this.since, since);
    if (this.state === "wrapUp" || state === "signedOut") this.unfiled.clear();
    if (state === "signedOut" || state !== "engaged") this.nextState = null;
    this.state = state;
    this.reason = reason;
    this.since = since;
    this.deadline = deadline;
    if (state !== "wrapUp") this.wrapUp = null;
  }

  /** His part in a chat is over. */
  chatLeft(interactionId: string): void {
    const last = this.chats.get(interactionId);
    this.chats.delete(interactionId);
    if (last === undefined || last.answeredAt === null) return;
    this.unfiled.set(interactionId, last);
    const [oldest] = this.unfiled.keys();
    if (this.unfiled.size > maxUnfiled && oldest !== undefined) this.unfiled.delete(oldest);
  }

  /** He has said how it is to be classed. */
  filed(interactionId: string): void {
    this.unfiled.delete(interactionId);
    if (this.wrapUp?.interactionId === interactionId) this.wrapUp = null;
  }

  /** Nothing is left to be classed. */
  get allFiled(): boolean {
    return this.unfiled.size === 0 && this.wrapUp === null;
  }

  /** Today's, with the state at hand. */
  figures(now: number): Desk["today"] {
    return this.day.figures(now, this.state, this.since);
  }
}
