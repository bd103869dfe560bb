import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { everyMilliseconds } from "#server/monitoring/retention/get-retention.ts";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import { runTask } from "#server/monitoring/retention/run-task.ts";
import { retentionTasks } from "#server/monitoring/retention/tasks.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const firstAfterMilliseconds = 60_000;
const logger = logFor("retention");

/** Runs every retention task once an hour. Never rejects. */
export async function runRetention(pool: pg.Pool, periods: Periods, signal: AbortSignal): Promise<void> {
  await sleep(firstAfterMilliseconds, signal);
  while (!signal.aborted) {
    for (const task of retentionTasks(periods)) {
      if (signal.aborted) break;
      await runTask(pool, task, signal).catch((error: unknown) =>
        logger.warn({ err: error, kind: task.kind }, "the retention run was not recorded, retrying in an hour"),
      );
    }
    await sleep(everyMilliseconds, signal);
  }
}

/** Ends early, without an error, when the process must stop. */
const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
