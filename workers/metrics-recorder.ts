import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { recordPoints } from "#server/monitoring/history/sql/record-points.ts";
import { rollUp } from "#server/monitoring/history/sql/roll-up.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const everyMilliseconds = 10_000;
/** The longest gap that is filled. If that exceeds one statement's limits, the chart keeps the gap. */
const gapSeconds = 7_200;
const shortSeconds = 360;
const roundsPerMinute = 6;
const roundsPerRollUp = 60;
const logger = logFor("history");

/** Stores the buckets of the charts every ten seconds, every minute and every ten minutes. Never rejects. */
export async function recordMetrics(pool: pg.Pool, handlers: readonly string[], signal: AbortSignal): Promise<void> {
  let reachSeconds = gapSeconds;
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await recordPoints(pool, { resolution: 10, handlers, reachSeconds });
      if (round % roundsPerMinute === 0) await recordPoints(pool, { resolution: 60, handlers, reachSeconds });
      if (round % roundsPerRollUp === 0) await rollUp(pool);
      reachSeconds = gapSeconds;
    } catch (error) {
      logger.warn({ err: error }, "the history was not recorded, retrying");
      reachSeconds = shortSeconds;
    }
    await pause(everyMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
