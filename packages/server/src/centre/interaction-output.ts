// What goes into an interaction and what comes out of it.

import type { RouterCommand } from "@tellerline/acd";
import type { EndReason, OperateRequest, SupervisionWish } from "@tellerline/api";
import type { BusinessAnswer } from "@tellerline/bank";
import type { CallCommand, CallEvent } from "@tellerline/voice";
import type { CallBackWish } from "../call-backs/call-back-rows.ts";
import type { AttachInput } from "../desk-data/attached-data.ts";
import type { FlowStart } from "./flow-start.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { AgentRef, Callable, QueueRef } from "./interaction-state.ts";

/** A target as the centre found it: who and how to reach him. */
export type ResolvedTarget =
  | Callable
  | { kind: "queue"; queue: QueueRef }
  /** A new run of a published flow. */
  | { kind: "flow"; label: string; start: FlowStart };

/** What a team leader wishes of an interaction. */
export interface SupervisionAsked {
  agent: AgentRef;
  wish: SupervisionWish;
  reason?: string;
}

/** What the router tells an interaction of any channel. */
export type RoutingNews =
  | { type: "cancelRing"; agentId: string; reason: string }
  | { type: "assigned"; agentId: string }
  | { type: "agentLost"; agentId: string; requeued: boolean }
  | { type: "withdrawn"; reason: string }
  | { type: "waiting"; staffed: boolean }
  /** The router did not obey one of our commands. */
  | { type: "routerRefused"; command: string; reason: string; agentId?: string; asCustomer: boolean }
  /** The product shuts down or gives the interaction up. */
  | { type: "end"; reason: EndReason; detail?: string };

/** What an interaction of any channel is told. */
export type CommonInput = RoutingNews | AttachInput;

export type InteractionInput =
  | CommonInput
  /** Begins it: an incoming call is answered, a placed one rings at the agent first. */
  | { type: "start" }
  | { type: "call"; event: CallEvent }
  | { type: "ring"; agent: AgentRef; ringTimeoutMs: number }
  /** An agent's terminal can be reached (again). */
  | { type: "terminalBack"; agent: AgentRef }
  | { type: "operate"; agentId: string; request: OperateRequest; target?: ResolvedTarget }
  /** A colleague takes the call that rings elsewhere or is held publicly. */
  | { type: "pickUp"; agent: AgentRef }
  /** A leader takes the agent out of the call. */
  | { type: "release"; agentId: string }
  | ({ type: "supervise" } & SupervisionAsked)
  | { type: "businessAnswered"; requestId: string; answer: BusinessAnswer };

/** What an interaction of any channel wants of the centre. */
export type CommonOutput =
  | { type: "router"; command: RouterCommand }
  | { type: "journal"; event: InteractionEvent }
  /** Whoever looks at this interaction must look again. */
  | { type: "changed" }
  /** Over, and nothing of it is under way any more: the record can be written. Said once, last. */
  | { type: "finished" };

export type InteractionOutput =
  | CommonOutput
  | { type: "call"; command: CallCommand }
  | {
      type: "business";
      requestId: string;
      operation: string;
      arguments: Record<string, unknown>;
      sealed?: { data: string; associatedData: string };
    }
  /** The customer leaves his queue and is to be called back at his place. */
  | { type: "callBack"; wish: CallBackWish }
  /** The agent's phone was lost in the talk: `terminalBack` is wanted, now or when it registers again. */
  | { type: "findTerminal"; agentId: string }
  /** The agent's own phone wants to transfer the customer: an `operate` with the target is wanted. */
  | { type: "resolveTransfer"; agentId: string; referTo: string };
