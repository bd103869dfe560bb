import { processListDto } from "#server/contracts/monitoring/process.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";

export const workerRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/workers",
    callers: "readers",
    summary:
      "The processes that run, with what they have in hand, and those of the last day that ended without a word.",
    auth: "workers.read",
    output: processListDto,
    handle: () => shareProcesses(),
  }),
];
