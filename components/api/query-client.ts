import { QueryClient } from "@tanstack/react-query";

/** How often live data is read until the stream of a later issue replaces the polling. */
export const liveMs = 1000;

/** One per request on the server, one per tab in the browser. A failed read is not retried: the next poll is the retry. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // "always": the server may be this machine, which answers without a network.
      queries: {
        staleTime: liveMs,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: true,
        // The interval reads soon enough; a read at mount would change what a later part of the page is about to hydrate.
        refetchOnMount: false,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
