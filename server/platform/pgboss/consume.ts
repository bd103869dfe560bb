import type { PgBoss } from "pg-boss";
import { createTurns } from "#server/platform/pgboss/create-turns.ts";
import { heldSince, isHeld } from "#server/platform/pgboss/is-held.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { followLoop } from "#server/platform/telemetry/follow-loop.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createAlarm } from "#server/platform/wakeups/alarm.ts";

/**
 * Resolves with true when the job has a place, in the order in which jobs asked, or with false where it must go back to the
 * queue: at a drain, or when no place was free for a poll.
 */
export type Begin = () => Promise<boolean>;

export type Consumer = {
  /** Looks for jobs now instead of at the next poll. */
  wake: () => void;
  /** How many jobs are at work now, of how many at once. */
  load: () => { inFlight: number; concurrency: number };
  /** Fetches nothing more and resolves when every job in hand has been handled. */
  drain: () => Promise<void>;
};

const touchMilliseconds = 5_000;
const errorPauseMilliseconds = 1_000;
/** As many jobs are fetched ahead as ended in this time, because as many places become free during the next fetch. */
const aheadMilliseconds = 100;
const mostAhead = 100;
const logger = logFor("queue");

/**
 * Consumes one queue. At most `concurrency` jobs are at work, each from its start or its place until it calls `free`, or has ended:
 * what is only being written down, at most as many again, keeps no other from starting. The next one starts the moment
 * one is free. A few more are fetched ahead while jobs end quickly; those that then do not get to start are given back.
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
    /** Asked before each fetch: how many it may be. While none may, what was fetched ahead goes back. */
    fetchLimit?: () => Promise<number>;
    /** How many jobs may be prepared while every place is taken; none without it. */
    ahead?: () => number;
    /** `begin` is passed for a job without a place: see Begin. */
    handle: (job: QueueJob, free: () => void, begin?: Begin) => Promise<void>;
  },
): Consumer {
  const { queue, concurrency, pollMilliseconds, fetchLimit, handle, ahead = () => 0 } = options;
  const alarm = createAlarm();
  const stopping = new AbortController();
  const ready: QueueJob[] = [];
  const inHand = new Map<QueueJob, Promise<void>>();
  const turns = createTurns();
  const ends: number[] = [];
  /** Jobs that are prepared and wait for a place. */
  const waiting: ((hasPlace: boolean) => void)[] = [];
  let atWork = 0;
  let preparing = 0;
  let startedAt = 0;
  /** The last fetch came back with less than it asked for: what is freed then needs no look, only a wake-up or a poll. */
  let queueIsEmpty = false;

  /** A heartbeat whose answer comes while a job is still held came in time to the queue too: the hold begins anew. */
  const beat = async (jobs: readonly QueueJob[]) => {
    if (jobs.length === 0) return;
    const askedAt = Date.now();
    const claims = jobs.map(({ id, retryCount }) => ({ id, retryCount }));
    await boss.touch(queue, claims);
    for (const job of jobs) if (isHeld(job)) job.heldUntil = heldSince(askedAt);
  };
  const touch = setInterval(() => {
    beat([...ready, ...inHand.keys()]).catch((error: unknown) =>
      logger.warn({ err: error, queue }, "a heartbeat failed"),
    );
  }, touchMilliseconds);

  const take = (job: QueueJob, hasPlace: boolean) => {
    let stage: "preparing" | "working" | "settling" = "preparing";
    preparing += 1;
    const leave = () => {
      if (stage === "preparing") preparing -= 1;
      stage = "settling";
    };
    const enter = () => {
      preparing -= 1;
      atWork += 1;
      startedAt = performance.now();
      stage = "working";
    };
    const free = () => {
      if (stage !== "working") return leave();
      stage = "settling";
      atWork -= 1;
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
    if (hasPlace) enter();
    const handled = turns(job.id, () => (hasPlace ? handle(job, free) : handle(job, free, begin)))
      .catch((error: unknown) =>
        logger.error({ err: error, queue, deliveryId: job.deliveryId }, "handling a job failed; it is fetched again"),
      )
      .finally(() => {
        inHand.delete(job);
        free();
        startReady();
      });
    inHand.set(job, handled);
  };

  const settling = () => inHand.size - atWork - preparing;
  const startReady = () => {
    while (!stopping.signal.aborted && atWork < concurrency && settling() < concurrency) {
      const prepared = waiting.shift();
      const job = prepared ? undefined : ready.shift();
      if (prepared) prepared(true);
      else if (job) take(job, true);
      else break;
    }
    while (!stopping.signal.aborted && atWork >= concurrency && preparing < ahead()) {
      const job = ready.shift();
      if (!job) break;
      take(job, false);
    }
    if (!queueIsEmpty && room() > 0) alarm.ring();
  };

  /** How many jobs may be fetched now: one for each that could start, and what will be free before the next fetch. */
  const room = () => {
    const since = performance.now() - aheadMilliseconds;
    while (ends.length > 0 && (ends[0] ?? 0) < since) ends.shift();
    if (settling() >= concurrency) return 0;
    return concurrency - atWork + Math.min(ends.length, mostAhead) - ready.length - preparing;
  };

  const dismissWaiting = () => {
    for (const dismiss of waiting.splice(0)) dismiss(false);
  };
  /** Without a delay: whoever comes next has them, and nothing was tried. Those that stay behind are left to the heartbeat. */
  const giveBack = async () => {
    dismissWaiting();
    const jobs = ready.splice(0).map(({ id, retryCount }) => ({ id, retryCount }));
    if (jobs.length === 0) return;
    await boss
      .fail(queue, jobs, null)
      .catch((error: unknown) => logger.warn({ err: error, queue }, "jobs could not be given back"));
  };

  const loop = async () => {
    const followed = followLoop(queue);
    while (!stopping.signal.aborted) {
      followed.turn();
      const wanted = room();
      if (wanted <= 0) {
        await alarm.wait(pollMilliseconds, stopping.signal);
        if (performance.now() - startedAt >= pollMilliseconds) await giveBack();
        continue;
      }
      try {
        const batchSize = Math.min(wanted, (await fetchLimit?.()) ?? wanted);
        if (batchSize === 0) {
          await giveBack();
          await alarm.wait(pollMilliseconds, stopping.signal);
          continue;
        }
        const heldUntil = heldSince(Date.now());
        const jobs = await boss.fetch(queue, { batchSize });
        queueIsEmpty = jobs.length < batchSize;
        for (const { id, retryCount } of jobs) ready.push({ id, retryCount, deliveryId: id, heldUntil });
        startReady();
        if (queueIsEmpty) await alarm.wait(pollMilliseconds, stopping.signal);
      } catch (error) {
        logger.warn({ err: error, queue }, "fetching jobs failed; trying again");
        await alarm.wait(errorPauseMilliseconds, stopping.signal);
      }
    }
    followed.end();
  };
  const looped = loop();

  return {
    wake: alarm.ring,
    load: () => ({ inFlight: atWork, concurrency }),
    async drain() {
      stopping.abort();
      await looped;
      await giveBack();
      await Promise.all(inHand.values());
      clearInterval(touch);
    },
  };
}
