// Whom a notice speaks to: agents by team or queue, as they are configured now.

import type { NoticeAudience } from "@tellerline/api";
import type { AgentConfig } from "../centre/centre-configuration.ts";

type Addressee = Pick<AgentConfig, "userId" | "team" | "queueIds">;

export function speaksTo(audience: NoticeAudience, agent: Pick<Addressee, "team" | "queueIds">): boolean {
  switch (audience.kind) {
    case "all":
      return true;
    case "team":
      return agent.team === audience.team;
    case "queue":
      return agent.queueIds.includes(audience.queueId);
  }
}

/** Everybody it speaks to. */
export function addressees<Agent extends Addressee>(audience: NoticeAudience, agents: Iterable<Agent>): Agent[] {
  return [...agents].filter((agent) => speaksTo(audience, agent));
}
