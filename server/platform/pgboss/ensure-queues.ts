import type { PgBoss } from "pg-boss";

/** After so long without a sign of life of its worker a job is given to another one. */
export const heartbeatSeconds = 15;

const tenYears = 10 * 365 * 24 * 3600;

/** A handler's queue and the queue of its dead letters. */
export const deadLetterQueueOf = (handlerId: string): string => `${handlerId}-dlq`;

/**
 * Creates or updates the queue and the dead-letter queue of every handler.
 *
 * - retentionSeconds: pg-boss deletes what waits longer than its retention (14 days by default), dead letters included.
 * - retryLimit is a backstop only: it counts every fetch, and healthy jobs fetched beside a poison one were
 *   dead-lettered after four worker deaths. The budget is `delivery.attempts`.
 * - partition: in the table that pg-boss shares among queues the planner took a queue that was empty at the last analyse
 *   for one row, and read all its jobs once per job that it fetched (2 s for 100 of 16,000).
 * - retryDelay 0: what a dead worker left behind is fetched at once; the back-off of a failed send is set by us.
 */
export async function ensureQueues(boss: PgBoss, handlerIds: readonly string[]): Promise<void> {
  for (const id of handlerIds) {
    const shared = {
      retentionSeconds: tenYears,
      heartbeatSeconds,
      expireInSeconds: 900,
      retryDelay: 0,
      retryBackoff: false,
    };
    const deadLetter = deadLetterQueueOf(id);
    const queues = [
      { name: deadLetter, options: { ...shared, retryLimit: 1_000_000, deleteAfterSeconds: 3600 } },
      { name: id, options: { ...shared, retryLimit: 10_000, deleteAfterSeconds: 300, deadLetter } },
    ];
    for (const { name, options } of queues) {
      if (await boss.getQueue(name)) await boss.updateQueue(name, options);
      else await boss.createQueue(name, { ...options, policy: "standard", partition: true });
    }
  }
}
