import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { queueListDto } from "#server/contracts/monitoring/queue.ts";

/** Every handler's queue. What passed in the last 15 minutes changes all the time: asked for while somebody looks. */
export const queuesQuery = () =>
  queryOptions({
    queryKey: ["queues"],
    queryFn: ({ signal }) => requestJson(queueListDto, "/api/v1/queues", { signal }),
    refetchInterval: queuesMilliseconds,
    refetchOnWindowFocus: false,
  });
const queuesMilliseconds = 2_000;
