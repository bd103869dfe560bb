import { retentionDto } from "#server/contracts/monitoring/retention.ts";
import { route } from "#server/http/route.ts";
import { getRetention } from "#server/monitoring/retention/get-retention.ts";

export const getRetentionRuns = route({
  summary: "What is kept how long, and what the last run of each kind removed.",
  auth: "pipeline.read",
  output: retentionDto,
  handle: () => getRetention(),
});
