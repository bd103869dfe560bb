import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/platform/database/db.ts";
import { bossDb } from "#server/platform/pgboss/boss.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";

/** A fetched job. Its fencing token is id and retryCount: pg-boss does not fence on the id alone. */
export type QueueJob = {
  id: string;
  retryCount: number;
  deliveryId: string;
  /** Until when (Date.now()) no other worker can fetch it; see isHeld. */
  heldUntil?: number;
};

const fenced = (jobs: readonly QueueJob[]) => jobs.map(({ id, retryCount }) => ({ id, retryCount }));

/**
 * Deletes the jobs of settled deliveries. A `completed` job would be written to every index of the queue again before its
 * deletion; the result is in the delivery.
 */
export async function completeJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length > 0) await boss.deleteJob(queue, fenced(jobs), { db: bossDb(tx) });
}

/** Returns jobs to the queue, to be fetched again at once: the queue's retry delay is 0. */
export async function returnJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length > 0) await boss.fail(queue, fenced(jobs), null, { db: bossDb(tx) });
}

/** Delays a returned job by `delaySeconds` of the database's clock, in the transaction that returned it. */
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
 * Moves jobs to the handler's dead-letter queue at once, regardless of pg-boss's retry limit. pg-boss's `fail` retries first,
 * and its `deadletter` status exists only inside `work()`, outside our transaction.
 */
export async function deadLetterJobs(boss: PgBoss, tx: Tx, queue: string, jobs: readonly QueueJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await completeJobs(boss, tx, queue, jobs);
  const deadLetters = jobs.map(({ id }) => ({ id }));
  await boss.insert(deadLetterQueueOf(queue), deadLetters, { db: bossDb(tx) });
}
