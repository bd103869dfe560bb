import type pg from "pg";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createPace, type Pace } from "#server/triage/replay-batches/driver/create-pace.ts";
import { stepBatch } from "#server/triage/replay-batches/driver/step-batch.ts";
import { prepareChunk } from "#server/triage/replay-batches/prepare-batch.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { findDrivable } from "#server/triage/replay-batches/sql/write-batch.ts";
import { startPrepared } from "#server/triage/replay-batches/start-batch.ts";

const logger = logFor("replays");

/**
 * One round of the driver: a chunk or a step of each batch that no other driver has leased. A batch whose step fails waits for
 * 5 s and does not hold the others. Returns whether anything changed, and whether a batch is open at all.
 */
export async function driveBatches(
  pool: pg.Pool,
  owner: string,
  pace: Pace = createPace(),
): Promise<{ progressed: boolean; open: boolean }> {
  const ids = await findDrivable(pool, owner);
  let progressed = false;
  for (const id of ids.filter((open) => !pace.isPausing(open))) {
    try {
      if (await driveBatch(pool, { id, owner, pace })) progressed = true;
    } catch (error) {
      pace.noteFailure(id);
      logger.warn({ err: error, replay: id }, "a step of a bulk replay failed, retrying");
    }
  }
  return { progressed, open: ids.length > 0 };
}

/** Prepares a chunk of a draft, or takes a step of a started batch. Returns whether anything changed. */
async function driveBatch(pool: pg.Pool, { id, owner, pace }: { id: string; owner: string; pace: Pace }) {
  const batch = await readBatch(pool, id);
  if (batch?.state === "draft") {
    await prepareChunk(pool, id);
    await startPrepared(pool, id);
    return batch.prepared < batch.total;
  }
  const step = await stepBatch(pool, id, { owner, inFlight: pace.windowOf(id) });
  if (step) pace.note(id, step);
  return step?.progressed ?? false;
}
