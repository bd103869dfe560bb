import type pg from "pg";
import { createBoss } from "#server/queue/boss.ts";
import { logFor } from "#server/telemetry/log.ts";

/**
 * Rebuilds the indexes of pg-boss's tables that have grown far beyond their entries. Only their owner may, which is the role
 * that migrates and no worker's. Returns how many; one that fails is said and left for the next time.
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
