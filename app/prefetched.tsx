import { dehydrate, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { makeQueryClient } from "#components/api/query-client.ts";
import { HydratedQueries } from "#components/live/hydrated-query.tsx";

export type Prefetch = { queryKey: QueryKey; read: () => Promise<unknown> };

/**
 * Hands the answers of verbs to the components that will ask the API for the same: same key, same DTO. What cannot be read
 * is thrown, so that the page's error says so instead of an empty screen.
 */
export async function Prefetched({ queries, children }: { queries: readonly Prefetch[]; children: ReactNode }) {
  const client = makeQueryClient();
  await Promise.all(queries.map(({ queryKey, read }) => client.fetchQuery({ queryKey, queryFn: read })));
  return <HydratedQueries state={dehydrate(client)}>{children}</HydratedQueries>;
}
