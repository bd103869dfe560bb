import { queryOptions } from "@tanstack/react-query";
import type { Route } from "next";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { deadLetterDto, deadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import { type DeadLetterFilter, deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import { filterSearch } from "#server/contracts/triage/filter-field.ts";

export const deadLettersPerPage = 50;

/** Query string of filters, in a fixed order. */
export const deadLetterSearch = (filter: DeadLetterFilter, more: Record<string, string> = {}): string =>
  filterSearch(deadLetterFilters, filter, more);

/** URL of the list with these filters, from a cursor on. */
export const deadLettersPath = (filter: DeadLetterFilter, cursor: string | null = null): Route => {
  const search = deadLetterSearch(filter, cursor === null ? {} : { cursor });
  return search === "" ? "/ops/dead-letters" : `/ops/dead-letters?${search}`;
};

/** Page of dead letters, latest first. The console's stream announces changes. */
export const deadLettersQuery = (
  cursor: string | null,
  limit: number = deadLettersPerPage,
  filter: DeadLetterFilter = {},
) =>
  queryOptions({
    queryKey: ["dead-letters", cursor, limit, filter],
    queryFn: ({ signal }) => {
      const query = deadLetterSearch(filter, { limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      return requestJson(deadLetterListDto, `/api/v1/dead-letters?${query}`, { signal });
    },
    refetchOnWindowFocus: false,
    // May have been invalidated while another page was open.
    refetchOnMount: (query) => query.state.isInvalidated,
  });

const discardedSearch = (cause: string | undefined, more: Record<string, string>): string =>
  new URLSearchParams({ state: "discarded", ...(cause === undefined ? {} : { cause }), ...more }).toString();

/** URL of the discarded messages, of one cause or all, from a cursor on. */
export const discardedPath = (cause: string | undefined, cursor: string | null = null): Route =>
  `/ops/dead-letters?${discardedSearch(cause, cursor === null ? {} : { cursor })}`;

/** Page of discarded messages, latest first. Refetched together with the dead letters. */
export const discardedQuery = (cursor: string | null, cause: string | undefined) =>
  queryOptions({
    queryKey: ["dead-letters", "discarded", cursor, cause ?? null],
    queryFn: ({ signal }) => {
      const more = { limit: String(deadLettersPerPage), ...(cursor === null ? {} : { cursor }) };
      return requestJson(deadLetterListDto, `/api/v1/dead-letters?${discardedSearch(cause, more)}`, { signal });
    },
    refetchOnWindowFocus: false,
    refetchOnMount: (query) => query.state.isInvalidated,
  });

/** One delivery in any state, with payload, attempts, revisions and fixes. */
export const deadLetterQuery = (id: string) =>
  queryOptions({
    queryKey: ["dead-letter", id],
    queryFn: ({ signal }) => requestJson(deadLetterDto, `/api/v1/dead-letters/${id}`, { signal }),
    refetchInterval: liveMs,
  });
