import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { liveMs } from "#components/live/query-client.ts";
import { deadLetterDto, deadLetterListDto } from "#server/contracts/dead-letter.ts";

export const deadLettersPerPage = 50;

/** A page of what is dead now, latest death first. The console's stream says when to fetch it again. */
export const deadLettersQuery = (cursor: string | null, limit: number = deadLettersPerPage) =>
  queryOptions({
    queryKey: ["dead-letters", cursor, limit],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      return requestJson(deadLetterListDto, `/api/v1/dead-letters?${query}`, { signal });
    },
    refetchOnWindowFocus: false,
    // Marked while another page was open, when nobody fetched it.
    refetchOnMount: (query) => query.state.isInvalidated,
  });

/** One delivery with its payload, tries, lineage and fixes, whatever its state is now. */
export const deadLetterQuery = (id: string) =>
  queryOptions({
    queryKey: ["dead-letter", id],
    queryFn: ({ signal }) => requestJson(deadLetterDto, `/api/v1/dead-letters/${id}`, { signal }),
    refetchInterval: liveMs,
  });
