// What a page and the <softphone-bar> on it say to each other. The bar itself comes from the product, by one script tag:
//
//   <script src="https://cc.bank.example/softphone/bar.js"></script>
//   <softphone-bar lang="zh-CN"></softphone-bar>
//
//   page ── methods ──▶ element ── postMessage ──▶ frame on the product's origin ──▶ API, events, SIP, sound
//   page ◀── events ─── element ◀── postMessage ── (session and password stay in here)

import type { AgentState, DeskInteraction, Operation, Target } from "@tellerline/api";

/** A call as a page learns of it. */
export type BarCall = Pick<
  DeskInteraction,
  | "interactionId"
  | "kind"
  | "state"
  | "customerNumber"
  | "customerName"
  | "dialledNumber"
  | "queueName"
  | "language"
  | "startedAt"
  | "answeredAt"
  | "muted"
  | "allowed"
> & {
  /** The attached data: what the flow and the agents know of the interaction. */
  data: Record<string, string>;
};

/** The bar as it is now. */
export interface BarSnapshot {
  /** Undefined until somebody is signed in whose tenant allows this page. */
  agent: { agentId: string; name: string; state: AgentState; reason: string | null } | undefined;
  call: BarCall | undefined;
}

/** Events of the element, by name; `detail` is what stands here. */
export interface BarEventDetails {
  /** State of the agent or of the call is another. */
  change: BarSnapshot;
  /** A call rings at the agent. */
  ringing: BarCall;
  /** He is connected. */
  answered: BarCall;
  /** The call is over: after a talk, or unanswered. */
  ended: BarCall & { wasAnswered: boolean };
  /** An operation that the agent asked for in the bar was refused. */
  refused: BarProblem;
}

/** Why a command was refused: the stable code of the problem and its title. */
export interface BarProblem {
  code: string;
  title: string;
}

/** What a page may ask of the bar. Each resolves when the product has done it, or rejects with a BarProblem. */
export interface BarCommands {
  /** Opens the bar with the token of a session that the page's own server has opened, instead of the sign-in form. */
  signIn(how: { token: string }): Promise<void>;
  /** Signs the agent out (签出) and ends the session of the bar. */
  signOut(): Promise<void>;
  /** Signs the agent in (签入) with the browser's phone, or with one of his SIP phones. */
  startWork(terminal?: { kind: "browser" } | { kind: "phone"; phoneId: string }): Promise<void>;
  setState(state: "ready" | "notReady" | "wrapUp", reason?: string): Promise<void>;
  dial(number: string): Promise<void>;
  /** One operation of the current call; those in `call.allowed` are possible. */
  operate(
    operation: Operation,
    how?: { target?: Target; digits?: string; legId?: string; disposition?: string; note?: string },
  ): Promise<void>;
  /** Attaches data to the current call; null takes a name away. */
  attach(data: Record<string, string | null>): Promise<void>;
}

/** The element. `addEventListener` knows the names of BarEventDetails; each event is a CustomEvent that bubbles. */
export interface SoftphoneBarElement extends HTMLElement, BarCommands {
  readonly snapshot: BarSnapshot;
}

/** Page to frame. */
export type BarCommandMessage = {
  tellerline: "command";
  id: number;
  name: keyof BarCommands;
  args: unknown[];
};

/** Frame to page. */
export type BarFrameMessage =
  | { tellerline: "hello" }
  | { tellerline: "height"; px: number }
  | { tellerline: "answer"; id: number; problem?: BarProblem }
  | { tellerline: "event"; name: keyof BarEventDetails; detail: BarEventDetails[keyof BarEventDetails] };
