import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { orderDto } from "#server/contracts/shop/order.ts";

/** One order with the timeline of its messages. */
export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["order", id],
    queryFn: ({ signal }) => requestJson(orderDto, `/api/v1/orders/${id}`, { signal }),
    refetchInterval: liveMs,
  });
