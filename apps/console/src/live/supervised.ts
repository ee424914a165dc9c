// Who supervises whom, as the tiles of both say it.

import type { LiveInteraction, SupervisionMode } from "@tellerline/sdk";

/** A supervision that an agent has part in: done by somebody to him, or by him to somebody. */
export interface Supervised {
  who: "by" | "of";
  name: string;
  mode: SupervisionMode;
}

/** Who supervises whom, by agent: his supervisors, and whom he supervises himself. */
export function supervisionByAgent(interactions: readonly LiveInteraction[]): ReadonlyMap<string, Supervised> {
  const found = new Map<string, Supervised>();
  const add = (
    agentId: string | null,
    who: Supervised["who"],
    of: { name: string | null; mode: Supervised["mode"] },
  ) => {
    if (agentId !== null) found.set(agentId, { who, name: of.name ?? "", mode: of.mode });
  };
  for (const { supervisors = [], agentId, agentName } of interactions) {
    for (const { agentId: leaderId, name, mode } of supervisors) {
      add(agentId, "by", { name, mode });
      add(leaderId, "of", { name: agentName, mode });
    }
  }
  return found;
}
