import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { traceDto } from "#server/contracts/shop/trace.ts";

/** Trace of one order, masked. */
export const traceQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["trace", orderId],
    queryFn: ({ signal }) => requestJson(traceDto, `/api/v1/traces/${orderId}`, { signal }),
    refetchInterval: liveMs,
  });
