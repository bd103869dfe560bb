import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { activityListDto } from "#server/contracts/monitoring/activity.ts";

/** Slower than live data: replays and alerts appear elsewhere immediately. */
const refetchMs = 5_000;

/** Recent activity. Polled, because the stream does not announce all of its changes. */
export const activityQuery = () =>
  queryOptions({
    queryKey: ["activity"],
    queryFn: ({ signal }) => requestJson(activityListDto, "/api/v1/activity", { signal }),
    refetchInterval: refetchMs,
  });
