import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { type CauseTab, causeDetailDto, causeListDto } from "#server/contracts/triage/cause.ts";

export const causesPerPage = 50;
/** How many causes the overview shows. Server and browser ask for the same page. */
export const topCauseCount = 5;
/** The stream tells of deaths. What others decide, and what ends by its time, is seen as soon as this. */
const refetchMs = 10_000;

const search = (cursor: string | null, more: Record<string, string>) =>
  new URLSearchParams({ ...more, ...(cursor === null ? {} : { cursor }) });

/** A page of the causes in a tab, by impact, with the counts of all tabs. */
export const causesQuery = (tab: CauseTab, cursor: string | null, limit: number = causesPerPage) =>
  queryOptions({
    // Under the name of the list that the stream announces: a death or a replay fetches it.
    queryKey: ["dead-letters", "causes", tab, cursor, limit],
    queryFn: ({ signal }) =>
      requestJson(causeListDto, `/api/v1/causes?${search(cursor, { tab, limit: String(limit) })}`, { signal }),
    refetchInterval: refetchMs,
    refetchOnMount: (query) => query.state.isInvalidated,
  });

/** One cause with a page of its dead letters. */
export const causeQuery = (fingerprint: string, cursor: string | null) =>
  queryOptions({
    queryKey: ["cause", fingerprint, cursor],
    queryFn: ({ signal }) =>
      requestJson(causeDetailDto, `/api/v1/causes/${fingerprint}?${search(cursor, {})}`, { signal }),
    refetchInterval: liveMs,
  });
