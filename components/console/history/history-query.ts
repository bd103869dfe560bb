import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { type HistoryRange, historyDto } from "#server/contracts/monitoring/history.ts";

/** Refetch interval by range, in milliseconds. Short ranges are at most 2 s old. */
const refetchMsOf: Record<HistoryRange, number> = {
  "15m": 1_000,
  "1h": 1_000,
  "24h": 30_000,
  "7d": 60_000,
};

/** History of all handlers or of one. */
export const historyQuery = (range: HistoryRange, handler: string | null) =>
  queryOptions({
    queryKey: ["history", range, handler],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ range, ...(handler === null ? {} : { handler }) });
      return requestJson(historyDto, `/api/v1/history?${search}`, { signal });
    },
    refetchInterval: refetchMsOf[range],
    refetchOnWindowFocus: false,
  });
