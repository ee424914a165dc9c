// Whether an agent can be in a call now, his own or one to him: calls come beside chats where he works with mixed media
// (RT-01), and never beside another call.

import type { AgentState } from "@tellerline/api";

/** What is looked at of a centre. */
interface Looked {
  readonly configuration: { readonly agents: ReadonlyMap<string, { readonly mixedMedia: boolean }> };
  readonly seats: ReadonlyMap<string, { readonly state: AgentState; readonly interactionIds: ReadonlySet<string> }>;
  readonly interactions: ReadonlyMap<string, { readonly call?: unknown }>;
}

export function freeForCall(centre: Looked, agentId: string): boolean {
  const seat = centre.seats.get(agentId);
  if (seat === undefined) return false;
  for (const interactionId of seat.interactionIds)
    if (centre.interactions.get(interactionId)?.call !== undefined) return false;
  if (seat.state === "engaged") {
    return seat.interactionIds.size > 0 && centre.configuration.agents.get(agentId)?.mixedMedia === true;
  }
  return seat.state === "ready" || seat.state === "notReady" || seat.state === "wrapUp";
}
