import type { PgBoss } from "pg-boss";

/** A job whose worker sent no heartbeat for this time is fetched by another worker. */
export const heartbeatSeconds = 15;

const tenYears = 10 * 365 * 24 * 3600;

/** A handler's queue and the queue of its dead letters. */
export const deadLetterQueueOf = (handlerId: string): string => `${handlerId}-dlq`;

/**
 * Creates or updates the queue and the dead-letter queue of every handler.
 *
 * - retentionSeconds: pg-boss deletes jobs that wait longer (14 days by default), dead letters included.
 * - retryLimit is a backstop: it counts every fetch, so that healthy jobs fetched beside a poison one were dead-lettered
 *   after four crashes of a worker. The retry limit counts `delivery.attempts`.
 * - partition: in the table that queues share, the planner expected one row of a queue that was empty at the last ANALYZE,
 *   and read all its jobs once per fetched job (2 s for 100 of 16,000).
 * - retryDelay 0: jobs of a crashed worker are fetched at once; the back-off of a failed send is set by us.
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
