// What agents and their terminals tell (SPEC.md, AS).
//
//   signedOut ──signIn──▶ notReady ⇄ ready ──offer──▶ reserved ──accepted──▶ engaged ──last one ends──▶ wrapUp ─▶ rest
//                            ▲                           └── not taken ──▶ notReady(reason)
//                            └── terminal lost: notReady(terminalLost), back by itself, after the grace signedOut

import type { Decision } from "./decision.ts";
import type { RestState } from "./router-event.ts";
import type { AgentInput } from "./router-input.ts";
import { type AgentRecord, terminalLost } from "./router-records.ts";

/** How long an agent whose terminal is gone is expected back: a reload of the page, a phone that registers again. */
const graceMs = 20_000;
const longestWrapUpMs = 24 * 3_600_000;

/** Obeys one command about an agent. */
export function handleAgentInput(decision: Decision, input: AgentInput): void {
  const agent = decision.state.findAgent(input.agentId);
  if (agent === undefined || (agent.rest.state === "signedOut" && agent.rest.reason === "removed")) {
    decision.reject(input.type, "unknownAgent", input.agentId);
    return;
  }
  if (input.type === "signIn") {
    signIn(decision, agent, input.terminal);
    return;
  }
  if (agent.state === "signedOut") {
    decision.reject(input.type, "signedOut", agent.id);
    return;
  }
  switch (input.type) {
    case "signOut":
      signOut(decision, agent);
      return;
    case "setReady":
      setRest(decision, agent, { state: "ready" });
      return;
    case "setNotReady":
      setRest(decision, agent, { state: "notReady", reason: input.reason });
      return;
    case "terminalLost":
      loseTerminal(decision, agent);
      return;
    case "terminalBack":
      findTerminal(decision, agent);
      return;
    default:
      handleWrapUp(decision, agent, input);
      return;
  }
}

/** AS-9: the interaction that rings goes on to the next agent, the talk waits for the terminal. */
export function loseTerminal(decision: Decision, agent: AgentRecord): void {
  if (agent.lostUntil !== undefined) return;
  decision.record({ type: "terminal", at: decision.now, agentId: agent.id, lostUntil: decision.now + graceMs });
  if (agent.offer !== undefined) takeBack(decision, agent, terminalLost, true);
}

/** AS-10: the grace is over. What the agent served waits again at its old place, if it ever waited. */
export function loseAgent(decision: Decision, agent: AgentRecord): void {
  const removed = agent.rest.state === "signedOut" && agent.rest.reason === "removed";
  // Before he is released, so that he is seen signed out at once.
  decision.rest(agent, { state: "signedOut", reason: removed ? "removed" : terminalLost }, true);
  for (const { interactionId } of agent.engaged) {
    const interaction = decision.state.interaction(interactionId);
    const queueId = decision.queueOf(interaction)?.id;
    decision.record({ type: "released", at: decision.now, interactionId, agentId: agent.id, reason: terminalLost });
    if (interaction.agents.length > 0) {
      decision.emit({ type: "agentLost", interactionId, agentId: agent.id });
    } else if (queueId === undefined) {
      decision.emit({ type: "agentLost", interactionId, agentId: agent.id });
      decision.leave(interaction, terminalLost);
    } else {
      decision.emit({ type: "agentLost", interactionId, agentId: agent.id, queueId });
      decision.record({ type: "requeued", at: decision.now, interactionId, reason: terminalLost });
    }
  }
  decision.forgetRemoved(agent);
}

/** What rings at the agent goes on to the next. */
export function takeBack(decision: Decision, agent: AgentRecord, reason: string, failed: boolean): void {
  if (agent.offer !== undefined) decision.endOffer(decision.state.interaction(agent.offer), agent, reason, failed);
}

function signIn(decision: Decision, agent: AgentRecord, terminal: string): void {
  // AS-2: a second sign-in moves the agent to the new terminal; what rang at the old one is offered anew.
  if (agent.state !== "signedOut") {
    findTerminal(decision, agent);
    takeBack(decision, agent, "terminalChanged", false);
  }
  decision.record({ type: "signedIn", at: decision.now, agentId: agent.id, terminal });
}

function signOut(decision: Decision, agent: AgentRecord): void {
  const rest = { state: "signedOut", reason: "requested" } as const;
  if (agent.engaged.length > 0) {
    decision.rest(agent, rest, false);
    return;
  }
  if (agent.offer !== undefined) {
    // Who leaves will not answer: the customer goes to the next agent now, not after the ringing (AS-3).
    decision.rest(agent, rest, false);
    takeBack(decision, agent, "signedOut", false);
    return;
  }
  decision.signOut(agent, "requested");
}

function setRest(decision: Decision, agent: AgentRecord, rest: RestState): void {
  const busy = agent.engaged.length > 0 || agent.offer !== undefined || agent.lostUntil !== undefined;
  const same = JSON.stringify(agent.rest) === JSON.stringify(rest);
  if (same && (busy || agent.wrapUp === undefined)) return;
  decision.rest(agent, rest, !busy);
}

function findTerminal(decision: Decision, agent: AgentRecord): void {
  if (agent.lostUntil !== undefined) decision.record({ type: "terminal", at: decision.now, agentId: agent.id });
}

function handleWrapUp(
  decision: Decision,
  agent: AgentRecord,
  input: Extract<AgentInput, { type: "startWrapUp" | "extendWrapUp" | "wrapUpEnded" }>,
): void {
  const [at, agentId] = [decision.now, agent.id];
  if (input.type === "startWrapUp") {
    const free = agent.state === "ready" || agent.state === "notReady";
    if (!free || agent.lostUntil !== undefined) decision.reject(input.type, "wrongState", agentId);
    else decision.record({ type: "wrapUpStarted", at, agentId });
    return;
  }
  if (agent.state !== "wrapUp") {
    decision.reject(input.type, "notInWrapUp", agentId);
    return;
  }
  if (input.type === "wrapUpEnded") {
    decision.record({ type: "wrapUpEnded", at, agentId });
    decision.forgetRemoved(agent);
    return;
  }
  const valid = Number.isSafeInteger(input.byMs) && input.byMs > 0 && input.byMs <= longestWrapUpMs;
  if (!valid) {
    decision.reject(input.type, "badNumber", agentId);
    return;
  }
  const { deadline } = agent;
  if (deadline !== undefined) decision.record({ type: "wrapUpExtended", at, agentId, until: deadline + input.byMs });
}
