import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** All depths of the pipeline. The console's stream keeps it current; other pages poll. */
export const pipelineQuery = () =>
  queryOptions({
    queryKey: ["pipeline"],
    queryFn: ({ signal }) => requestJson(pipelineDto, "/api/v1/pipeline", { signal }),
    refetchOnWindowFocus: false,
  });
