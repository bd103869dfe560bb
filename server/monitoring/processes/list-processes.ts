import type { ProcessListDto } from "#server/contracts/monitoring/process.ts";
import { namesOfHandler } from "#server/delivery/handlers/registry.ts";
import { readProcesses } from "#server/monitoring/processes/sql/read-processes.ts";
import { db } from "#server/platform/database/db.ts";
import { isoTimes } from "#server/platform/database/row-of-dto.ts";

/** Above the size of any real installation. Only a process that crashes at every start comes near it. */
const mostShown = 100;

/** Lists every process that runs, and those of the last day that did not shut down cleanly. */
export async function listProcesses(): Promise<ProcessListDto> {
  const rows = await readProcesses(db(), mostShown);
  return {
    at: (rows[0]?.at ?? new Date()).toISOString(),
    items: rows.map(({ at: _, inFlight, ...row }) => ({
      ...isoTimes(row),
      hands: inFlight.map(({ handler, inFlight: inHand, concurrency }) => ({
        ...{ handler, label: namesOfHandler(handler).label, inHand, concurrency },
      })),
    })),
  };
}
