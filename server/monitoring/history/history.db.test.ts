import { afterAll, beforeAll, expect, test } from "vitest";
import type { HistoryDto } from "#server/contracts/monitoring/history.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { getHistory } from "#server/monitoring/history/get-history.ts";
import { getQuarter } from "#server/monitoring/history/get-quarter.ts";
import { quantileError } from "#server/monitoring/history/latency-histogram.ts";
import type { Stage } from "#server/monitoring/history/sql/read-quarter.ts";
import { recordPoints } from "#server/monitoring/history/sql/record-points.ts";
import { rollUp } from "#server/monitoring/history/sql/roll-up.ts";
import { recordDeploy } from "#server/monitoring/processes/sql/record-deploy.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const handlers = [mailHandler, webhookHandler];
const record = (resolution: 10 | 60) => recordPoints(pool, { resolution, handlers, reachSeconds: 7_200 });
const sum = (history: HistoryDto, of: "delivered" | "failed" | "died" | "written") =>
  history.points.reduce((total, point) => total + (point[of] ?? 0), 0);
const flowsOf = (history: HistoryDto) => ({
  delivered: sum(history, "delivered"),
  failed: sum(history, "failed"),
  died: sum(history, "died"),
});
/** The same numbers in plain SQL. */
const counted = async (handler: string) =>
  (
    await pool.query(
      `select (select count(*) from delivery where handler like $1 and state = 'delivered')::int as delivered,
              (select count(*) from attempt a join delivery d on d.id = a.delivery_id
               where d.handler like $1 and a.outcome <> 'delivered')::int as failed,
              (select count(*) from delivery where handler like $1 and state in ('dead', 'discarded'))::int as died`,
      [handler],
    )
  ).rows[0];
/** Moves all rows back in time. */
const longAgo = async (interval: string) => {
  await pool.query("update outbox_message set occurred_at = occurred_at - $1::interval", [interval]);
  await pool.query(
    "update delivery set settled_at = settled_at - $1::interval, created_at = created_at - $1::interval",
    [interval],
  );
  await pool.query("update attempt set ended_at = ended_at - $1::interval", [interval]);
  await pool.query("delete from history_point");
};

beforeAll(async () => {
  await aDeadLetter(pool, pipeline);
  const put = await aDeadLetter(pool, pipeline);
  for (let n = 0; n < 3; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(mailHandler, recordingPorts().ports);
  await discard({ id: put.delivery.id, reason: "test", expectedVersion: null, actor: anOperator, requestId: null });
  await anOrderCreated(pool);
});

test("includes recent deliveries, failures and dead letters that are not stored yet", async () => {
  const history = await getHistory("15m", null);
  expect(history.kept).toBe(false);
  expect(flowsOf(history)).toEqual(await counted("%"));
  expect(sum(history, "written")).toBe(6);
  expect(history.lastMinute).toMatchObject({ ...(await counted("%")), written: 6 });
  expect(flowsOf(await getHistory("1h", mailHandler))).toEqual(await counted(mailHandler));
  expect(flowsOf(await getHistory("15m", "unknown"))).toEqual({ delivered: 0, failed: 0, died: 0 });
});

test("stores the same flows as the rows, with current depths, also for one handler", async () => {
  expect(await record(10)).toBeGreaterThan(0);
  const history = await getHistory("15m", null);
  expect(history.kept).toBe(true);
  expect(flowsOf(history)).toEqual(await counted("%"));
  expect(history.points.at(-1)).toMatchObject({ pending: 1, dead: 1 });
  const last = (await getHistory("15m", webhookHandler)).points.at(-1);
  const { rows } = await pool.query(
    "select count(*)::int as open from delivery where handler = $1 and settled_at is null",
    [webhookHandler],
  );
  expect([last?.inFlight, last?.dead, last?.pending, last?.written]).toEqual([rows[0]?.open, 0, null, null]);
});

test("counts a bucket again while late commits are possible, with the same result", async () => {
  await record(10);
  await record(10);
  expect(flowsOf(await getHistory("15m", null))).toEqual(await counted("%"));
});

test("fills in flows of the time without a worker, without depths", async () => {
  await pool.query("update history_point set at = at - interval '30 min'");
  await longAgo("20 min");
  await record(60);
  const history = await getHistory("1h", null);
  expect(flowsOf(history)).toEqual(await counted("%"));
  const then = history.points.find(({ delivered }) => delivered > 0);
  expect(then).toMatchObject({ pending: null, dead: null });
  expect(history.points.at(-1)).toMatchObject({ pending: 1, dead: 1 });
});

test("aggregates minutes to hours in any order, and deletes old points", async () => {
  await record(60);
  await pool.query(
    `insert into history_point (resolution, at, handler, delivered)
     values (60, now() - interval '3 d', '*', 99), (10, now() - interval '3 h', '*', 99), (3600, now() - interval '401 d', '*', 99)`,
  );
  await rollUp(pool);
  await rollUp(pool);
  expect(flowsOf(await getHistory("7d", null))).toEqual(await counted("%"));
  expect(flowsOf(await getHistory("24h", null))).toEqual(await counted("%"));
  expect((await pool.query("select from history_point where delivered = 99")).rowCount).toBe(0);
});

test("lets one of two workers record the history", async () => {
  await inTransaction(pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('redeliver.history'))");
    expect(await record(10)).toBe(0);
  });
  expect(await record(10)).toBeGreaterThan(0);
});

