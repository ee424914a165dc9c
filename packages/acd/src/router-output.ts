// What a router wants done or known. `ring` and `cancelRing` are commands to a shell, the rest is news.

import type { Instant } from "@tellerline/base";
import type { AgentState, RouterEvent } from "./router-event.ts";

export type Rejection =
  | "unknownAgent"
  | "unknownQueue"
  | "unknownSkill"
  | "unknownStrategy"
  | "unknownInteraction"
  | "badNumber"
  | "duplicate"
  | "signedOut"
  | "notOffered"
  | "notWaiting"
  | "notEngaged"
  | "notInWrapUp"
  | "overCapacity"
  | "wrongState";

export type RouterOutput =
  | { type: "ring"; interactionId: string; agentId: string; ringTimeoutMs: number }
  | { type: "cancelRing"; interactionId: string; agentId: string; reason: string }
  | { type: "assigned"; interactionId: string; agentId: string }
  | {
      type: "agentState";
      agentId: string;
      state: AgentState;
      reason?: string;
      since: Instant;
      deadline?: Instant;
    }
  /** The interaction found nobody at once and waits; `staffed` is false when no member of the queue is signed in. */
  | { type: "waiting"; interactionId: string; queueId: string; staffed: boolean }
  /** Only on change, once per step: how many wait (offered ones are not waiting), and since when the first one. */
  | { type: "queueChanged"; queueId: string; waiting: number; longestSince?: Instant }
  /** The last member signed out, or the first signed in. */
  | { type: "staffing"; queueId: string; signedIn: number }
  /** The router gave the interaction up (for example its queue was removed): whoever owns it must go on. */
  | { type: "withdrawn"; interactionId: string; reason: string }
  /** An engaged agent is lost for good; with a queueId the interaction waits there again at its old place. */
  | { type: "agentLost"; interactionId: string; agentId: string; queueId?: string }
  /** An input that could not be obeyed; nothing changed. */
  | { type: "rejected"; command: string; reason: Rejection; subject: string }
  | { type: "journal"; event: RouterEvent };
