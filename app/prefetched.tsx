import { dehydrate, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { makeQueryClient } from "#components/api/query-client.ts";
import { HydratedQueries } from "#components/live/hydrated-query.tsx";

export type Prefetch = { queryKey: QueryKey; read: () => Promise<unknown> };

/** Prefetches queries on the server with the same keys and DTOs that components use. Errors are thrown to the error page. */
export async function Prefetched({ queries, children }: { queries: readonly Prefetch[]; children: ReactNode }) {
  const client = makeQueryClient();
  await Promise.all(queries.map(({ queryKey, read }) => client.fetchQuery({ queryKey, queryFn: read })));
  return <HydratedQueries state={dehydrate(client)}>{children}</HydratedQueries>;
}
