// A run's state as plain JSON.

import type { Instant } from "@tellerline/base";
import type { FlowValue } from "./flow-messages.ts";

/** What a run waits for; every wait ends by itself at its deadline. */
export type Wait =
  | { kind: "play"; playId: string; deadline: Instant }
  /** Digits of a menu or collect; `playId` while the question is still being asked. */
  | { kind: "ask"; attempt: number; digits: string; playId?: string; deadline: Instant }
  | { kind: "secret"; attempt: number; handle: string; count: number; playId?: string; deadline: Instant }
  | { kind: "business"; requestId: string; playId?: string; deadline: Instant }
  | {
      kind: "queue";
      playId: string;
      playing: "music" | "comfort";
      comfortAt?: Instant;
      deadline: Instant;
    }
  /** An agent has the interaction and may give it back. */
  | { kind: "agent"; deadline?: undefined }
  | { kind: "transfer"; requestId: string; deadline: Instant };

export interface FlowSnapshot {
  format: 1;
  flowId: string;
  flowVersion: number;
  stage: "new" | "running" | "ended";
  nodeId: string;
  variables: Record<string, FlowValue>;
  /** Name to the vault's handle; never digits. */
  secrets: Record<string, string>;
  wait?: Wait;
  /** Somebody set the language: it is not only the flow's first. */
  languageChosen?: boolean;
  /** Variables set in this node. */
  changed: string[];
  typedAhead: string;
  /** The last number given to a play, request or handle. */
  counter: number;
  steps: number;
}
