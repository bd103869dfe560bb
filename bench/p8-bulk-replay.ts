import type pg from "pg";
import { instant, relayAndDeliver } from "#bench/p3-deliver.ts";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { percentile } from "#bench/rig/percentile.ts";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { perSecond, timeOf } from "#bench/rig/time-of.ts";
import { createReplayBody } from "#server/contracts/triage/replay-batch.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { keepHeapSmall } from "#server/platform/keep-heap-small.ts";
import { type Boss, createBoss } from "#server/platform/pgboss/boss.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";
import { anOperator } from "#server/testing/factories.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { createPace } from "#server/triage/replay-batches/driver/create-pace.ts";
import { driveBatches } from "#server/triage/replay-batches/driver/drive-batches.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { prepareChunk } from "#server/triage/replay-batches/prepare-batch.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";

const concurrency = 200;
const cause = "0123456789abcdef";
const actor = { ...anOperator, role: "admin" as const };

/** Publishes and relays messages, and turns their deliveries into dead letters of one cause. */
async function makeDeadLetters(pool: pg.Pool, boss: Boss, count: number): Promise<void> {
  await publishBacklog(pool, count);
  await relayAll(pool, boss);
  await pool.query("delete from pgboss.job");
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead, deaths)
     values ($1, $2, 'recipient_rejected', 'the mail server refused the recipient', $3::int, $3::int)`,
    [cause, sendOrderNotifications.id, count],
  );
  await pool.query(
    `update delivery set state = 'dead', verdict = 'dead', failure_code = 'recipient_rejected', attempts = 1, cause = $1,
            error = 'refused', settled_at = now(), dead_type = 'order.created'`,
    [cause],
  );
  await pool.query("vacuum analyze delivery");
}

const create = (): Promise<{ id: string }> => {
  const change = { patch: [{ op: "replace", path: "/email", value: "grace@example.com" }] };
  const body = createReplayBody.parse({ select: { cause }, change, reason: "a measurement", waves: "none" });
  return createBatch({ actor, requestId: null, idempotencyKey: null, body });
};

/** Drives a prepared batch beside a relay and a worker in one process, as `npm run worker` does, until it is complete. */
async function driveToEnd(pool: pg.Pool, boss: Boss, id: string): Promise<void> {
  const handler = { ...sendOrderNotifications, concurrency };
  const stop = new AbortController();
  const pace = createPace();
  const attempt = createAttempt({ pool, boss, handler, policy: handler.retry, ports: instant, signal: stop.signal });
  const consumer = consume(boss, { queue: handler.id, concurrency, pollMilliseconds: 50, handle: attempt });
  const relaying = (async () => {
    while (!stop.signal.aborted) {
      await relayAll(pool, boss, consumer.notify);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  for (;;) {
    const { progressed } = await driveBatches(pool, "bench", pace);
    if (progressed) continue;
    const { rows } = await pool.query("select state from replay_batch where id = $1", [id]);
    if (rows[0]?.state !== "running") break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  stop.abort();
  await relaying;
  await consumer.drain();
  const { counts, total } = await getBatch(id);
  if (counts.delivered !== total) throw new Error(`P8: ${JSON.stringify(counts)} of ${total}`);
}

/** P8: a bulk replay: frozen with its versions, driven against P3, and its page. */
export const benchBulkReplay: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const frozen = run.tiny ? 1_000 : run.quick ? 10_000 : 100_000;
    const driven = run.tiny ? 500 : run.quick ? 5_000 : 20_000;
    const pool = connectDatabase(url);
    const boss = createBoss(pool, { supervise: false });
    await boss.start();
    const empty = () =>
      pool.query(
        "truncate outbox_message, outbox_pending, delivery, attempt, payload_edit, pgboss.job, replay_batch, replay_recipe, cause cascade",
      );

    await makeDeadLetters(pool, boss, frozen);
    await settleServer(run.server);
    const created: number[] = [];
    const pages: number[] = [];
    for (let round = 0; round < Math.min(run.rounds, 3); round += 1) {
      let id = "";
      const elapsed = await timeOf(async () => {
        ({ id } = await create());
      });
      created.push(elapsed / 1_000);
      const times: number[] = [];
      for (let nth = 0; nth < 30; nth += 1) times.push(await timeOf(() => getBatch(id)));
      pages.push(percentile(times, 0.95));
    }
    await empty();

    const seen = await interleave(Math.min(run.rounds, 3), {
      bulk: async () => {
        await makeDeadLetters(pool, boss, driven);
        const { id } = await create();
        while (await prepareChunk(pool, id));
        await startBatch({ actor, requestId: null, id });
        await settleServer(run.server);
        const stopKeeping = keepHeapSmall();
        const elapsed = await timeOf(() => driveToEnd(pool, boss, id));
        stopKeeping();
        await empty();
        return perSecond(driven, elapsed);
      },
      deliver: async () => {
        await publishBacklog(pool, driven);
        await settleServer(run.server);
        const stopKeeping = keepHeapSmall();
        const elapsed = await timeOf(() => relayAndDeliver(pool, boss, driven, concurrency));
        stopKeeping();
        await empty();
        return perSecond(driven, elapsed);
      },
    });
    await boss.stop({ graceful: false });
    await closeDatabase();
    const size = frozen.toLocaleString("en-GB");
    return [
      {
        ...{ id: "P8 create", what: `freeze ${size} dead letters, and prepare for 1.5 s`, unit: "s", ours: created },
        goal: { of: "ours", atMost: 3, aim: "2" },
      },
      {
        ...{ id: "P8 page", what: `p95 of a batch of ${size}`, unit: "ms", ours: pages },
        goal: { of: "ours", atMost: 100, aim: "50" },
      },
      {
        ...{ id: "P8", what: "drive a bulk replay, against relay + deliver of new messages (P3)", unit: "/s" },
        ...{ ours: seen.bulk, baseline: seen.deliver },
        goal: { of: "ratio", atLeast: 0.6, aim: "0.9" },
      },
    ];
  });
