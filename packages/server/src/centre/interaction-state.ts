// The state of one interaction as the product steers it.
//
//   starting ─▶ flow ─▶ queue ⇄ (offered) ─▶ talk ⇄ transfer ─▶ ended
//      └─ dialling (calls that agents place) ─▶ talk
//      talk ─▶ parked (hold that frees the agent) ─▶ transfer      talk ─▶ left (the customer is gone, the agent is not)
//   within talk:  talk ⇄ hold · consult(ringing → connected; focus customer | consulted) · threeWay
//                  suspended: the flow has the customer, the agent waits for him     in a conference: threeWay with more
//   a party:      ringing ─▶ connected ─▶ (away ⇄ ringing) ─▶ connected        away: his phone is lost, for a while

import type { SupervisionMode } from "@tellerline/api";
import type { PartyTarget } from "@tellerline/voice";
import type { InteractionKind } from "./interaction-event.ts";

export interface AgentRef {
  agentId: string;
  name: string;
  target: PartyTarget;
}

/** Who can be called directly, and who in his place when he is busy or does not come (SW-05). */
export type Callable = (
  | { kind: "agent"; agent: AgentRef }
  | { kind: "number"; number: string; target: PartyTarget }
) & { otherwise?: { busy: Callable | undefined; noAnswer: Callable | undefined } };

export interface Party {
  partyId: string;
  /** Absent for an outside number. */
  agentId?: string;
  label: string;
  why: "offer" | "consult" | "transfer" | "dial" | "reconnect" | "intercept" | "invite" | "suspended";
  /** As soon as a consulted party answers, the customer is his: by success transfer, or because he picks the call up. */
  completes?: "handOver" | "pickUp";
  state: "ringing" | "connected" | "away";
  muted: boolean;
  offeredAt: number;
  answeredAt?: number;
  /** Who is called when he does not come. */
  otherwise?: Callable["otherwise"];
  /** His phone was lost in the talk; until then he is waited for (IN-9). */
  awayUntil?: number;
}

/** A team leader beside the talk. */
export interface Supervisor {
  readonly partyId: string;
  readonly agentId: string;
  readonly label: string;
  readonly since: number;
  mode: SupervisionMode;
  state: "ringing" | "on";
}

export interface QueueRef {
  id: string;
  name: string;
  recording: "all" | "onDemand" | "none";
  wrapUpMs: number;
  /** After so long in the queue the interaction is given back to its flow, or ended. */
  maxWaitMs: number;
  autoAnswer: boolean;
  /** A hold ends the agent's leg and makes him ready for the next call. */
  holdFreesAgent: boolean;
  /** The customer's hang-up leaves the agent's leg up until he releases it. */
  releasedByAgent: boolean;
}

export interface FlowStep {
  at: number;
  nodeId: string;
  label: string;
  exit: string | null;
  /** What the caller pressed there; secrets as dots. */
  digits?: string;
  /** What he was played. */
  prompts?: string[];
}

export type Stage = "starting" | "flow" | "queue" | "dialling" | "talk" | "parked" | "left" | "transfer" | "ended";
export type TalkMode = "talk" | "hold" | "consult" | "threeWay";

export interface InteractionState {
  readonly interactionId: string;
  readonly kind: InteractionKind;
  readonly customerNumber: string;
  readonly dialledNumber: string;
  readonly startedAt: number;
  readonly traceId: string;
  stage: Stage;
  stageSince: number;
  mode: TalkMode;
  customerUp: boolean;
  language: string | undefined;
  /** The one that he chose, before he was let wait. */
  chosenLanguage?: string | undefined;
  queue: QueueRef | undefined;
  queuedAt: number | undefined;
  /** All agents and outside parties that ring or talk, by party id. */
  readonly parties: Map<string, Party>;
  /** Who talks with the customer. */
  mainPartyId: string | undefined;
  consultPartyId: string | undefined;
  /** Who waits, silent, until the flow gives the customer back. */
  suspendedPartyId?: string | undefined;
  /** On hold: colleagues of the queue may take the customer. */
  heldPublicly?: boolean;
  /** In `parked`: who put him there, and whether colleagues may take him. */
  parked?: { agentId: string; label: string; publicly: boolean } | undefined;
  /** In `threeWay`: who takes part besides these two, in the order they came. */
  readonly conference: string[];
  /** By party id; they are in `parties` only once they have taken the customer over. */
  readonly supervisors: Map<string, Supervisor>;
  consultFocus: "customer" | "consulted";
  /** What an agent plays into the talk. */
  playedFile?: { playerId: string; fileId: string } | undefined;
  recording: { recordingId: string; state: "on" | "paused" } | undefined;
  /** Recordings whose file is not closed yet. */
  readonly openRecordings: Set<string>;
  readonly attributes: Record<string, string>;
  readonly path: FlowStep[];
  /** The colleague that an agent calls from his desk: he stands in the customer's place. */
  callee?: Callee;
}

export interface Callee {
  agentId: string;
  /** Who calls him. */
  callerName: string;
  offeredAt: number;
  answeredAt?: number;
}

/** Everybody of ours who takes part. */
export function agentIdsOf(state: InteractionState): string[] {
  const parties = [...state.parties.values(), ...state.supervisors.values()].flatMap((party) => party.agentId ?? []);
  return state.callee === undefined ? parties : [...parties, state.callee.agentId];
}

/** The party of an agent, ringing or talking. */
export function partyOf(state: InteractionState, agentId: string): Party | undefined {
  for (const party of state.parties.values()) if (party.agentId === agentId) return party;
  return undefined;
}
