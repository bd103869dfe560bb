import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";

/**
 * Adds one job per delivery to a handler's queue, in the caller's transaction. A job has no data: its id is that of the
 * delivery, and the payload stays in the outbox. Returns the ids of new jobs: pg-boss ignores an id that still exists.
 */
export async function enqueue(boss: PgBoss, tx: Tx, queue: string, deliveryIds: readonly string[]): Promise<string[]> {
  const jobs = deliveryIds.map((id) => ({ id }));
  return (await boss.insert(queue, jobs, { db: bossDb(tx), returnId: true })) ?? [];
}
