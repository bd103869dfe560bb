import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { PgBoss } from "pg-boss";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { findAbandoned } from "#server/platform/pgboss/sql/find-abandoned.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const lookMilliseconds = 10_000;
const fullPassMilliseconds = 60_000;
const logger = logFor("queue");

/**
 * Runs pg-boss's maintenance when there is work: within ten seconds after a worker's crash, otherwise once a minute for
 * deletion and statistics. pg-boss's own timer needs seven statements a second at rest. Continues after any error.
 */
export async function supervise(
  pool: pg.Pool,
  boss: PgBoss,
  handlerIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const queues = handlerIds.flatMap((id) => [id, deadLetterQueueOf(id)]);
  let fullPassAt = 0;
  while (!signal.aborted) {
    try {
      const isDue = performance.now() >= fullPassAt;
      if (isDue || (await findAbandoned(pool, queues))) {
        await boss.supervise();
        fullPassAt = performance.now() + fullPassMilliseconds;
      }
    } catch (error) {
      logger.warn({ err: error }, "maintaining the queues failed; trying again");
    }
    await pause(lookMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
