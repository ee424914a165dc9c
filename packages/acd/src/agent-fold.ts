// What an agent is seen in follows from his work (SPEC.md, AS-6): engaged before reserved before wrap-up before where he
// rests. Also his place in the row of idle agents and the time he was busy.

import type { Instant } from "@tellerline/base";
import type { AgentState } from "./router-event.ts";
import { type AgentRecord, terminalLost } from "./router-records.ts";

export interface Row {
  /** The last place given in the row of idle agents. */
  order: number;
  /** Whose visible state the last event changed, and what it was. */
  entered: { agent: AgentRecord; from: AgentState }[];
}

/** Enters the state that the agent's work at hand asks for; nothing happens if he is in it already. */
export function settle(agent: AgentRecord, at: Instant, row: Row): void {
  const { lostUntil } = agent;
  if (agent.engaged.length > 0) {
    enter(agent, at, row, "engaged", lostUntil === undefined ? undefined : terminalLost, lostUntil);
  } else if (agent.offer !== undefined) {
    enter(agent, at, row, "reserved", undefined, agent.offerDeadline);
  } else if (agent.wrapUp !== undefined) {
    enter(agent, at, row, "wrapUp", undefined, agent.wrapUp.until);
  } else if (agent.rest.state === "signedOut") {
    enter(agent, at, row, "signedOut", agent.rest.reason, undefined);
  } else if (lostUntil !== undefined) {
    enter(agent, at, row, "notReady", terminalLost, lostUntil);
  } else if (agent.rest.state === "ready") {
    enter(agent, at, row, "ready", undefined, undefined);
  } else {
    enter(agent, at, row, "notReady", agent.rest.reason, undefined);
  }
}

/** He becomes ready, has served or has missed an offer (AS-5). */
export function toTheEndOfTheRow(agent: AgentRecord, at: Instant, row: Row): void {
  agent.idleSince = at;
  agent.idleOrder = ++row.order;
  agent.occupancy = Math.min(1, agent.busyMs / Math.max(1, at - agent.signedInAt));
}

function enter(
  agent: AgentRecord,
  at: Instant,
  row: Row,
  state: AgentState,
  reason: string | undefined,
  deadline: Instant | undefined,
): void {
  if (agent.state === state && agent.reason === reason && agent.deadline === deadline) return;
  // What was not the agent's doing leaves him his place in the row (AS-5): an offer taken back, a short loss.
  const keepsPlace = agent.state === "reserved" || agent.state === "ready" || agent.reason === terminalLost;
  if (agent.state === "engaged" || agent.state === "wrapUp") agent.busyMs += at - agent.since;
  if (agent.state === "signedOut") {
    agent.signedInAt = at;
    agent.busyMs = 0;
  }
  row.entered.push({ agent, from: agent.state });
  agent.state = state;
  agent.reason = reason;
  agent.since = at;
  agent.deadline = deadline;
  if (state === "ready" && !keepsPlace) toTheEndOfTheRow(agent, at, row);
  else if (state === "notReady" && reason !== terminalLost) agent.missed = 0;
  else if (state === "signedOut") signOut(agent);
}

function signOut(agent: AgentRecord): void {
  agent.missed = 0;
  agent.handled = 0;
  agent.terminal = undefined;
  agent.lostUntil = undefined;
}
