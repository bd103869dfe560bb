import type pg from "pg";
import { createPace, type Pace } from "#server/triage/replay-batches/driver/create-pace.ts";
import { stepBatch } from "#server/triage/replay-batches/driver/step-batch.ts";
import { prepareChunk } from "#server/triage/replay-batches/prepare-batch.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { findDrivable } from "#server/triage/replay-batches/sql/write-batch.ts";
import { startPrepared } from "#server/triage/replay-batches/start-batch.ts";

/**
 * One round of the driver: a chunk or a step of each batch that no other driver has leased. Returns whether anything changed,
 * and whether a batch is open at all.
 */
export async function driveBatches(
  pool: pg.Pool,
  owner: string,
  pace: Pace = createPace(),
): Promise<{ progressed: boolean; open: boolean }> {
  const ids = await findDrivable(pool, owner);
  let progressed = false;
  for (const id of ids) {
    const batch = await readBatch(pool, id);
    if (batch?.state === "draft") {
      if (batch.prepared < batch.total) progressed = true;
      await prepareChunk(pool, id);
      await startPrepared(pool, id);
      continue;
    }
    const step = await stepBatch(pool, id, { owner, inFlight: pace.windowOf(id) });
    if (!step) continue;
    pace.note(id, step);
    if (step.progressed) progressed = true;
  }
  return { progressed, open: ids.length > 0 };
}
