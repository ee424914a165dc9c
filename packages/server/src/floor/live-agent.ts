// An agent as monitors show him.

import type { LiveAgent } from "@tellerline/api";
import type { AgentConfig } from "../centre/centre-configuration.ts";
import type { Seat } from "../centre/seat.ts";

/** Names that many agents share, looked up once per configuration. */
export interface SharedNames {
  readonly skills: ReadonlyMap<string, string>;
  readonly queues: ReadonlyMap<string, { readonly name: string }>;
}

/** What monitors see of an agent at `now`. */
export function liveAgent(agent: AgentConfig, seat: Seat, names: SharedNames, now: number): LiveAgent {
  const { state, reason, since, locked, terminal } = seat;
  const today = seat.figures(now);
  return {
    ...{ agentId: agent.agentId, name: agent.name, number: agent.number, team: agent.team },
    ...{ state, reason, since, locked },
    interactionId: [...seat.interactionIds][0] ?? null,
    phoneId: terminal?.kind === "phone" ? terminal.phoneId : null,
    today: {
      ...{ handled: today.handled, talkMs: today.talkMs, wrapUpMs: today.wrapUpMs },
      ...{ readyMs: today.readyMs, notReadyMs: today.notReadyMs },
    },
    skills: Object.keys(agent.skills).map((id) => names.skills.get(id) ?? id),
    queues: agent.queueIds.map((id) => names.queues.get(id)?.name ?? id),
  };
}
