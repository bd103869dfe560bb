import type { ProcessListDto } from "#server/contracts/monitoring/process.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { readProcesses } from "#server/monitoring/processes/sql/read-processes.ts";
import { db } from "#server/platform/database/db.ts";

/** More than anybody runs: only what dies at every start comes near it. */
const mostShown = 100;

/** Every process that runs, and those of the last day that ended without a word. */
export async function listProcesses(): Promise<ProcessListDto> {
  const rows = await readProcesses(db(), mostShown);
  return {
    at: (rows[0]?.at ?? new Date()).toISOString(),
    items: rows.map(({ at: _, startedAt, seenAt, hands, ...row }) => ({
      ...row,
      startedAt: startedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      hands: hands.map((hand) => ({ ...hand, label: handlerOfId(hand.handler)?.label ?? hand.handler })),
    })),
  };
}
