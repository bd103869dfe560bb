import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/db.ts";
import { bossDb } from "#server/queue/boss.ts";

/** What a job carries: the name of the delivery that is the truth. The payload stays in the outbox. */
export type JobData = { deliveryId: string };

/**
 * Adds one job per delivery to a handler's queue, in the caller's transaction; the job's id is the delivery's.
 * Returns the ids that pg-boss took: it swallows an id that still exists without a word.
 */
export async function enqueue(boss: PgBoss, tx: Tx, queue: string, deliveryIds: readonly string[]): Promise<string[]> {
  const jobs = deliveryIds.map((id) => ({ id, data: { deliveryId: id } satisfies JobData }));
  return (await boss.insert(queue, jobs, { db: bossDb(tx), returnId: true })) ?? [];
}
