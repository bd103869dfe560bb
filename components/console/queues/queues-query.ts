import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { queueListDto } from "#server/contracts/monitoring/queue.ts";

/** Queues of all handlers. Polled, because the last 15 minutes change all the time. */
export const queuesQuery = () =>
  queryOptions({
    queryKey: ["queues"],
    queryFn: ({ signal }) => requestJson(queueListDto, "/api/v1/queues", { signal }),
    refetchInterval: refetchMs,
    refetchOnWindowFocus: false,
  });
const refetchMs = 2_000;