test("computes median and 95th percentile of all deliveries of a bucket", async () => {
  await pool.query("delete from history_point");
  await pool.query(
    `update outbox_message m set occurred_at = d.settled_at - interval '250 ms'
     from delivery d where d.message_id = m.id and d.state = 'delivered'`,
  );
  await record(60);
  const found = (await getHistory("1h", null)).points.find(({ delivered }) => delivered > 0);
  expect([found?.p50Ms, found?.p95Ms]).toEqual([250, 250]);
});

test("computes stage latencies within 2 % of the rows, stored or not, per handler and for all", async () => {
  for (let n = 0; n < 8; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  const busy = () => {
    throw new RetryableError("smtp_deferred", "busy");
  };
  await pipeline.work(mailHandler, recordingPorts(busy).ports);
  for (let n = 0; n < 8; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work();
  await pipeline.work(webhookHandler);
  // Durations from less than a millisecond to minutes.
  await pool.query(
    `update outbox_message m set occurred_at = d.created_at - interval '1 ms' * power(1.9, hashtext(m.id::text) % 9 + 9)
     from delivery d where d.message_id = m.id and d.created_at > now() - interval '10 min'`,
  );
  await pool.query(
    `update delivery set queued_at = claimed_at - interval '4 s' - interval '1 ms' * power(2.3, hashtext(id::text) % 7 + 7),
                         claimed_at = claimed_at - interval '1 ms' * abs(hashtext(id::text) % 4000) where claimed_at is not null`,
  );
  const exactly = async (since: Date, handler: string) =>
    (
      await pool.query<{ stage: Stage; p50: number; p95: number }>(
        `select stage, percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.95) within group (order by ms) as p95
         from (
           select 'relay' as stage, d.created_at - m.occurred_at as took, d.handler, d.created_at as at from delivery d
           join outbox_message m on m.id = d.message_id where d.revision = 1
           union all select 'total', d.settled_at - m.occurred_at, d.handler, d.settled_at from delivery d
           join outbox_message m on m.id = d.message_id where d.state = 'delivered'
           union all select 'wait', claimed_at - queued_at, handler, settled_at from delivery where state = 'delivered' and attempts = 1
           union all select 'run', settled_at - claimed_at, handler, settled_at from delivery where state = 'delivered' and attempts = 1
           union all select 'wait', a.started_at - d.queued_at, d.handler, a.ended_at from attempt a join delivery d on d.id = a.delivery_id
           where a.number = 1
           union all select 'run', a.ended_at - a.started_at, d.handler, a.ended_at from attempt a join delivery d on d.id = a.delivery_id
         ) t cross join lateral (select extract(epoch from took)::float8 * 1000 as ms) m
         where at >= $1 and handler like $2 group by stage`,
        [since, handler],
      )
    ).rows;
  const compare = async () => {
    const quarter = await getQuarter();
    for (const handler of [null, mailHandler, webhookHandler]) {
      const rows = await exactly(quarter.since, handler ?? "%");
      expect(rows.map(({ stage }) => stage).toSorted()).toEqual(["relay", "run", "total", "wait"]);
      for (const { stage, p50, p95 } of rows) {
        const told = quarter.of(handler)[stage];
        for (const [seen, exact] of [[told.p50Ms, p50] as const, [told.p95Ms, p95] as const])
          expect(Math.abs((seen ?? Number.NaN) - exact), `${stage} ${exact}`).toBeLessThanOrEqual(
            Math.max(1, exact * quantileError),
          );
      }
    }
  };
  await compare();
  // Two minutes ago: everything comes from stored points.
  await longAgo("2 min");
  await pool.query("update attempt set started_at = started_at - interval '2 min'");
  await pool.query(
    "update delivery set queued_at = queued_at - interval '2 min', claimed_at = claimed_at - interval '2 min'",
  );
  expect((await getQuarter()).of(null).total).toEqual({ p50Ms: null, p95Ms: null });
  await record(10);
  await compare();
});

test("marks replays, deploys and alerts, also after their processes ended", async () => {
  const letter = await aDeadLetter(pool, pipeline);
  await createReplay({ id: letter.delivery.id, body: {}, expectedVersion: null, actor: anOperator, requestId: null });
  await recordDeploy(pool, "web", "1.0.0");
  await pool.query("update deploy set at = at - interval '5 min'");
  for (const build of ["1.0.0", "1.0.0", "1.1.0", "1.0.0"]) await recordDeploy(pool, "worker", build);
  await pool.query(
    `insert into alert (id, rule, subject, severity, state, message, started_at, fired_at, resolved_at)
     values (gen_random_uuid(), 'dead_rate', $1, 'critical', 'firing', 'They die.', now() - interval '9 h', now() - interval '9 h', null),
            (gen_random_uuid(), 'queue_age', $2, 'warning', 'resolved', 'It waits.', now() - interval '9 min', now() - interval '8 min',
             now() - interval '7 min'),
            (gen_random_uuid(), 'queue_age', $2, 'warning', 'pending', 'Not told yet.', now(), null, null)`,
    [mailHandler, webhookHandler],
  );
  const { markers, points } = await getHistory("15m", null);
  const of = (kind: string) => markers.filter((marker) => marker.kind === kind);
  expect(of("replay")).toMatchObject([{ count: 1 }]);
  expect(of("deploy")).toMatchObject([{ builds: ["1.0.0"] }, { builds: ["1.0.0", "1.1.0"] }]);
  expect(
    (await pool.query("select build from deploy where kind = 'worker' order by at")).rows.map(({ build }) => build),
  ).toEqual(["1.0.0", "1.1.0", "1.0.0"]);
  expect(of("alert")).toEqual([
    { kind: "alert", at: points[0]?.at, until: null, count: 2, severity: "critical", message: "They die." },
  ]);
  const webhooks = (await getHistory("15m", webhookHandler)).markers.filter(({ kind }) => kind === "alert");
  expect(webhooks).toMatchObject([{ count: 1, message: "It waits.", until: expect.any(String) }]);
  const places = new Set(points.map(({ at }) => at));
  expect(markers.every(({ at }) => places.has(at))).toBe(true);
});
