// Who sits on a seat: the agent it is bound to, or whoever is signed in at its phone.

import type { LiveAgent, PlanSeat } from "@tellerline/sdk";

export interface Occupants {
  of(seat: Pick<PlanSeat, "place">): LiveAgent | undefined;
}

/** An agent at a phone sits where the phone stands, not on the seat that is bound to him. */
export function occupantsOf(agents: readonly LiveAgent[], seats: readonly Pick<PlanSeat, "place">[]): Occupants {
  const byId = new Map(agents.map((agent) => [agent.agentId, agent]));
  const byPhone = new Map(agents.flatMap((agent) => (agent.phoneId === null ? [] : [[agent.phoneId, agent] as const])));
  const phonesHere = new Set(seats.flatMap(({ place }) => (place?.kind === "phone" ? [place.phoneId] : [])));
  return {
    of: ({ place }) => {
      if (place === null) return undefined;
      if (place.kind === "phone") return byPhone.get(place.phoneId);
      const agent = byId.get(place.agentId);
      return agent?.phoneId != null && phonesHere.has(agent.phoneId) ? undefined : agent;
    },
  };
}

/** How many of whom the seats hold are in which state, and how many signed-in agents sit on none of them. */
export function countSeated(agents: readonly LiveAgent[], seated: readonly LiveAgent[]) {
  const ids = new Set(seated.map(({ agentId }) => agentId));
  const states = new Map<LiveAgent["state"], number>();
  for (const { state } of seated) states.set(state, (states.get(state) ?? 0) + 1);
  const elsewhere = agents.filter(({ agentId, state }) => state !== "signedOut" && !ids.has(agentId)).length;
  return { states, elsewhere };
}
