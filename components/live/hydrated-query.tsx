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

/** Passes server results to the query cache and to the first render. */
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
 * Suspense query whose first render uses the server's result. The layout's stream may bring newer data before the page
 * hydrates, and rendering that first would be a hydration mismatch (React error 418). Does not refetch while paused.
 */
export function useHydratedQuery<Data, Result = Data, Key extends QueryKey = QueryKey>(
  options: UseSuspenseQueryOptions<Data, DefaultError, Result, Key>,
): UseSuspenseQueryResult<Result> {
  const query = useSuspenseQuery(usePausableOptions(options));
  const served = useContext(HydratedResults).get(hashKey(options.queryKey));
  if (useHydrated() || served?.data === undefined) return query;
  // The result tracks which fields are read, so it is overlaid instead of copied.
  return Object.create(query, { data: { value: served.data }, dataUpdatedAt: { value: served.dataUpdatedAt } });
}
