// Which of the desk's interactions the softphone bar works on.

import type { Desk, DeskInteraction } from "@tellerline/sdk";

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
