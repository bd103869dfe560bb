import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";

/**
 * Adds one job per delivery to a handler's queue, in the caller's transaction. A job carries nothing: its id is the id of
 * the delivery, which is the truth, and the payload stays in the outbox.
 * Returns the ids that pg-boss took: it swallows an id that still exists without a word.
 */
export async function enqueue(boss: PgBoss, tx: Tx, queue: string, deliveryIds: readonly string[]): Promise<string[]> {
  const jobs = deliveryIds.map((id) => ({ id }));
  return (await boss.insert(queue, jobs, { db: bossDb(tx), returnId: true })) ?? [];
}
