import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";

/** Deletes what is left of jobs, whatever their state: for ids of which the caller knows that no job lives. */
export async function removeJobs(boss: PgBoss, tx: Tx, queue: string, ids: readonly string[]): Promise<void> {
  await boss.deleteJob(queue, [...ids], { db: bossDb(tx) });
}
