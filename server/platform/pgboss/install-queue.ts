import type pg from "pg";
import { createBoss } from "#server/platform/pgboss/boss.ts";
import { ensureQueues } from "#server/platform/pgboss/ensure-queues.ts";

/** Creates or migrates pg-boss's schema and the queues of these handlers. Part of `npm run migrate`; safe to repeat and to run concurrently. */
export async function installQueue(pool: pg.Pool, handlerIds: readonly string[]): Promise<void> {
  const boss = createBoss(pool, { supervise: false, migrate: true });
  await boss.start();
  try {
    await ensureQueues(boss, handlerIds);
  } finally {
    await boss.stop({ graceful: false });
  }
}
