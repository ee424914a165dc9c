// The state of one call: who is in it and who talks with whom. What everybody hears follows from it (wiring.ts).

import type { PartyRole, SupervisionMode } from "./call-protocol.ts";

export interface Party {
  readonly partyId: string;
  readonly role: PartyRole;
  /** The same id names the party's leg in SIP and in media. */
  readonly legId: string;
  /** Whether the party called us. */
  readonly incoming: boolean;
  /** `opening`: media is being opened; an incoming party stays in it until it is answered. */
  state: "opening" | "calling" | "ringing" | "answered";
  /** Its leg exists in the media process and may be named there. */
  mediaOpen: boolean;
  /** It sends sound before its answer (183). */
  early: boolean;
  muted: boolean;
  /** Its phone holds us by re-INVITE. */
  phoneHold: boolean;
}

/**
 * `idle`: the customer is alone with prompts. In `consult`, `focus` says whom the agent talks with; the other one hears
 * music. `left`: the customer has hung up, his agent has not yet.
 */
export type Mode = "idle" | "talk" | "hold" | "consult" | "threeWay" | "left";

export interface CallState {
  readonly parties: Map<string, Party>;
  mode: Mode;
  /** Who is the customer's agent; set in every mode but `idle`. */
  agentId: string | undefined;
  consultedId: string | undefined;
  /** In `threeWay`: who takes part besides customer, agent and consulted party, in the order they came. */
  readonly memberIds: string[];
  /** Parties that supervise, with how they do. They are in no mode and change none. */
  readonly supervisors: Map<string, SupervisionMode>;
  focus: "customer" | "consulted";
  /** A prompt is being played to the customer. */
  prompting: boolean;
  /** The prompt is heard beside the talk, by everybody in it. */
  announcing: boolean;
  /** The customer's hang-up does not end his agent's leg. */
  releasedByAgent: boolean;
  /** The customer was left by his agent and has heard no prompt since: music fills the gap. */
  parked: boolean;
}

export function newCallState(): CallState {
  return {
    parties: new Map(),
    mode: "idle",
    agentId: undefined,
    consultedId: undefined,
    memberIds: [],
    supervisors: new Map(),
    focus: "customer",
    prompting: false,
    announcing: false,
    releasedByAgent: false,
    parked: false,
  };
}

export function customerOf(state: CallState): Party | undefined {
  for (const party of state.parties.values()) if (party.role === "customer") return party;
  return undefined;
}

/**
 * CL-3: `idle` has no agent, the others have one; only `consult` and `threeWay` have a consulted party, only `threeWay` more
 * members.
 */
export function modeIsSound(state: CallState): boolean {
  const { mode, agentId, consultedId, memberIds, supervisors, parties } = state;
  const wantsConsulted = mode === "consult" || mode === "threeWay";
  const agentThere = agentId !== undefined && parties.has(agentId);
  const consultedThere = consultedId !== undefined && parties.has(consultedId);
  const membersThere = memberIds.every((partyId) => parties.has(partyId));
  return (
    (memberIds.length === 0 || (mode === "threeWay" && membersThere)) &&
    [...supervisors.keys()].every((partyId) => parties.has(partyId) && partyId !== agentId) &&
    (mode === "idle" ? agentId === undefined : agentThere) &&
    (wantsConsulted ? consultedThere : consultedId === undefined)
  );
}
