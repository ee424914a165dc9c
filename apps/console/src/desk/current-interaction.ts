// Which of the desk's interactions the softphone bar works on.

import type { Desk, DeskInteraction } from "@tellerline/sdk";

/** The one that rings or talks; else the one being wrapped up. */
export function currentInteraction(desk: Desk | undefined): DeskInteraction | undefined {
  const all = desk?.interactions ?? [];
  return all.find((interaction) => interaction.state !== "wrapUp") ?? all[0];
}

/** Whether leaving or moving the audio now would cut somebody off. */
export function isTalking(interaction: DeskInteraction | undefined): boolean {
  return interaction !== undefined && interaction.state !== "wrapUp" && interaction.state !== "offered";
}
