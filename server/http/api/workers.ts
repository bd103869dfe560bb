import { processListDto } from "#server/contracts/monitoring/process.ts";
import { route } from "#server/http/route.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";

export const getWorkers = route({
  summary: "The processes that run, with what they have in hand, and those of the last day that ended without a word.",
  auth: "workers.read",
  output: processListDto,
  handle: () => shareProcesses(),
});
