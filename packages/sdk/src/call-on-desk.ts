// Which of the desk's interactions a softphone bar works on, and which buttons it has: one table for the console's bar and
// for <softphone-bar> on other pages.

import type { Desk, DeskInteraction, Operation, Target } from "@tellerline/api";

/** A button of the bar: an operation of the call, or one of the two that begin one. */
export type BarAction =
  | Exclude<Operation, "retrieve" | "unmute" | "stopFile" | "stopRecording" | "endWrapUp">
  | "dial"
  | "pickUp";

export interface BarButton {
  action: BarAction;
  /** One operation, or a pair of which one at most is possible; none for the two that begin a call. */
  operations: readonly [] | readonly [Operation, Operation?];
  tone?: "go" | "stop";
}

/** In the order in which a bar shows them. */
export const barButtons: readonly BarButton[] = [
  { action: "dial", operations: [] },
  { action: "pickUp", operations: [] },
  { action: "answer", operations: ["answer"], tone: "go" },
  { action: "reject", operations: ["reject"], tone: "stop" },
  { action: "hangUp", operations: ["hangUp"], tone: "stop" },
  { action: "hold", operations: ["hold", "retrieve"] },
  { action: "mute", operations: ["mute", "unmute"] },
  { action: "consult", operations: ["consult"] },
  { action: "transfer", operations: ["transfer"] },
  { action: "transferOnAnswer", operations: ["transferOnAnswer"] },
  { action: "alternate", operations: ["alternate"] },
  { action: "completeTransfer", operations: ["completeTransfer"] },
  { action: "cancelConsult", operations: ["cancelConsult"] },
  { action: "threeWay", operations: ["threeWay"] },
  { action: "holdPublicly", operations: ["holdPublicly"] },
  { action: "suspend", operations: ["suspend"] },
  { action: "addParty", operations: ["addParty"] },
  { action: "dropParty", operations: ["dropParty"] },
  { action: "sendDigits", operations: ["sendDigits"] },
  { action: "playFile", operations: ["playFile", "stopFile"] },
  { action: "startRecording", operations: ["startRecording", "stopRecording"] },
];

const withTarget = ["consult", "transfer", "transferOnAnswer", "suspend", "addParty"] as const;
export type TargetedOperation = (typeof withTarget)[number];

/** Whether the operation asks whom. */
export function asksWhom(operation: Operation): operation is TargetedOperation {
  return (withTarget as readonly Operation[]).includes(operation);
}

/** What kinds of target an operation or a call of one's own can have. */
export const targetKinds: Record<TargetedOperation | "dial", readonly Target["kind"][]> = {
  consult: ["agent", "queue", "number"],
  transfer: ["agent", "queue", "flow", "number"],
  transferOnAnswer: ["agent", "queue", "number"],
  suspend: ["flow", "number"],
  addParty: ["agent", "queue", "number"],
  dial: ["agent", "number"],
};

/** The operation of a button to do now, or to show while none is possible; undefined: the button begins a call. */
export function operationNow(
  button: BarButton,
  allowed: readonly Operation[],
): { operation: Operation; possible: boolean } | undefined {
  const [first, second] = button.operations;
  if (first === undefined) return undefined;
  if (second !== undefined && allowed.includes(second)) return { operation: second, possible: true };
  return { operation: first, possible: allowed.includes(first) };
}

/** Calls: chats have a panel of their own and are never the business of the softphone bar. */
export function callsOf(desk: Desk | undefined): DeskInteraction[] {
  return (desk?.interactions ?? []).filter(({ channel }) => channel !== "chat");
}

/** The call that rings or talks; else the one being wrapped up. */
export function currentInteraction(desk: Desk | undefined): DeskInteraction | undefined {
  const all = callsOf(desk);
  return all.find((interaction) => interaction.state !== "wrapUp") ?? all[0];
}

/** Who can be removed from a conference: not the customer, not I myself. */
export function removable(interaction: DeskInteraction, agentId: string | undefined): DeskInteraction["parties"] {
  if (!interaction.allowed.includes("dropParty")) return [];
  return interaction.parties.filter((party) => party.role !== "customer" && party.agentId !== agentId);
}

/** Whether leaving or moving the audio now would cut somebody off. */
export function isTalking(interaction: DeskInteraction | undefined): boolean {
  return interaction !== undefined && interaction.state !== "wrapUp" && interaction.state !== "offered";
}

/** Whether he may call out: with a phone, without another call; chats are no hindrance (the server has the last word). */
export function isFreeToDial(desk: Desk | undefined): boolean {
  if (desk === undefined || !desk.terminalOnline || desk.terminal?.kind === "none") return false;
  if (callsOf(desk).some(({ state }) => state !== "wrapUp")) return false;
  if (desk.state === "engaged") return desk.interactions.length > 0;
  return ["ready", "notReady", "wrapUp"].includes(desk.state);
}
