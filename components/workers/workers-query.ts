import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { liveMs } from "#components/live/query-client.ts";
import { processListDto } from "#server/contracts/process.ts";

/** Every process, polled while somebody looks: beats come all the time, and no mark of the stream should change with them. */
export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => requestJson(processListDto, "/api/v1/workers", { signal }),
    refetchInterval: liveMs,
  });
