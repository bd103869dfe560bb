"use client";
import {
  type DefaultError,
  type DehydratedState,
  HydrationBoundary,
  hashKey,
  type QueryKey,
  type UseSuspenseQueryOptions,
  type UseSuspenseQueryResult,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { usePausableOptions } from "#components/live/live-provider.tsx";

type Answers = ReadonlyMap<string, { data?: unknown; dataUpdatedAt: number }>;

const HydratedResults = createContext<Answers>(new Map());

/** What the server answered for a part of the page: for the cache, and for the first render of that part. */
export function HydratedQueries({ state, children }: { state: DehydratedState; children: ReactNode }) {
  const outer = useContext(HydratedResults);
  const answers = useMemo(
    () => new Map([...outer, ...state.queries.map(({ queryHash, state }) => [queryHash, state] as const)]),
    [outer, state],
  );
  return (
    <HydratedResults value={answers}>
      <HydrationBoundary state={state}>{children}</HydrationBoundary>
    </HydratedResults>
  );
}

/**
 * A query's answer that begins with what the server wrote. A page is hydrated after its layout, whose stream may have brought
 * newer answers by then: a first render of those would not be the HTML that is there (React's error 418, seen on a slow line).
 * It does not refetch while the page is paused.
 */
export function useHydratedQuery<Data, Result = Data, Key extends QueryKey = QueryKey>(
  options: UseSuspenseQueryOptions<Data, DefaultError, Result, Key>,
): UseSuspenseQueryResult<Result> {
  const query = useSuspenseQuery(usePausableOptions(options));
  const served = useContext(HydratedResults).get(hashKey(options.queryKey));
  if (useHydrated() || served?.data === undefined) return query;
  // A query's answer tracks which of its fields are read, so it is overlaid and not copied.
  return Object.create(query, { data: { value: served.data }, dataUpdatedAt: { value: served.dataUpdatedAt } });
}
