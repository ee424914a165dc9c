// The one API client of the page and the cache of its answers.

import { QueryClient } from "@tanstack/react-query";
import { ApiClient, ApiError } from "@tellerline/sdk";

export const api = new ApiClient();

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Only what may heal by itself is tried again.
      retry: (count, error) => error instanceof ApiError && [0, 502, 503].includes(error.problem.status) && count < 2,
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
  },
});
