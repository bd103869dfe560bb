import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";

/** Deletes jobs in any state. The caller must know that no worker has them. */
export async function removeJobs(boss: PgBoss, tx: Tx, queue: string, ids: readonly string[]): Promise<void> {
  await boss.deleteJob(queue, [...ids], { db: bossDb(tx) });
}
