"use client";
import type { DefaultError, QueryKey, UseSuspenseQueryOptions, UseSuspenseQueryResult } from "@tanstack/react-query";
import { useLiveView } from "#components/live/live-provider.tsx";
import { useServedQuery } from "#components/live/served.tsx";

/** A served query with an interval of its own, which rests while the page is held still: what is paused does not change. */
export function usePolledQuery<Data, Key extends QueryKey>(
  options: UseSuspenseQueryOptions<Data, DefaultError, Data, Key>,
): UseSuspenseQueryResult<Data> {
  const held = useLiveView().paused !== undefined;
  return useServedQuery(held ? { ...options, refetchInterval: false } : options);
}
