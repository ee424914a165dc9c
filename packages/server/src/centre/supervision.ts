// A team leader listens to, coaches, barges into or takes over a running talk (SW-06; SPEC.md, IN-19, IN-20).
//
//   none ──listen, coach, bargeIn──▶ ringing ──answered──▶ on(mode) ──intercept──▶ he is the customer's agent
//                                       └──failed──▶ none    └──off, hung up, lost, the talk is over──▶ none
//
// He is engaged with the interaction as the router sees it, so that nothing else rings at him; he stands beside its
// parties, so that whatever he does changes nothing for them.

import type { SupervisionMode } from "@tellerline/api";
import type { CallEvent } from "@tellerline/voice";
import type { FloorRefusal } from "../floor/floor-refusal.ts";
import type { SupervisionAsked } from "./interaction-output.ts";
import { type AgentRef, type InteractionState, type Party, partyOf, type Supervisor } from "./interaction-state.ts";
import type { InteractionWork } from "./interaction-work.ts";
import { becomeMain } from "./party-events.ts";

const ringMs = 30_000;

/** The agent's own supervision of this interaction. */
export function supervisorOf(state: Readonly<InteractionState>, agentId: string): Supervisor | undefined {
  for (const supervisor of state.supervisors.values()) if (supervisor.agentId === agentId) return supervisor;
  return undefined;
}

/** Why this wish cannot be fulfilled now; undefined if it can. */
export function supervisionRefusal(
  state: Readonly<InteractionState>,
  agentId: string,
  wish: SupervisionAsked["wish"],
): FloorRefusal | undefined {
  const own = supervisorOf(state, agentId);
  if (wish === "off") return undefined;
  if (wish === "intercept") return own?.state === "on" ? undefined : "superviseFirst";
  if (own !== undefined) return undefined;
  if (state.stage !== "talk") return "nobodyTalks";
  const takesPart = partyOf(state, agentId) !== undefined || state.callee?.agentId === agentId;
  return takesPart ? "takesPart" : undefined;
}

/** Does what a leader asks for; the centre has checked the rights, and that his phone can be reached. */
export function supervise(work: InteractionWork, { agent, wish, reason }: SupervisionAsked): void {
  if (supervisionRefusal(work.state, agent.agentId, wish) !== undefined) return;
  const own = supervisorOf(work.state, agent.agentId);
  if (wish === "off") {
    if (own !== undefined) endSupervision(work, own, "off");
  } else if (wish === "intercept") {
    if (own !== undefined) intercept(work, own);
  } else if (own === undefined) start(work, agent, wish, reason);
  else change(work, own, wish);
}

function start(work: InteractionWork, agent: AgentRef, mode: SupervisionMode, reason: string | undefined): void {
  const { agentId, name } = agent;
  const partyId = work.id();
  const supervisor: Supervisor = { partyId, agentId, label: name, mode, state: "ringing", since: work.now };
  work.state.supervisors.set(partyId, supervisor);
  work.place.engage(agentId, work.state.queue?.wrapUpMs ?? 0);
  // The router may have refused him at once.
  if (!work.state.supervisors.has(partyId)) return;
  work.callForAgent(partyId, agent.target, { ringTimeoutMs: ringMs, autoAnswer: true });
  const because = reason === undefined ? {} : { reason };
  work.journal({ type: "supervisionStarted", agentId, agentName: name, mode, ...because });
}

function change(work: InteractionWork, supervisor: Supervisor, mode: SupervisionMode): void {
  if (supervisor.mode === mode) return;
  supervisor.mode = mode;
  if (supervisor.state === "on") work.call({ type: "supervise", partyId: supervisor.partyId, mode });
  work.journal({ type: "supervisionChanged", agentId: supervisor.agentId, agentName: supervisor.label, mode });
}

/** IN-20: whoever served the customer is released with his wrap-up, the supervisor serves him from now on. */
function intercept(work: InteractionWork, supervisor: Supervisor): void {
  const { state } = work;
  const { partyId, agentId, label } = supervisor;
  const taken = [...state.parties.values()];
  const from = state.parties.get(state.mainPartyId ?? "")?.label ?? "";
  work.journal({ type: "intercepted", agentId, agentName: label, from });
  // Who still rings is cancelled by name; who talks leaves with the interception itself.
  for (const party of taken) if (party.state === "ringing") work.hangUp(party, "intercepted");
  work.call({ type: "intercept", partyId });
  state.supervisors.delete(partyId);
  for (const party of taken) {
    work.forget(party);
    work.releaseAgent(party);
  }
  state.conference.length = 0;
  const party: Party = {
    ...{ partyId, agentId, label, why: "intercept", state: "connected", muted: false },
    ...{ offeredAt: supervisor.since, answeredAt: work.now },
  };
  state.parties.set(partyId, party);
  becomeMain(work, party);
}

/** He leaves, or is made to; the talk goes on as it was. */
export function endSupervision(work: InteractionWork, supervisor: Supervisor, reason: string): void {
  const { partyId, agentId, label, state } = supervisor;
  if (!work.state.supervisors.delete(partyId)) return;
  if (reason !== "hungUp" && reason !== "failed")
    work.call(state === "ringing" ? { type: "cancelParty", partyId, reason } : { type: "dropParty", partyId, reason });
  work.place.release(agentId, false);
  work.journal({ type: "supervisionEnded", agentId, agentName: label, mode: supervisor.mode, reason });
}

/** IN-19: the talk is over, and with it the supervision. */
export function endAllSupervision(work: InteractionWork, reason: string): void {
  for (const supervisor of [...work.state.supervisors.values()]) endSupervision(work, supervisor, reason);
}

/** @returns whether the event was about a supervisor. */
export function supervisorEvent(work: InteractionWork, event: CallEvent): boolean {
  const supervisor = work.state.supervisors.get("partyId" in event ? event.partyId : "by" in event ? event.by : "");
  if (supervisor === undefined) return false;
  switch (event.type) {
    case "partyAnswered":
      supervisor.state = "on";
      work.router({ type: "terminalBack", agentId: supervisor.agentId });
      work.call({ type: "supervise", partyId: supervisor.partyId, mode: supervisor.mode });
      work.changed();
      return true;
    case "partyFailed":
      endSupervision(work, supervisor, "failed");
      return true;
    case "partyEnded":
      endSupervision(work, supervisor, "hungUp");
      return true;
    default:
      return true;
  }
}
