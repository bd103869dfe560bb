import { withTriage } from "#bench/p6-triage.ts";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { startPlainBoss } from "#bench/rig/plain-boss.ts";
import { startServer } from "#bench/rig/start-server.ts";
import { timeRequests } from "#bench/rig/time-requests.ts";
import { createPool } from "#server/platform/database/db.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

const queue = "dead";

/** Inserts this number of failed jobs of one queue into pg-boss's tables. */
async function seedFailedJobs(url: string, count: number): Promise<void> {
  const boss = await startPlainBoss(url);
  await boss.createQueue(queue);
  await boss.stop({ graceful: false });
  const pool = createPool(url, { max: 1 });
  await pool.query(
    `insert into pgboss.job (id, name, state, data, output, retry_count, created_on, started_on, completed_on)
     select gen_random_uuid(), $2, 'failed',
            jsonb_build_object('orderId', gen_random_uuid(), 'customerId', gen_random_uuid(), 'orderTotal', 1000 + n % 9000,
              'currency', 'EUR', 'email', 'person' || n || '@example.com', 'note', 'leave it at the door'),
            jsonb_build_object('name', 'Error', 'message', 'Refused by rule ' || n % 500), 0, t, t, t
     from (select n, now() - n * (interval '30 days' / $1::bigint) as t from generate_series(1, $1::bigint) n) numbered`,
    [count, queue],
  );
  await pool.query("vacuum analyze");
  await pool.end();
}

/**
 * P7: the first list of all dead letters, ours against the pg-boss dashboard's own server over as many failed jobs; the data of
 * one page each. That list is its page of jobs, over all queues. Its page of one queue counts nothing and is measured beside it.
 */
export const benchDashboard: Benchmark = (run) => {
  const count = run.tiny ? 2_000 : run.quick ? 100_000 : 1_000_000;
  return withTriage(run.server, count, (triage) =>
    withDatabase(run.server, { migrated: false }, async (url) => {
      await seedFailedJobs(url, count);
      const port = await freePort();
      const dashboard = await startServer({
        args: ["node_modules/@pg-boss/dashboard/bin/cli.js"],
        ...{ port, path: "/jobs.data", env: { DATABASE_URL: url, PORT: String(port), HOST: "127.0.0.1" } },
      });
      try {
        await settleServer(run.server);
        // Its page of jobs counts all jobs each time, which takes half a second at a million.
        const times = { all: run.tiny ? 5 : 40, one: run.tiny ? 5 : 200 };
        const ours = (query = "") => ({ url: `${triage.origin}/api/v1/dead-letters${query}`, headers: triage.headers });
        const baseline = (page: string) => ({ url: `http://127.0.0.1:${port}${page}` });
        const pages = {
          all: [ours(), baseline("/jobs.data?state=failed")],
          one: [ours("?handler=order-notifications"), baseline(`/queues/${queue}.data?state=failed`)],
        } as const;
        const race = async (which: keyof typeof pages) => {
          const [mine, baseline] = pages[which];
          // Both warm: a new server still compiles.
          for (const page of [mine, baseline]) await timeRequests(times[which], () => page);
          return interleave(Math.min(run.rounds, 3), {
            ours: () => timeRequests(times[which], () => mine),
            baseline: () => timeRequests(times[which], () => baseline),
          });
        };
        const all = await race("all");
        const one = await race("one");
        return [
          {
            ...{ id: "P7", what: `first list of all ${count}, p95, against the pg-boss dashboard's jobs`, unit: "ms" },
            ...{ ours: all.ours, baseline: all.baseline, goal: { of: "ratio", atMost: 0.5, aim: "0.1" } },
          },
          {
            ...{ id: "P7 one", what: "one handler's, p95, against its page of one queue, uncounted", unit: "ms" },
            ...{ ours: one.ours, baseline: one.baseline },
          },
        ];
      } finally {
        await dashboard.stop();
      }
    }),
  );
};
