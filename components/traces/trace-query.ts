import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { liveMs } from "#components/live/query-client.ts";
import { traceDto } from "#server/contracts/shop/trace.ts";

/** One order's whole way, masked. */
export const traceQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["trace", orderId],
    queryFn: ({ signal }) => requestJson(traceDto, `/api/v1/traces/${orderId}`, { signal }),
    refetchInterval: liveMs,
  });
