import { QueryClient } from "@tanstack/react-query";

/** Interval of polled live data, in milliseconds. */
export const liveMs = 1000;

/** One client per request on the server and per tab in the browser. Failed queries are not retried: the next poll is the retry. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // "always": the server may be on this machine, which needs no network.
      queries: {
        staleTime: liveMs,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: true,
        // A refetch at mount would change data that later parts of the page still hydrate.
        refetchOnMount: false,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
