import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { beginRun, endRun } from "#server/monitoring/retention/sql/retention-runs.ts";
import type { RetentionTask } from "#server/monitoring/retention/tasks.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const betweenBatchesMilliseconds = 200;
const longestError = 500;
const logger = logFor("retention");

/**
 * Runs one retention task in batches with pauses, and records the result in its row. An error ends this run only, and is
 * shown until the next one. Does nothing where another worker has just started it.
 */
export async function runTask(pool: pg.Pool, task: RetentionTask, signal: AbortSignal): Promise<void> {
  const { kind, rule } = task;
  if (!(await beginRun(pool, { kind, rule }))) return;
  const run = { kind, rows: 0, batches: 0, error: null as string | null };
  try {
    const batch = task.begin(pool);
    for (let more = true; more && !signal.aborted; ) {
      const done = await batch();
      run.rows += done.rows;
      run.batches += 1;
      more = done.more;
      if (more) await pause(betweenBatchesMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    }
    if (run.rows > 0) logger.info({ kind, rows: run.rows }, "rows removed after their retention time");
  } catch (error) {
    // Only the message: PostgreSQL's detail quotes the row.
    run.error = (error instanceof Error ? error.message : String(error)).slice(0, longestError);
    logger.warn({ err: error, kind }, "retention failed; retrying in an hour");
  }
  await endRun(pool, run);
}
