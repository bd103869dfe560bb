import type { PgBoss } from "pg-boss";
import { createTurns } from "#server/queue/create-turns.ts";
import { heldSince, isHeld } from "#server/queue/is-held.ts";
import type { QueueJob } from "#server/queue/settle-jobs.ts";
import { logFor } from "#server/telemetry/log.ts";
import { createAlarm } from "#server/wakeups/alarm.ts";

export type Consumer = {
  /** Looks for jobs now instead of at the next poll. */
  wake: () => void;
  /** Fetches nothing more and resolves when every job in hand has been handled. */
  drain: () => Promise<void>;
};

const touchMilliseconds = 5_000;
const errorPauseMilliseconds = 1_000;
const logger = logFor("queue");

/**
 * Consumes one queue: never more jobs in hand than `concurrency`, and the next is fetched the moment one is handled.
 * pg-boss's own `work()` waits out its poll interval between batches, and its NOTIFY does not announce retries.
 * `handle` settles the job itself, in its own transaction; a job whose handling throws is left to the heartbeat.
 * A job that comes back while it is still in hand here (the database was away for longer than a heartbeat) waits for itself.
 */
export function consume(
  boss: PgBoss,
  options: {
    queue: string;
    concurrency: number;
    pollMilliseconds: number;
    handle: (job: QueueJob) => Promise<void>;
  },
): Consumer {
  const { queue, concurrency, pollMilliseconds, handle } = options;
  const alarm = createAlarm();
  const stopping = new AbortController();
  const inHand = new Map<QueueJob, Promise<void>>();
  const turns = createTurns();

  /** A heartbeat whose answer comes while a job is still held came in time to the queue too: the hold begins anew. */
  const beat = async (jobs: readonly QueueJob[]) => {
    if (jobs.length === 0) return;
    const askedAt = Date.now();
    const claims = jobs.map(({ id, retryCount }) => ({ id, retryCount }));
    await boss.touch(queue, claims);
    for (const job of jobs) if (isHeld(job)) job.heldUntil = heldSince(askedAt);
  };
  const touch = setInterval(() => {
    beat([...inHand.keys()]).catch((error: unknown) => logger.warn({ err: error, queue }, "a heartbeat failed"));
  }, touchMilliseconds);

  const take = (job: QueueJob) => {
    const handled = turns(job.id, () => handle(job))
      .catch((error: unknown) =>
        logger.error({ err: error, queue, deliveryId: job.deliveryId }, "handling a job failed; it is fetched again"),
      )
      .finally(() => {
        inHand.delete(job);
        alarm.ring();
      });
    inHand.set(job, handled);
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      const free = concurrency - inHand.size;
      if (free === 0) {
        await alarm.wait(pollMilliseconds, stopping.signal);
        continue;
      }
      try {
        const heldUntil = heldSince(Date.now());
        const jobs = await boss.fetch(queue, { batchSize: free });
        for (const job of jobs) take({ id: job.id, retryCount: job.retryCount, deliveryId: job.id, heldUntil });
        if (jobs.length < free) await alarm.wait(pollMilliseconds, stopping.signal);
      } catch (error) {
        logger.warn({ err: error, queue }, "fetching jobs failed; trying again");
        await alarm.wait(errorPauseMilliseconds, stopping.signal);
      }
    }
  };
  const looped = loop();

  return {
    wake: alarm.ring,
    async drain() {
      stopping.abort();
      await looped;
      await Promise.all(inHand.values());
      clearInterval(touch);
    },
  };
}
