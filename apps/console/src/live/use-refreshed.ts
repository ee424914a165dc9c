// What the server sums when it is asked: asked again and again while it is shown, with the last answer shown meanwhile.

import { keepPreviousData, useQuery } from "@tanstack/react-query";

/** @param everyMs how often. */
export function useRefreshed<T>(queryKey: readonly unknown[], queryFn: () => Promise<T>, everyMs: number) {
  return useQuery({ queryKey, queryFn, refetchInterval: everyMs, placeholderData: keepPreviousData });
}
