// What the centre needs of an interaction, whatever its channel: a call and a chat are run, shown and routed alike.

import type { DeskInteraction, LiveInteraction } from "@tellerline/api";
import type { InteractionKind } from "./interaction-event.ts";

/** Who sees an interaction on his desk. */
export interface Viewer {
  agentId: string;
  /** Whether his terminal is the browser phone. */
  browser: boolean;
  mayUnmask: boolean;
}

/** At which step of which flow the customer is. */
export interface FlowPlace {
  /** Of its document. */
  flowId: string;
  nodeId: string;
  label: string;
  since: number;
}

export interface InteractionHead {
  readonly interactionId: string;
  readonly channel: "voice" | "chat";
  readonly kind: InteractionKind;
  readonly customerNumber: string;
  readonly customerName?: string;
  readonly dialledNumber: string;
  readonly traceId: string;
}

export interface InteractionMachine {
  readonly head: InteractionHead;
  /** What is attached to it, by its flow and by agents. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The language he chose himself, in the flow or on the page. */
  readonly chosenLanguage: string | undefined;
  /** Undefined while no flow has him. */
  readonly flowStep?: FlowPlace | undefined;
  /** Every agent who rings or talks; nobody once it has ended. */
  readonly takingPart: string[];
  /** What `viewer` sees of it; undefined if he takes no part. */
  deskView(viewer: Viewer, previous: DeskInteraction["previous"]): DeskInteraction | undefined;
  liveView(): LiveInteraction;
}
