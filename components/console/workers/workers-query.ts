import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { processListDto } from "#server/contracts/monitoring/process.ts";

/** A lost process is detected after 25 s; 2 s more do not matter. */
const refetchMs = 2_000;

/** Ages are not extrapolated beyond this, such as while paused. */
export const knownMilliseconds = 7_000;

/** All processes. Polled, because heartbeats would change a stream mark all the time. */
export const workersQuery = () =>
  queryOptions({
    queryKey: ["workers"],
    queryFn: ({ signal }) => requestJson(processListDto, "/api/v1/workers", { signal }),
    refetchInterval: refetchMs,
  });
