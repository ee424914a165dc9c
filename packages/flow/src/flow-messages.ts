// What a flow run is told and what it wants, the same for every channel (SPEC.md, FW-M). The host maps commands onto a
// call or a chat and answers each with the input that is named beside it.

import type { Instant, Timeout } from "@tellerline/base";

/** What a variable holds; money as `{ amountMinor: "123", currency: "CNY" }`, dates as `2026-03-05`. */
export type FlowValue = string | number | boolean | Money;

/** An amount in minor units, a decimal string so that it passes JSON whole. */
export interface Money {
  amountMinor: string;
  currency: string;
}

/** A prompt by its id, or the fragments of something composed; both are files of one voice. */
export type SpokenItem = { prompt: string } | { fragments: string[] };

export type FlowInput =
  /**
   * Variables of the document and the built-in `caller`, `dialled`, `channel`, `language`, and `interactionId`, which
   * must be there: handles of secrets are made of it.
   */
  | { type: "start"; variables: Record<string, FlowValue> }
  | { type: "playEnded"; playId: string }
  | { type: "playFailed"; playId: string }
  | { type: "digit"; digit: string }
  | { type: "secretProgress"; handle: string; count: number }
  | { type: "secretCaptured"; handle: string; count: number; by: "length" | "terminator" | "timeout" }
  | { type: "secretFailed"; handle: string }
  | {
      type: "businessResult";
      requestId: string;
      verdict: "ok" | "failed" | "timeout";
      reason?: string;
      data: Record<string, unknown>;
    }
  /** `answered`: an agent has the interaction; the run stops talking and ends, or waits where it has `returned` exits. */
  /** He keeps his place and will be called; refused, he waits on. */
  | { type: "callBackResult"; accepted: boolean }
  | { type: "queueResult"; result: "answered" | "noAgents" | "withdrawn" | "failed" }
  | { type: "queuePosition"; position: number }
  | { type: "transferResult"; requestId: string; result: "answered" | "busy" | "noAnswer" | "failed" }
  /** The agent gives the customer back to the flow at the point left. */
  | { type: "agentReturned" }
  | { type: "callerGone" };

export type FlowOutput =
  /** Plays once, in place of whatever plays → `playEnded` or `playFailed`, also after `stopPlay`. */
  | { type: "play"; playId: string; items: SpokenItem[]; bargeIn: boolean; language: string }
  /** Plays again and again until `stopPlay` or the next play. */
  | { type: "playWaiting"; playId: string; prompt: string; language: string }
  | { type: "stopPlay"; playId: string }
  /**
   * Digits go to the vault under `handle` and stop what plays when the first one comes; again with the same handle: the
   * time-outs start anew, the digits stay → `secretProgress`, `secretCaptured`, `secretFailed`.
   */
  | {
      type: "captureSecret";
      handle: string;
      secret: string;
      maxDigits: number;
      terminators: string;
      firstDigitTimeoutMs: number;
      interDigitTimeoutMs: number;
    }
  | { type: "cancelSecret"; handle: string }
  /** The host has the vault build what the core system needs, and wipes the secrets → `businessResult`. */
  | {
      type: "business";
      requestId: string;
      operation: string;
      arguments: Record<string, FlowValue>;
      secrets: Record<string, string>;
      timeoutMs: number;
    }
  | { type: "wipeSecrets"; handles: string[] }
  /** → `queueResult`, and `queuePosition` whenever it changes. */
  | {
      type: "enqueue";
      queueId: string;
      requiredSkills: { skillId: string; level?: number }[];
      preferredSkills: { skillId: string; level?: number }[];
      /** The language that was set in this run; absent where nobody chose one. */
      language?: string;
      priority: number;
      attributes: Record<string, FlowValue>;
    }
  /** While he waits: he wants to be called back instead → `callBackResult`. */
  | { type: "callBack" }
  | { type: "withdraw"; reason: string }
  /** → `transferResult`. */
  | { type: "transfer"; requestId: string; target: string; timeoutMs: number }
  | { type: "tag"; tags: Record<string, FlowValue> }
  /** One step of the caller's path; private variables are dots. */
  | {
      type: "trace";
      nodeId: string;
      kind: string;
      label: string;
      exit: string;
      at: Instant;
      variables: Record<string, FlowValue>;
    }
  | { type: "hangup"; reason: string }
  /** The run is over and says nothing more; `answered`: an agent has the interaction. Said once, last. */
  | { type: "ended"; reason: "hangup" | "answered" | "transferred" | "callerGone" | "failed"; detail?: string };

export type FlowRunInput = FlowInput | Timeout;
