// The live view with one event applied: pure, so that a page shows exactly what the events said.

import type { Live, ServerEvent } from "@tellerline/sdk";

type LiveEvent = Extract<
  ServerEvent,
  { type: "queue.changed" | "agent.changed" | "interaction.changed" | "interaction.ended" }
>;

/** The live view with one event applied. */
export function applyLive(live: Live, event: LiveEvent): Live {
  switch (event.type) {
    case "queue.changed":
      return { ...live, queues: put(live.queues, event.data, (queue) => queue.queueId) };
    case "agent.changed":
      return { ...live, agents: put(live.agents, event.data, (agent) => agent.agentId) };
    case "interaction.changed":
      return { ...live, interactions: put(live.interactions, event.data, (item) => item.interactionId) };
    case "interaction.ended":
      return {
        ...live,
        interactions: live.interactions.filter((item) => item.interactionId !== event.data.interactionId),
      };
  }
}

function put<T>(items: T[], item: T, key: (item: T) => string): T[] {
  const index = items.findIndex((other) => key(other) === key(item));
  return index < 0 ? [...items, item] : items.with(index, item);
}
