// What happens to an interaction, as its journal keeps it. The call record, its timeline and its segments are projections
// of these events and of nothing else (records/project-record.ts).

import type { EndReason, SupervisionMode } from "@tellerline/api";

/** `callBack`: a customer is called who asked for it, by the agent whom the router chose. */
export type InteractionKind = "inbound" | "outbound" | "internal" | "callBack";

export type TransferKind = "release" | "consult" | "threeWay" | "success" | "pickUp" | "flow";

export type InteractionEvent =
  | {
      type: "started";
      kind: InteractionKind;
      channel: "voice" | "chat";
      customerNumber: string;
      customerName?: string;
      dialledNumber: string;
      traceId: string;
      flowId?: string;
    }
  | { type: "answered" }
  /** `digits`: what the caller pressed there, secrets as dots; `prompts`: what he was played. */
  | { type: "flowStep"; nodeId: string; label: string; exit?: string; digits?: string; prompts?: string[] }
  /** By the flow. */
  | { type: "tagged"; name: string; value: string }
  /** By an agent; null: taken away. */
  | { type: "attached"; agentId: string; agentName: string; name: string; value: string | null }
  | { type: "businessAsked"; operation: string; requestId: string }
  | { type: "businessAnswered"; operation: string; requestId: string; verdict: string; reason?: string }
  | { type: "secretCaptured"; name: string; count: number; by: string }
  /** `since`: the wait began earlier, the place was kept. */
  | { type: "queued"; queueId: string; queueName: string; priority: number; since?: number }
  /** Before the queue was asked: what the rules of the house made of the wish to wait. */
  | {
      type: "customerRule";
      ruleId: string;
      ruleName: string;
      kind: string;
      priorityBy: number;
      /** Asked for, or empty. */
      skillName: string;
    }
  | { type: "adviserFirst"; ruleId: string; ruleName: string; agentId: string; adviserName: string; holdMs: number }
  | { type: "blockedLater"; blockId: string; because: string }
  | { type: "leftQueue"; reason: string }
  | { type: "offered"; agentId: string; agentName: string }
  | { type: "offerEnded"; agentId: string; agentName: string; reason: string }
  | { type: "connected"; partyId: string; agentId?: string; agentName: string }
  | { type: "held"; agentName: string; publicly?: boolean; freed?: boolean }
  | { type: "retrieved"; agentName: string }
  | { type: "muted"; agentName: string; on: boolean }
  | { type: "consultStarted"; agentName: string; target: string }
  | { type: "consultConnected"; agentName: string; target: string; agentId?: string }
  | { type: "consultEnded"; agentName: string; target: string; reason: string }
  | { type: "threeWay"; agentName: string; target: string }
  | { type: "transferred"; from: string; target: string; how: TransferKind }
  /** The flow has the customer, the agent waits for him; then he is back. */
  | { type: "suspended"; agentName: string; target: string }
  | { type: "returned"; agentName: string }
  | { type: "pickedUp"; agentName: string; from: string }
  | { type: "partyInvited"; agentName: string; target: string }
  | { type: "partyJoined"; partyId: string; agentId?: string; agentName: string }
  | { type: "inviteFailed"; target: string; reason: string }
  /** He did not come: whom he had his calls forwarded to is called. */
  | { type: "forwarded"; from: string; target: string; reason: string }
  | { type: "transferFailed"; target: string; reason: string }
  | { type: "partyLeft"; agentId?: string; agentName: string; reason: string }
  /** The agent's phone is lost, the customer hears music; then it is there again. */
  | { type: "reconnecting"; agentName: string }
  | { type: "reconnected"; agentName: string }
  | { type: "digitsSent"; agentName: string; count: number }
  /** By an agent, into the talk; `title` in Chinese. */
  | { type: "filePlayed"; agentName: string; fileId: string; title: string }
  /** He hung up; his agent releases the call later. */
  | { type: "customerLeft" }
  | { type: "filePlayEnded"; fileId: string; reason: "completed" | "stopped" }
  | { type: "recordingStarted"; recordingId: string; file: string; keyId: string }
  | { type: "recordingPaused"; recordingId: string; on: boolean }
  | {
      type: "recordingClosed";
      recordingId: string;
      startedAt: number;
      durationMs: number;
      bytes: number;
      sha256: string;
      complete: boolean;
    }
  | { type: "supervisionStarted"; agentId: string; agentName: string; mode: SupervisionMode; reason?: string }
  | { type: "supervisionChanged"; agentId: string; agentName: string; mode: SupervisionMode }
  | { type: "supervisionEnded"; agentId: string; agentName: string; mode: SupervisionMode; reason: string }
  /** A supervisor took the customer over from `from`. */
  | { type: "intercepted"; agentId: string; agentName: string; from: string }
  | { type: "refusedBySwitch"; command: string; reason: string }
  | { type: "ended"; reason: EndReason; detail?: string };
