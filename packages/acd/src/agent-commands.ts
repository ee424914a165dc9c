// What agents and their terminals tell (SPEC.md, AS).
//
//   signedOut ──signIn──▶ notReady ⇄ ready ──offer──▶ reserved ──accepted──▶ engaged ──last one ends──▶ wrapUp ─▶ rest
//                            ▲                           └── not taken ──▶ notReady(reason)
//                            └── terminal lost: notReady(terminalLost), back by itself, after the grace signedOut

import type { Decision } from "./decision.ts";
import type { AgentInput } from "./router-input.ts";
import { type AgentRecord, terminalLost } from "./router-state.ts";

/** How long an agent whose terminal is gone is expected back: a reload of the page, a phone that registers again. */
const graceMs = 20_000;
const longestWrapUpMs = 24 * 3_600_000;

/** Obeys one command about an agent. */
export function handleAgentInput(decision: Decision, input: AgentInput): void {
  const agent = decision.state.agents.get(input.agentId);
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
  if (agent.offer !== undefined) decision.endOffer(decision.state.interaction(agent.offer), terminalLost, true);
  else if (agent.state !== "wrapUp") decision.settle(agent);
}

/** AS-10: the grace is over. What the agent served waits again at its old place, if it ever waited. */
export function loseAgent(decision: Decision, agent: AgentRecord): void {
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
  const removed = agent.rest.state === "signedOut" && agent.rest.reason === "removed";
  decision.signOut(agent, removed ? "removed" : terminalLost);
}

function signIn(decision: Decision, agent: AgentRecord, terminal: string): void {
  if (agent.state === "signedOut") {
    decision.enter(agent, "notReady", { reason: "signedIn", terminal });
    return;
  }
  // AS-2: a second sign-in moves the agent to the new terminal; what rang at the old one is offered anew.
  if (agent.lostUntil !== undefined) findTerminal(decision, agent);
  if (agent.offer !== undefined) {
    decision.endOffer(decision.state.interaction(agent.offer), "terminalChanged", false);
  }
  const { state, reason, deadline } = agent;
  decision.enter(agent, state, {
    terminal,
    ...(reason === undefined ? {} : { reason }),
    ...(deadline === undefined ? {} : { deadline }),
  });
}

function signOut(decision: Decision, agent: AgentRecord): void {
  const rest = { state: "signedOut", reason: "requested" } as const;
  if (agent.engaged.length > 0) {
    decision.next(agent, rest);
    return;
  }
  if (agent.offer !== undefined) {
    // Who leaves will not answer: the customer goes to the next agent now, not after the ringing (AS-3).
    decision.next(agent, rest);
    decision.endOffer(decision.state.interaction(agent.offer), "signedOut", false);
    return;
  }
  decision.signOut(agent, "requested");
}

function setRest(
  decision: Decision,
  agent: AgentRecord,
  rest: { state: "ready" } | { state: "notReady"; reason: string },
): void {
  const busy = agent.engaged.length > 0 || agent.offer !== undefined;
  if (busy || agent.lostUntil !== undefined) {
    decision.next(agent, rest);
    return;
  }
  decision.enter(agent, rest.state, rest.state === "notReady" ? { reason: rest.reason } : {});
}

function findTerminal(decision: Decision, agent: AgentRecord): void {
  if (agent.lostUntil === undefined) return;
  decision.record({ type: "terminal", at: decision.now, agentId: agent.id });
  if (agent.state !== "wrapUp") decision.settle(agent);
}

function handleWrapUp(
  decision: Decision,
  agent: AgentRecord,
  input: Extract<AgentInput, { type: "startWrapUp" | "extendWrapUp" | "wrapUpEnded" }>,
): void {
  if (input.type === "startWrapUp") {
    const free = agent.state === "ready" || agent.state === "notReady";
    if (!free || agent.lostUntil !== undefined) {
      decision.reject(input.type, "wrongState", agent.id);
      return;
    }
    decision.enter(agent, "wrapUp");
    return;
  }
  if (agent.state !== "wrapUp") {
    decision.reject(input.type, "notInWrapUp", agent.id);
    return;
  }
  if (input.type === "wrapUpEnded") {
    decision.rest(agent);
    return;
  }
  const valid = Number.isSafeInteger(input.byMs) && input.byMs > 0 && input.byMs <= longestWrapUpMs;
  if (!valid) {
    decision.reject(input.type, "badNumber", agent.id);
    return;
  }
  if (agent.deadline !== undefined) decision.enter(agent, "wrapUp", { deadline: agent.deadline + input.byMs });
}
