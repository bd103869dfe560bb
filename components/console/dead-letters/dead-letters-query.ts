import { queryOptions } from "@tanstack/react-query";
import type { Route } from "next";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { deadLetterDto, deadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import { type DeadLetterFilter, deadLetterFilterNames } from "#server/contracts/triage/dead-letter-filter.ts";

export const deadLettersPerPage = 50;

/** Filters as a query string: of the same address whatever order they were given in. */
export const deadLetterSearch = (filter: DeadLetterFilter, more: Record<string, string> = {}): string =>
  new URLSearchParams([
    ...deadLetterFilterNames.flatMap((name): [string, string][] => (filter[name] ? [[name, filter[name]]] : [])),
    ...Object.entries(more),
  ]).toString();

/** The page of the list with these filters, and from this cursor on. */
export const deadLettersPath = (filter: DeadLetterFilter, cursor: string | null = null): Route => {
  const search = deadLetterSearch(filter, cursor === null ? {} : { cursor });
  return search === "" ? "/ops/dead-letters" : `/ops/dead-letters?${search}`;
};

/** A page of what is dead now, latest death first. The console's stream says when to fetch it again. */
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
    // Marked while another page was open, when nobody fetched it.
    refetchOnMount: (query) => query.state.isInvalidated,
  });

const discardedSearch = (cause: string | undefined, more: Record<string, string>): string =>
  new URLSearchParams({ state: "discarded", ...(cause === undefined ? {} : { cause }), ...more }).toString();

/** The page of what was put away, of a cause or of all, and from this cursor on. */
export const discardedPath = (cause: string | undefined, cursor: string | null = null): Route =>
  `/ops/dead-letters?${discardedSearch(cause, cursor === null ? {} : { cursor })}`;

/** A page of what was put away, latest discard first: fetched again with the list that a discard takes a row from. */
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

/** One delivery with its payload, tries, lineage and fixes, whatever its state is now. */
export const deadLetterQuery = (id: string) =>
  queryOptions({
    queryKey: ["dead-letter", id],
    queryFn: ({ signal }) => requestJson(deadLetterDto, `/api/v1/dead-letters/${id}`, { signal }),
    refetchInterval: liveMs,
  });
