import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { drainBare } from "#bench/rig/drain-bare.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { percentile } from "#bench/rig/percentile.ts";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { type Drained, startSlowMailServer } from "#bench/rig/start-slow-mail-server.ts";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { createBoss } from "#server/platform/pgboss/boss.ts";

/** Connections of one worker, and the time in ms that the mail server takes for each mail. */
const shapes = [
  { connections: 5, milliseconds: 100 },
  { connections: 20, milliseconds: 50 },
] as const;
type Shape = (typeof shapes)[number];

/** P13: mails per second of a worker that drains a backlog, and of a bare client, against the capacity of the connections without idle time. */
export const benchDrain: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const pool = connectDatabase(url);
    const boss = createBoss(pool, { supervise: false });
    await boss.start();
    await insertPermit(pool);
    const seconds = run.tiny ? 1 : run.quick ? 4 : 10;
    const gaps = new Map<string, number[]>();
    const countOf = ({ connections, milliseconds }: Shape) =>
      Math.round((connections / milliseconds) * 1_000 * seconds);

    /** Mails per second between the first and the last mails of the connections, because some are idle at both ends. */
    const rateOf = (who: string, { connections }: Shape, seen: Drained) => {
      gaps.set(who, [...(gaps.get(who) ?? []), ...seen.gaps]);
      const last = seen.accepted.length - connections - 1;
      const [from = 0, to = 0] = [seen.accepted[connections - 1], seen.accepted[last]];
      return (last - connections + 1) / ((to - from) / 1_000);
    };
    const drain = async (shape: Shape) => {
      const count = countOf(shape);
      await publishBacklog(pool, count);
      await pool.query(
        `insert into customer (id, name, email)
         select (data->>'customerId')::uuid, 'Ada Lovelace', data->>'customerId' || '@example.com' from outbox_message`,
      );
      await relayAll(pool, boss);
      await settleServer(run.server);
      const server = await startSlowMailServer(shape.milliseconds, count);
      const worker = startWorker(url, server.port, { DELIVERY_CONCURRENCY: String(shape.connections) });
      const seen = await server.drained;
      await stopProduct(worker);
      server.close();
      await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, customer, pgboss.job cascade");
      return rateOf(`${shape.connections} connections of a worker`, shape, seen);
    };
    const ceiling = async (shape: Shape) => {
      const server = await startSlowMailServer(shape.milliseconds, countOf(shape));
      const client = drainBare(server.port, shape.connections, countOf(shape));
      const seen = await server.drained;
      client.close();
      server.close();
      return rateOf(`${shape.connections} connections of a bare client`, shape, seen);
    };
    const best = ({ connections, milliseconds }: Shape) => (connections / milliseconds) * 1_000;
    const seen = await interleave(run.rounds, {
      few: () => drain(shapes[0]),
      fewBare: () => ceiling(shapes[0]),
      fewBest: async () => best(shapes[0]),
      many: () => drain(shapes[1]),
      manyBare: () => ceiling(shapes[1]),
      manyBest: async () => best(shapes[1]),
    });
    await boss.stop({ graceful: false });
    await closeDatabase();
    for (const [who, waits] of gaps) {
      const [half, most] = [percentile(waits, 0.5), percentile(waits, 0.95)].map((wait) => wait.toFixed(1));
      console.log(`  ${who}: from a 250 to the end of the next mail p50 ${half} ms, p95 ${most} ms`);
    }
    const goal = { of: "ratio", atLeast: 0.95, aim: "1" } as const;
    const what = (who: string, { connections, milliseconds }: Shape) =>
      `${who} of ${connections} connections at ${milliseconds} ms a mail, against connections / latency`;
    const [few, many] = shapes;
    return [
      { id: "P13", what: what("drain", few), unit: "/s", ours: seen.few, baseline: seen.fewBest, goal },
      { id: "P13 bare", what: what("ceiling", few), unit: "/s", ours: seen.fewBare, baseline: seen.fewBest },
      { id: "P13 wide", what: what("drain", many), unit: "/s", ours: seen.many, baseline: seen.manyBest, goal },
      { id: "P13 wide bare", what: what("ceiling", many), unit: "/s", ours: seen.manyBare, baseline: seen.manyBest },
    ];
  });
