import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { route } from "#server/http/route.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";

export const getPipeline = route({
  summary: "Depths and ages of outbox and handlers, counted at one moment.",
  auth: "pipeline.read",
  output: pipelineDto,
  handle: () => getSnapshot(),
});
