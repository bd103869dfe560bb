import { randomUUID } from "node:crypto";
import type pg from "pg";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { type PlainBoss, startPlainBoss } from "#bench/rig/plain-boss.ts";
import { payloadOf, publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { perSecond, timeOf } from "#bench/rig/time-of.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { keepHeapSmall } from "#server/platform/keep-heap-small.ts";
import { type Boss, createBoss } from "#server/platform/pgboss/boss.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

const queue = "bare";
const batchSize = 100;
const loops = 2;

const receipt = { reply: "250 2.0.0 accepted", providerMessageId: null };
/** The ports of a destination that accepts at once. */
export const instant: Ports = {
  mailer: { send: async () => receipt },
  webhooks: { post: async () => receipt },
  accounts: { find: async () => null, linkFor: async () => "" },
  orders: { cancelLink: async (id) => `http://localhost:3000/orders/${id}#cancel=none` },
  customers: { find: async (id) => ({ id, name: "Ada Lovelace", email: "ada@example.com" }) },
};

/** Relays and delivers at once, in one process as `npm run worker` does, until the last is delivered. */
export async function relayAndDeliver(pool: pg.Pool, boss: Boss, count: number, concurrency: number): Promise<void> {
  const handler: HandlerDefinition = { ...sendOrderNotifications, concurrency };
  const signal = new AbortController().signal;
  const attempt = createAttempt({ pool, boss, handler, policy: handler.retry, ports: instant, signal });
  const done = Promise.withResolvers<void>();
  let handled = 0;
  const consumer = consume(boss, {
    queue: handler.id,
    concurrency,
    pollMilliseconds: 1_000,
    handle: async (job, free) => {
      await attempt(job, free);
      handled += 1;
      if (handled === count) done.resolve();
    },
  });
  await Promise.all([relayAll(pool, boss, consumer.notify), done.promise]);
  await consumer.drain();
}

/** pg-boss's own worker over existing jobs, with an empty handler. */
async function workBare(boss: PlainBoss, count: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  let handled = 0;
  const options = { batchSize, localConcurrency: loops, perJobResults: true, burstWhenBatchFull: true } as const;
  await boss.work(queue, { ...options, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    handled += jobs.length;
    if (handled === count) done.resolve();
    return jobs.map(({ id }) => ({ id, status: "completed" as const }));
  });
  await done.promise;
  await boss.offWork(queue, { wait: true });
}

/** No worker: the fetch and complete statements as fast as two loops can send them. */
async function loopBare(boss: PlainBoss): Promise<void> {
  const loop = async () => {
    for (;;) {
      const jobs = await boss.fetch(queue, { batchSize });
      if (jobs.length === 0) return;
      await boss.complete(
        queue,
        jobs.map(({ id }) => id),
      );
    }
  };
  await Promise.all(Array.from({ length: loops }, loop));
}

/** P3: from the outbox to `delivered`, with an instant port in place of SMTP, against pg-boss's worker. */
export const benchDeliver: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, (ourUrl) =>
    withDatabase(run.server, { migrated: false }, async (bareUrl, administerBare) => {
      const count = run.tiny ? 1_000 : run.quick ? 5_000 : 20_000;
      const pool = connectDatabase(ourUrl);
      const boss = createBoss(pool, { supervise: false });
      await boss.start();
      const bare = await startPlainBoss(bareUrl);
      await bare.createQueue(queue);

      const ours = (concurrency: number) => async () => {
        await publishBacklog(pool, count);
        await settleServer(run.server);
        // As `npm run worker` does.
        const stopKeeping = keepHeapSmall();
        const elapsed = await timeOf(() => relayAndDeliver(pool, boss, count, concurrency));
        stopKeeping();
        const { rows } = await pool.query("select count(*)::int as delivered from delivery where state = 'delivered'");
        if (rows[0]?.delivered !== count) throw new Error(`P3: ${rows[0]?.delivered} of ${count} were delivered`);
        await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, pgboss.job cascade");
        return perSecond(count, elapsed);
      };
      const baseline = (work: () => Promise<void>) => async () => {
        const jobs = Array.from({ length: count }, () => ({ data: payloadOf(randomUUID(), randomUUID()) }));
        for (let from = 0; from < count; from += 2_000) await bare.insert(queue, jobs.slice(from, from + 2_000));
        await settleServer(run.server);
        const elapsed = await timeOf(work);
        await administerBare("truncate pgboss.job");
        return perSecond(count, elapsed);
      };
      const seen = await interleave(run.rounds, {
        wide: ours(batchSize * loops),
        worker: baseline(() => workBare(bare, count)),
        shipped: ours(sendOrderNotifications.concurrency),
        loop: baseline(() => loopBare(bare)),
      });
      await bare.stop();
      await boss.stop({ graceful: false });
      await closeDatabase();
      const goal = { of: "ratio", atLeast: 0.45, aim: "0.8" } as const;
      const at = (width: number) => `relay + deliver, ${width} at once`;
      const wide = at(batchSize * loops);
      const shipped = at(sendOrderNotifications.concurrency);
      const unit = "/s";
      return [
        {
          id: "P3",
          what: `${wide}, against pg-boss's worker with as many`,
          unit,
          ours: seen.wide,
          baseline: seen.worker,
          goal,
        },
        {
          id: "P3 loop",
          what: `${wide}, against fetch and complete alone`,
          unit,
          ours: seen.wide,
          baseline: seen.loop,
        },
        {
          id: "P3 default",
          what: `${shipped} as shipped, against pg-boss's worker with 200`,
          unit,
          ours: seen.shipped,
          baseline: seen.worker,
        },
      ];
    }),
  );
