import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { percentile } from "#bench/rig/percentile.ts";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { startSlowMailServer } from "#bench/rig/start-slow-mail-server.ts";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { createBoss } from "#server/platform/pgboss/boss.ts";

/** Connections of one worker, and the time in ms that the mail server takes for each mail. */
const shapes = [
  { connections: 5, milliseconds: 100 },
  { connections: 20, milliseconds: 50 },
] as const;

/** P13: mails per second of a worker that drains a backlog, against the capacity of its connections without idle time. */
export const benchDrain: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const pool = connectDatabase(url);
    const boss = createBoss(pool, { supervise: false });
    await boss.start();
    await insertPermit(pool);
    const seconds = run.tiny ? 1 : run.quick ? 4 : 10;
    const idle = new Map<string, number[]>();

    const drain = async ({ connections, milliseconds }: (typeof shapes)[number]) => {
      const count = Math.round((connections / milliseconds) * 1_000 * seconds);
      await publishBacklog(pool, count);
      await pool.query(
        `insert into customer (id, name, email)
         select (data->>'customerId')::uuid, 'Ada Lovelace', data->>'customerId' || '@example.com' from outbox_message`,
      );
      await relayAll(pool, boss);
      await settleServer(run.server);
      const all = Promise.withResolvers<void>();
      const server = await startSlowMailServer(milliseconds, (taken) => {
        if (taken === count) all.resolve();
      });
      const worker = startWorker(url, server.port, { DELIVERY_CONCURRENCY: String(connections) });
      await all.promise;
      await stopProduct(worker);
      server.close();
      await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, customer, pgboss.job cascade");
      const waits = idle.get(`${connections}`) ?? [];
      idle.set(`${connections}`, [...waits, ...server.idle]);
      // From the first mail of every connection to the last, because some connections are idle at both ends.
      const [from = 0, to = 0] = [server.accepted[connections - 1], server.accepted[count - connections]];
      return (count - 2 * connections + 1) / ((to - from) / 1_000);
    };
    const best = ({ connections, milliseconds }: (typeof shapes)[number]) => (connections / milliseconds) * 1_000;
    const seen = await interleave(run.rounds, {
      few: () => drain(shapes[0]),
      fewBest: async () => best(shapes[0]),
      many: () => drain(shapes[1]),
      manyBest: async () => best(shapes[1]),
    });
    await boss.stop({ graceful: false });
    await closeDatabase();
    for (const [connections, waits] of idle) {
      const [half, most] = [percentile(waits, 0.5), percentile(waits, 0.95)].map((wait) => wait.toFixed(1));
      console.log(`  ${connections} connections: a connection waits for its next mail p50 ${half} ms, p95 ${most} ms`);
    }
    const goal = { of: "ratio", atLeast: 0.95, aim: "1" } as const;
    const what = ({ connections, milliseconds }: (typeof shapes)[number]) =>
      `drain of ${connections} connections at ${milliseconds} ms a mail, against connections / latency`;
    return [
      { id: "P13", what: what(shapes[0]), unit: "/s", ours: seen.few, baseline: seen.fewBest, goal },
      { id: "P13 wide", what: what(shapes[1]), unit: "/s", ours: seen.many, baseline: seen.manyBest, goal },
    ];
  });
