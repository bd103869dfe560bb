import { processListDto } from "#server/contracts/monitoring/process.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";

export const workerRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/workers",
    callers: "readers",
    summary:
      "List running processes with their deliveries in flight, and those of the last 24 hours that stopped without signing off.",
    auth: "workers.read",
    output: processListDto,
    handle: () => shareProcesses(),
  }),
];
