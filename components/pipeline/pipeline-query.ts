import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Every depth of the pipeline at one moment. The console's stream keeps it true; where there is none, a page polls it. */
export const pipelineQuery = () =>
  queryOptions({
    queryKey: ["pipeline"],
    queryFn: ({ signal }) => requestJson(pipelineDto, "/api/v1/pipeline", { signal }),
    refetchOnWindowFocus: false,
  });
