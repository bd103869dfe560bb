import type pg from "pg";
import { createBoss } from "#server/platform/pgboss/boss.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/**
 * Rebuilds bloated indexes of pg-boss's tables. Needs the owner of the database. Returns their number. A failure is logged;
 * the next run repeats it.
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
