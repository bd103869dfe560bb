import type { PgBoss } from "pg-boss";
import { heldSince, isHeld } from "#server/platform/pgboss/is-held.ts";
import { keyedMutex } from "#server/platform/pgboss/keyed-mutex.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { followLoop } from "#server/platform/telemetry/follow-loop.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";

/**
 * Waits for a slot, first in, first out. Resolves with false where the job must be returned to the queue: at a drain, or when
 * no slot was free for one poll interval.
 */
export type Begin = () => Promise<boolean>;

export type Consumer = {
  /** Fetches now instead of at the next poll. */
  notify: () => void;
  /** The number of jobs in slots, and of slots. */
  load: () => { inFlight: number; concurrency: number };
  /** Stops fetching and resolves when every job in flight has been handled. */
  drain: () => Promise<void>;
};

const touchMilliseconds = 5_000;
const errorPauseMilliseconds = 1_000;
/** Jobs are prefetched at the rate of the last 100 ms, because as many slots become free during the next fetch. */
const aheadMilliseconds = 100;
const mostAhead = 100;
const logger = logFor("queue");

/**
 * Consumes one queue with `concurrency` slots. A job holds its slot until it calls `free` or ends; as many again may be settling.
 * `handle` settles the job in its own transaction; if it throws, the job is fetched again after its heartbeat expires.
 * pg-boss's own `work()` waits for its poll interval between batches, and its NOTIFY does not announce retries.
 */
