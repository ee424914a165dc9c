// The live view: loaded once, then patched by events (server-events.ts).

import { useQuery } from "@tanstack/react-query";
import { getLive } from "@tellerline/sdk";
import { api } from "../api.ts";

export function useLiveQuery() {
  return useQuery({
    queryKey: ["live"],
    queryFn: () => api.call(getLive),
    staleTime: 60_000,
    refetchOnMount: "always",
  });
}
