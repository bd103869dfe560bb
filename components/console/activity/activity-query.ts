import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { activityListDto } from "#server/contracts/monitoring/activity.ts";

/** What happened is read and not waited for: a replay or an alert has its own place where it is seen at once. */
const refetchMs = 5_000;

/** What happened of late. Not under a name that the stream announces: half of it changes without a list. */
export const activityQuery = () =>
  queryOptions({
    queryKey: ["activity"],
    queryFn: ({ signal }) => requestJson(activityListDto, "/api/v1/activity", { signal }),
    refetchInterval: refetchMs,
  });
