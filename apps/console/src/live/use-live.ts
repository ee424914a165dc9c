// The live view of this page: loaded when a page first shows it, kept up to date by events (server-events.ts).

import { useQuery } from "@tanstack/react-query";
import { getLive } from "@tellerline/sdk";
import { useCallback, useSyncExternalStore } from "react";
import { api } from "../api.ts";
import { LiveBoard, type LiveKind, type LiveLists } from "./live-board.ts";

const hiddenMs = 1000;

/** A page that is not seen has no frames. */
function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, hiddenMs);
  else requestAnimationFrame(run);
}

export const liveBoard = new LiveBoard(nextFrame);

/** Loads the live view; what it holds is read with useLive. */
export function useLiveQuery() {
  return useQuery({
    queryKey: ["live"],
    queryFn: async () => {
      await liveBoard.load(() => api.call(getLive));
      return true;
    },
    staleTime: 60_000,
    refetchOnMount: "always",
  });
}

/** Queues, agents or interactions as they are now. */
export function useLive<Kind extends LiveKind>(kind: Kind): LiveLists[Kind] {
  const subscribe = useCallback((listener: () => void) => liveBoard.subscribe(kind, listener), [kind]);
  return useSyncExternalStore(subscribe, () => liveBoard.list(kind));
}
