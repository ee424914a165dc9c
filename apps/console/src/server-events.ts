// The event socket and what each event does to the cache: pages show the cache and nothing else.

import { type Desk, EventStream, type EventStreamState, type Live, type ServerEvent } from "@tellerline/sdk";
import { setServerTime } from "@tellerline/ui";
import { create } from "zustand";
import { queryClient } from "./api.ts";

interface EventsState {
  state: EventStreamState;
  /** Records written since the list of calls was loaded. */
  newRecords: number;
}

export const useEvents = create<EventsState>(() => ({ state: "closed", newRecords: 0 }));

let onSessionEnded = () => {};

/** Opens the socket; the returned function closes it. */
export function openEvents(sessionEnded: () => void): () => void {
  onSessionEnded = sessionEnded;
  const stream = new EventStream({
    onEvent: apply,
    onReset: () => {
      queryClient.invalidateQueries().catch(() => {});
    },
    onState: (state) => useEvents.setState({ state }),
  });
  stream.open();
  return () => stream.close();
}

function apply(event: ServerEvent): void {
  setServerTime(event.at);
  switch (event.type) {
    case "desk.changed":
      queryClient.setQueryData<Desk>(["desk"], event.data);
      return;
    case "queue.changed":
    case "agent.changed":
    case "interaction.changed":
    case "interaction.ended":
      queryClient.setQueryData<Live>(["live"], (live) => (live === undefined ? live : applyLive(live, event)));
      return;
    case "record.written":
      useEvents.setState((state) => ({ newRecords: state.newRecords + 1 }));
      queryClient.invalidateQueries({ queryKey: ["record", event.data.interactionId] }).catch(() => {});
      return;
    case "configuration.changed":
      // Subjects are singular ("queue"), lists plural.
      queryClient.invalidateQueries({ queryKey: [`${event.data.subject}s`] }).catch(() => {});
      return;
    case "session.ended":
      onSessionEnded();
      return;
    default:
  }
}

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
