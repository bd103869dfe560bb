import { retentionDto } from "#server/contracts/monitoring/retention.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { getRetention } from "#server/monitoring/retention/get-retention.ts";

export const retentionRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/retention",
    callers: "readers",
    summary: "List retention periods, and what the last run of each removed.",
    auth: "pipeline.read",
    output: retentionDto,
    handle: () => getRetention(),
  }),
];
