import { pipelineDto } from "#server/contracts/pipeline.ts";
import { route } from "#server/http/route.ts";
import { getSnapshot } from "#server/pipeline/get-snapshot.ts";

export const getPipeline = route({ auth: "operator", output: pipelineDto, handle: () => getSnapshot() });
