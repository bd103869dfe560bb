import type pg from "pg";
import { createBoss } from "#server/platform/pgboss/boss.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/**
 * Rebuilds the indexes of pg-boss's tables that have grown far beyond their entries. Only the owner of the database may.
 * Returns their number; a failure is logged, and repeated at the next run.
 */
export async function rebuildIndexes(pool: pg.Pool): Promise<number> {
  const boss = createBoss(pool, { supervise: false });
  await boss.start();
  let rebuilt = 0;
  try {
    for (const command of await boss.getReindexCommands()) {
      await pool.query(command).then(
        () => (rebuilt += 1),
        (error: unknown) => logFor("migrate").warn({ err: error }, "an index of the queue was not rebuilt"),
      );
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  return rebuilt;
}
