import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createPace } from "#server/triage/replay-batches/driver/create-pace.ts";
import { driveBatches } from "#server/triage/replay-batches/driver/drive-batches.ts";
import { releaseBatches } from "#server/triage/replay-batches/driver/sql/lease-batch.ts";

/** Between rounds: after progress, while a batch waits for outcomes, and without a batch. */
const milliseconds = { progress: 5, open: 100, idle: 1_000 };
const logger = logFor("replays");

/** Drives bulk replays until the process stops, and gives up its leases then. `owner` is unique per process. Never rejects. */
export async function driveReplays(pool: pg.Pool, owner: string, signal: AbortSignal): Promise<void> {
  const pace = createPace();
  while (!signal.aborted) {
    let next = milliseconds.idle;
    try {
      const { progressed, open } = await driveBatches(pool, owner, pace);
      next = progressed ? milliseconds.progress : open ? milliseconds.open : milliseconds.idle;
    } catch (error) {
      logger.warn({ err: error }, "open bulk replays could not be read, retrying");
    }
    await pause(next, undefined, { signal, ref: false }).catch(() => undefined);
  }
  await releaseBatches(pool, owner).catch(() => undefined);
}
