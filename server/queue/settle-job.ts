import type { PgBoss } from "pg-boss";
import type { Tx } from "#server/db.ts";
import { bossDb } from "#server/queue/boss.ts";
import type { JobData } from "#server/queue/enqueue.ts";
import { deadLetterQueueOf } from "#server/queue/ensure-queues.ts";

/** A fetched job. Settled by id and retryCount together: pg-boss fences on the pair, a plain id is not fenced. */
export type QueueJob = { id: string; retryCount: number; deliveryId: string };

/** The work behind the job is settled: the job is done. */
export async function completeJob(boss: PgBoss, tx: Tx, queue: string, job: QueueJob): Promise<void> {
  await boss.complete(queue, { id: job.id, retryCount: job.retryCount }, null, { db: bossDb(tx) });
}

/** The job was not touched: it is fetched again at once, by whoever comes (the queue's own retry delay is 0). */
export async function returnJob(boss: PgBoss, tx: Tx, queue: string, job: QueueJob): Promise<void> {
  await boss.fail(queue, { id: job.id, retryCount: job.retryCount }, null, { db: bossDb(tx) });
}

/** The job is fetched again after `delaySeconds` of the database's clock: pg-boss's own delay is overwritten in the same transaction. */
export async function retryJobIn(
  boss: PgBoss,
  tx: Tx,
  queue: string,
  job: QueueJob,
  delaySeconds: number,
): Promise<void> {
  const db = bossDb(tx);
  await boss.fail(queue, { id: job.id, retryCount: job.retryCount }, null, { db });
  await boss.update(queue, undefined, { id: job.id, startAfter: delaySeconds, db });
}

/**
 * Moves the job to the handler's dead-letter queue at once, whatever pg-boss's retries say. Its own way (`fail`) spends
 * the retries first, and the `deadletter` status exists only inside `work()`, outside our transaction.
 */
export async function deadLetterJob(boss: PgBoss, tx: Tx, queue: string, job: QueueJob): Promise<void> {
  const db = bossDb(tx);
  await boss.complete(queue, { id: job.id, retryCount: job.retryCount }, { deadLettered: true }, { db });
  await boss.insert(
    deadLetterQueueOf(queue),
    [{ id: job.id, data: { deliveryId: job.deliveryId } satisfies JobData }],
    { db },
  );
}
