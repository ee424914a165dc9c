// Who hears what, as one pure function of the call's state (SPEC.md, WR). Nothing else decides it.
//
//   members of the conversation hear each other · who is kept waiting hears music · who waits for a ringing party hears
//   ringback · the customer alone hears the prompt · a supervisor hears the agent's talk and is heard as far as his mode says

import type { SupervisionMode } from "./call-protocol.ts";
import { type CallState, customerOf, type Mode, type Party } from "./call-state.ts";

export type Source = { party: string } | { player: "prompt" | "music" | "ringback" | "busy" };

export interface Hearing {
  hears: Source[];
  /** Digits of the party go to the machine, or on to these parties. */
  digitsTo: "events" | string[];
}

/** By party id; parties whose media is not open are missing. */
export type Wiring = Map<string, Hearing>;

export function wiring(state: CallState): Wiring {
  const talking = conversation(state);
  const waiting = keptWaiting(state);
  const result: Wiring = new Map();
  for (const party of state.parties.values()) {
    if (!party.mediaOpen) continue;
    if (state.supervisors.has(party.partyId)) {
      result.set(party.partyId, { hears: overheard(state, party, talking), digitsTo: "events" });
      continue;
    }
    const partners = talking.includes(party) ? talking.filter((one) => one !== party) : undefined;
    const others = partners?.filter((one) => !state.supervisors.has(one.partyId)).map((one) => one.partyId);
    const hears = [...hearsOf(state, party, partners, waiting), ...coaches(state, party)];
    result.set(party.partyId, { hears, digitsTo: others === undefined || others.length === 0 ? "events" : others });
  }
  return result;
}

/** WR-10: the agent's talk; on hold what the agent says meanwhile. */
function overheard(state: CallState, supervisor: Party, talking: Party[]): Source[] {
  if (supervisor.phoneHold) return [];
  const agent = state.mode === "hold" ? state.parties.get(state.agentId ?? "") : undefined;
  const heard = talking.length > 0 || agent === undefined ? talking : [agent];
  const voices = heard
    .filter((one) => one !== supervisor && isAudible(one) && !one.muted)
    .map((one): Source => ({ party: one.partyId }));
  return [...voices, ...announcement(state)];
}

/** WR-10: who whispers to this party. */
function coaches(state: CallState, party: Party): Source[] {
  if (party.partyId !== state.agentId || party.phoneHold) return [];
  return supervising(state, "coach")
    .filter((one) => isAudible(one) && !one.muted)
    .map((one) => ({ party: one.partyId }));
}

function supervising(state: CallState, mode: SupervisionMode): Party[] {
  return [...state.supervisors]
    .filter(([, how]) => how === mode)
    .flatMap(([partyId]) => state.parties.get(partyId) ?? []);
}

/** Who talks with each other. */
function conversation(state: CallState): Party[] {
  const customer = customerOf(state);
  const agent = state.parties.get(state.agentId ?? "");
  const consulted = state.parties.get(state.consultedId ?? "");
  const members: Record<Mode, (Party | undefined)[]> = {
    idle: [],
    hold: [],
    left: [],
    talk: [customer, agent],
    consult: state.focus === "consulted" ? [agent, consulted] : [customer, agent],
    threeWay: [customer, agent, consulted, ...state.memberIds.map((partyId) => state.parties.get(partyId))],
  };
  const bargedIn = state.mode === "idle" ? [] : supervising(state, "bargeIn");
  const talking = members[state.mode];
  // On hold the agent is there for whoever barged in, and the customer is not.
  if (state.mode === "hold" && bargedIn.length > 0) talking.push(agent);
  return [...talking, ...bargedIn].filter((party) => party !== undefined);
}

/** Who hears music meanwhile. */
function keptWaiting(state: CallState): Party | undefined {
  const customer = customerOf(state);
  switch (state.mode) {
    case "idle":
      return state.parked && !state.prompting ? customer : undefined;
    case "hold":
      return customer;
    case "consult":
      return state.focus === "consulted" ? customer : state.parties.get(state.consultedId ?? "");
    default:
      return undefined;
  }
}

function hearsOf(state: CallState, party: Party, partners: Party[] | undefined, waiting: Party | undefined): Source[] {
  if (party.phoneHold && partners !== undefined) return [];
  if (partners === undefined) {
    if (party === waiting) return [{ player: "music" }];
    if (state.mode === "left") return party.partyId === state.agentId ? [{ player: "busy" }] : [];
    if (state.mode === "hold" && party.partyId === state.agentId && isCalling(state)) return [{ player: "ringback" }];
    return party.role === "customer" && state.mode === "idle" ? prompt(state) : [];
  }
  const heard = partners.filter((one) => isAudible(one) && !one.muted);
  if (heard.length > 0 || state.announcing)
    return [...heard.map((one): Source => ({ party: one.partyId })), ...announcement(state)];
  if (partners.length > 0 && partners.every((one) => one.phoneHold)) return [{ player: "music" }];
  return partners.some((one) => one.state === "calling" || one.state === "ringing") ? [{ player: "ringback" }] : [];
}

/** Somebody is being called whom the agent wants to consult. */
function isCalling(state: CallState): boolean {
  for (const party of state.parties.values())
    if (party.role === "consulted" && (party.state === "calling" || party.state === "ringing")) return true;
  return false;
}

function prompt(state: CallState): Source[] {
  return state.prompting ? [{ player: "prompt" }] : [];
}

/** WR-11: a file that is played into the talk. */
function announcement(state: CallState): Source[] {
  return state.announcing ? [{ player: "prompt" }] : [];
}

function isAudible(party: Party): boolean {
  return party.mediaOpen && !party.phoneHold && (party.state === "answered" || party.early);
}
