import { queryOptions } from "@tanstack/react-query";
import type { Route } from "next";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { explorerListDto } from "#server/contracts/triage/explorer.ts";
import { type ExplorerFilter, explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import { filterSearch } from "#server/contracts/triage/filter-field.ts";

export const messagesPerPage = 50;

const withCursor = (cursor: string | null): Record<string, string> => (cursor === null ? {} : { cursor });

/** URL of the explorer with these filters, from a cursor on. */
export function messagesPath(filter: ExplorerFilter, cursor: string | null = null): Route {
  const search = filterSearch(explorerFilters, filter, withCursor(cursor));
  return search === "" ? "/ops/messages" : `/ops/messages?${search}`;
}

/** Page of messages, newest first. */
export const messagesQuery = (filter: ExplorerFilter, cursor: string | null) =>
  queryOptions({
    queryKey: ["messages", cursor, filter],
    queryFn: ({ signal }) => {
      const query = filterSearch(explorerFilters, filter, { limit: String(messagesPerPage), ...withCursor(cursor) });
      return requestJson(explorerListDto, `/api/v1/messages?${query}`, { signal });
    },
    refetchInterval: liveMs,
  });
