// The event socket and what each event does to the cache: pages show the cache and nothing else.

import { type Desk, EventStream, type EventStreamState, type ServerEvent } from "@tellerline/sdk";
import { setServerTime } from "@tellerline/ui";
import { create } from "zustand";
import { queryClient } from "./api.ts";
import { noteArrived } from "./desk/use-note.ts";
import { liveBoard } from "./live/use-live.ts";
import { messageSent, noticeChanged } from "./notices/use-inbox.ts";

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

const due = new Set<string>();

/** When much of a list changes at once it is asked for once; pages that do not show it do not ask. */
function refreshSoon(list: "lostCalls" | "callBacks"): void {
  if (due.has(list)) return;
  due.add(list);
  setTimeout(() => {
    due.delete(list);
    queryClient.invalidateQueries({ queryKey: [list] }).catch(() => {});
  }, 1000);
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
      liveBoard.push(event);
      return;
    case "record.written":
      useEvents.setState((state) => ({ newRecords: state.newRecords + 1 }));
      queryClient.invalidateQueries({ queryKey: ["record", event.data.interactionId] }).catch(() => {});
      return;
    case "note.changed":
      noteArrived(event.data);
      return;
    case "lostCalls.changed":
      refreshSoon("lostCalls");
      return;
    case "callBacks.changed":
      refreshSoon("callBacks");
      return;
    case "followUp.changed":
      queryClient.invalidateQueries({ queryKey: ["followUps"] }).catch(() => {});
      return;
    case "notice.changed":
      noticeChanged();
      return;
    case "message.sent":
      messageSent(event.data);
      return;
    case "configuration.changed":
      // Subjects are singular ("queue", "chatEntry"), lists plural.
      queryClient.invalidateQueries({ queryKey: [`${event.data.subject.replace(/y$/, "ie")}s`] }).catch(() => {});
      return;
    case "session.ended":
      onSessionEnded();
      return;
    default:
  }
}
