import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { type CauseTab, causeDetailDto, causeListDto } from "#server/contracts/triage/cause.ts";

export const causesPerPage = 50;
/** Number of causes on the overview. Server and browser request the same page. */
export const topCauseCount = 5;
/** Interval for changes that the stream does not announce: actions of other operators and expired mutes. */
const refetchMs = 10_000;

const search = (cursor: string | null, more: Record<string, string>) =>
  new URLSearchParams({ ...more, ...(cursor === null ? {} : { cursor }) });

/** Page of causes in a tab, largest first, with the counts of all tabs. */
export const causesQuery = (tab: CauseTab, cursor: string | null, limit: number = causesPerPage) =>
  queryOptions({
    // Under the key that the stream announces, so that new dead letters and replays refetch it.
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
