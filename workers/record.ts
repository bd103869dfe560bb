import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { recordPoints } from "#server/monitoring/history/sql/record-points.ts";
import { rollUp } from "#server/monitoring/history/sql/roll-up.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const everyMilliseconds = 10_000;
/** A gap of so long is filled in. Where that is too much for one statement, the chart keeps the gap and goes on. */
const gapSeconds = 7_200;
const shortSeconds = 360;
const looksPerMinute = 6;
const looksPerRollUp = 60;
const logger = logFor("history");

/** Keeps what the charts of the console show: every ten seconds, every minute, every ten minutes. Survives every error. */
export async function record(pool: pg.Pool, handlers: readonly string[], signal: AbortSignal): Promise<void> {
  let reachSeconds = gapSeconds;
  for (let look = 0; !signal.aborted; look += 1) {
    try {
      await recordPoints(pool, { resolution: 10, handlers, reachSeconds });
      if (look % looksPerMinute === 0) await recordPoints(pool, { resolution: 60, handlers, reachSeconds });
      if (look % looksPerRollUp === 0) await rollUp(pool);
      reachSeconds = gapSeconds;
    } catch (error) {
      logger.warn({ err: error }, "the history was not kept; trying again");
      reachSeconds = shortSeconds;
    }
    await pause(everyMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
