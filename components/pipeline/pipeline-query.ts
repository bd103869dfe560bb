import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { liveMs } from "#components/live/query-client.ts";
import { pipelineDto } from "#server/contracts/pipeline.ts";

/** Every depth of the pipeline at one moment. */
export const pipelineQuery = () =>
  queryOptions({
    queryKey: ["pipeline"],
    queryFn: ({ signal }) => requestJson(pipelineDto, "/api/v1/pipeline", { signal }),
    refetchInterval: liveMs,
  });