export function consume(
  boss: PgBoss,
  options: {
    queue: string;
    concurrency: number;
    pollMilliseconds: number;
    /** The most jobs to fetch now, read before each fetch. At 0, prefetched jobs are returned. */
    fetchLimit?: () => Promise<number>;
    /** The number of jobs to prepare while no slot is free. Default: none. */
    ahead?: () => number;
    /** `begin` is passed for a job without a slot: see Begin. */
    handle: (job: QueueJob, free: () => void, begin?: Begin) => Promise<void>;
  },
): Consumer {
  const { queue, concurrency, pollMilliseconds, fetchLimit, handle, ahead = () => 0 } = options;
  const wakeup = createWakeup();
  const stopping = new AbortController();
  const ready: QueueJob[] = [];
  const inFlight = new Map<QueueJob, Promise<void>>();
  const inTurn = keyedMutex();
  const ends: number[] = [];
  /** Prepared jobs that wait for a slot. */
  const waiting: ((hasSlot: boolean) => void)[] = [];
  let working = 0;
  let preparing = 0;
  let startedAt = 0;
  /** The last fetch returned fewer jobs than it asked for: a free slot then waits for a notification or the poll. */
  let queueIsEmpty = false;

  /** Extends the hold of jobs. A heartbeat that is confirmed while a job is still held was in time for the queue, too. */
  const extendHolds = async (jobs: readonly QueueJob[]) => {
    if (jobs.length === 0) return;
    const askedAt = Date.now();
    const claims = jobs.map(({ id, retryCount }) => ({ id, retryCount }));
    await boss.touch(queue, claims);
    for (const job of jobs) if (isHeld(job)) job.heldUntil = heldSince(askedAt);
  };
  const touch = setInterval(() => {
    extendHolds([...ready, ...inFlight.keys()]).catch((error: unknown) =>
      logger.warn({ err: error, queue }, "a heartbeat failed"),
    );
  }, touchMilliseconds);

  const start = (job: QueueJob, hasSlot: boolean) => {
    let stage: "preparing" | "working" | "settling" = "preparing";
    preparing += 1;
    const leave = () => {
      if (stage === "preparing") preparing -= 1;
      stage = "settling";
    };
    const enter = () => {
      preparing -= 1;
      working += 1;
      startedAt = performance.now();
      stage = "working";
    };
    const free = () => {
      if (stage !== "working") return leave();
      stage = "settling";
      working -= 1;
      ends.push(performance.now());
      startReady();
    };
    const begin: Begin = () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.push((isFree) => {
        if (isFree) enter();
        else leave();
        resolve(isFree);
      });
      if (stopping.signal.aborted) dismissWaiting();
      startReady();
      return promise;
    };
    if (hasSlot) enter();
    // A job that is fetched again while it still runs here, after an outage of the database, waits for the running attempt.
    const handled = inTurn(job.id, () => (hasSlot ? handle(job, free) : handle(job, free, begin)))
      .catch((error: unknown) =>
        logger.error({ err: error, queue, deliveryId: job.deliveryId }, "handling a job failed; it is fetched again"),
      )
      .finally(() => {
        inFlight.delete(job);
        free();
        startReady();
      });
    inFlight.set(job, handled);
  };

  const settling = () => inFlight.size - working - preparing;
  const startReady = () => {
    while (!stopping.signal.aborted && working < concurrency && settling() < concurrency) {
      const prepared = waiting.shift();
      const job = prepared ? undefined : ready.shift();
      if (prepared) prepared(true);
      else if (job) start(job, true);
      else break;
    }
    // Many at once, because their reads share a statement.
    if (!stopping.signal.aborted && working >= concurrency && preparing <= ahead() / 2) {
      for (const job of ready.splice(0, ahead() - preparing)) start(job, false);
    }
    if (!queueIsEmpty && room() > 0) wakeup.signal();
  };

  /**
   * The number of jobs to fetch now: free slots, and those that become free during the fetch. None while more than half of these
   * are prefetched, because one fetch of many costs less than many of one.
   */
  const room = () => {
    const since = performance.now() - aheadMilliseconds;
    while (ends.length > 0 && (ends[0] ?? 0) < since) ends.shift();
    if (settling() >= concurrency) return 0;
    const slots = concurrency - working;
    const soon = Math.min(ends.length, mostAhead);
    const prefetched = ready.length + preparing;
    return prefetched >= slots && prefetched > soon / 2 ? 0 : slots + soon - prefetched;
  };

  const dismissWaiting = () => {
    for (const dismiss of waiting.splice(0)) dismiss(false);
  };
  /** Returns prefetched jobs without a delay, for any worker. If that fails, their heartbeat expires. */
  const returnReady = async () => {
    dismissWaiting();
    const jobs = ready.splice(0).map(({ id, retryCount }) => ({ id, retryCount }));
    if (jobs.length === 0) return;
    await boss
      .fail(queue, jobs, null)
      .catch((error: unknown) => logger.warn({ err: error, queue }, "jobs could not be returned to the queue"));
  };

  const loop = async () => {
    const followed = followLoop(queue);
    while (!stopping.signal.aborted) {
      followed.turn();
      const wanted = room();
      if (wanted <= 0) {
        await wakeup.wait(pollMilliseconds, stopping.signal);
        if (performance.now() - startedAt >= pollMilliseconds) await returnReady();
        continue;
      }
      try {
        const batchSize = Math.min(wanted, (await fetchLimit?.()) ?? wanted);
        if (batchSize === 0) {
          await returnReady();
          await wakeup.wait(pollMilliseconds, stopping.signal);
          continue;
        }
        const heldUntil = heldSince(Date.now());
        const jobs = await boss.fetch(queue, { batchSize });
        queueIsEmpty = jobs.length < batchSize;
        for (const { id, retryCount } of jobs) ready.push({ id, retryCount, deliveryId: id, heldUntil });
        startReady();
        if (queueIsEmpty) await wakeup.wait(pollMilliseconds, stopping.signal);
      } catch (error) {
        logger.warn({ err: error, queue }, "fetching jobs failed; trying again");
        await wakeup.wait(errorPauseMilliseconds, stopping.signal);
      }
    }
    followed.end();
  };
  const looped = loop();

  return {
    notify: wakeup.signal,
    load: () => ({ inFlight: working, concurrency }),
    async drain() {
      stopping.abort();
      await looped;
      await returnReady();
      await Promise.all(inFlight.values());
      clearInterval(touch);
    },
  };
}
