import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";

/** A fetched job. Settled by id and retryCount together: pg-boss fences on the pair, a plain id is not fenced. */
export type QueueJob = {
  id: string;
  retryCount: number;
  deliveryId: string;
  /** Until when (Date.now()) nobody else can have been given it; see isHeld. */
  heldUntil?: number;
};

const fenced = (jobs: readonly QueueJob[]) => jobs.map(({ id, retryCount }) => ({ id, retryCount }));

/**
 * The work behind the jobs is settled: they are gone. A job kept as `completed` would be written to every index of the
 * queue once more, and deleted later all the same; what became of the work stands in the delivery.
 */
export async function completeJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length > 0) await boss.deleteJob(queue, fenced(jobs), { db: bossDb(tx) });
}

/** The jobs are fetched again at once, by whoever comes: the queue's own retry delay is 0. */
export async function returnJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length > 0) await boss.fail(queue, fenced(jobs), null, { db: bossDb(tx) });
}

/** A returned job is fetched again after `delaySeconds` of the database's clock, in the transaction that returned it. */
export async function retryJobIn(
  boss: PgBoss,
  tx: Tx,
  queue: string,
  job: QueueJob,
  delaySeconds: number,
): Promise<void> {
  await boss.update(queue, undefined, { id: job.id, startAfter: delaySeconds, db: bossDb(tx) });
}

/**
 * Moves jobs to the handler's dead-letter queue at once, whatever pg-boss's retries say. Its own way (`fail`) spends the
 * retries first, and the `deadletter` status exists only inside `work()`, outside our transaction.
 */
export async function deadLetterJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await completeJobs(boss, tx, queue, jobs);
  const letters = jobs.map(({ id }) => ({ id }));
  await boss.insert(deadLetterQueueOf(queue), letters, { db: bossDb(tx) });
}
