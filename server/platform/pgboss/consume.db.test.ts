import { expect, test, vi } from "vitest";
import { inTransaction } from "#server/platform/database/db.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { completeJobs, type QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";

const pool = await testDatabase();

/** A handler whose jobs wait until the test releases them. */
function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("runs at most `concurrency` jobs, starts the next as soon as one ends, and finishes the running ones at a drain", async () => {
  const pipeline = await aPipeline(pool);
  for (let made = 0; made < 12; made += 1) await anOrderCreated(pool);
  await pipeline.tick();

  const gates: ReturnType<typeof gate>[] = [];
  const handled: string[] = [];
  let inHand = 0;
  let most = 0;
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 4,
    pollMilliseconds: 60_000,
    handle: async (job: QueueJob) => {
      inHand += 1;
      most = Math.max(most, inHand);
      const mine = gate();
      gates.push(mine);
      await mine.opened;
      await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [job]));
      handled.push(job.id);
      inHand -= 1;
    },
  });

  await eventually(() => gates.length === 4);
  gates[2]?.open();
  // A slow job delays no other: the freed slot is taken although the three others still hang.
  await eventually(() => gates.length === 5);
  for (let opened = 0; opened < 6; opened += 1) {
    gates[opened]?.open();
    await eventually(() => gates.length >= Math.min(12, opened + 4));
  }
  const drained = consumer.drain();
  const started = gates.length;
  for (const one of gates) one.open();
  await drained;
  expect(most).toBe(4);
  expect(handled).toHaveLength(started);
  expect(new Set(handled).size).toBe(started);
  await pipeline.stop();
});

test("fetches at a notification, without waiting for the poll", async () => {
  const pipeline = await aPipeline(pool);
  await pipeline.work();
  const seen: string[] = [];
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 4,
    pollMilliseconds: 60_000,
    handle: async (job) => {
      await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [job]));
      seen.push(job.id);
    },
  });
  await anOrderCreated(pool);
  await pipeline.tick();
  await eventually(() => {
    consumer.notify();
    return seen.length === 1;
  });
  await consumer.drain();
  await pipeline.stop();
});

test("returns prefetched jobs that get no slot, and frees the slot of a job that is settling", async () => {
  const pipeline = await aPipeline(pool);
  await pipeline.work();
  for (let made = 0; made < 60; made += 1) await anOrderCreated(pool);
  await pipeline.tick();

  const hanging = gate();
  let quick = 0;
  let most = 0;
  let atWork = 0;
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 2,
    pollMilliseconds: 200,
    handle: async (job, free) => {
      atWork += 1;
      most = Math.max(most, atWork);
      quick += 1;
      if (quick > 30) await hanging.opened;
      atWork -= 1;
      free();
      await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [job]));
    },
  });
  const active = async () => {
    const { rows } = await pool.query(
      "select count(*)::int as n from pgboss.job where name = $1 and state = 'active'",
      [mailHandler],
    );
    return rows[0].n;
  };
  await eventually(() => quick === 32);
  await eventually(async () => (await active()) === 2);
  expect(most).toBe(2);
  hanging.open();
  await eventually(async () => {
    consumer.notify();
    return quick === 60;
  });
  await consumer.drain();
  expect(await active()).toBe(0);
  await pipeline.stop();
});

test("fetches a backlog in batches, not one job for each that ends", async () => {
  const pipeline = await aPipeline(pool);
  await pipeline.work();
  for (let made = 0; made < 60; made += 1) await anOrderCreated(pool);
  await pipeline.tick();
  const fetches = vi.spyOn(pipeline.boss, "fetch");
  const gates: ReturnType<typeof gate>[] = [];
  let ended = 0;
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 5,
    pollMilliseconds: 60_000,
    handle: async (job) => {
      const mine = gate();
      gates.push(mine);
      await mine.opened;
      await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [job]));
      ended += 1;
    },
  });
  for (let opened = 0; opened < 60; opened += 1) {
    await eventually(() => gates.length > opened);
    gates[opened]?.open();
    await eventually(() => ended > opened);
  }
  expect(fetches.mock.calls.length).toBeLessThan(30);
  await consumer.drain();
  fetches.mockRestore();
  await pipeline.stop();
});

test("prepares the next jobs while all slots are taken, starts them without a fetch, and returns them at a drain", async () => {
  const pipeline = await aPipeline(pool);
  await pipeline.work();
  for (let made = 0; made < 12; made += 1) await anOrderCreated(pool);
  await pipeline.tick();

  const settle = (job: QueueJob) => inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [job]));
  const gates: ReturnType<typeof gate>[] = [];
  let prepared = 0;
  let dismissed = 0;
  let atWork = 0;
  let most = 0;
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 2,
    pollMilliseconds: 60_000,
    ahead: () => 3,
    handle: async (job, free, begin) => {
      if (begin) {
        prepared += 1;
        if (!(await begin())) {
          dismissed += 1;
          return pipeline.boss.fail(mailHandler, [{ id: job.id, retryCount: job.retryCount }], null).then(() => {});
        }
      }
      atWork += 1;
      most = Math.max(most, atWork);
      const mine = gate();
      gates.push(mine);
      await mine.opened;
      atWork -= 1;
      free();
      await settle(job);
    },
  });
  await eventually(() => gates.length === 2);
  // The number of jobs that ended decides how many are prepared.
  gates[0]?.open();
  await eventually(() => gates.length === 3);
  gates[1]?.open();
  await eventually(() => gates.length === 4);
  await eventually(() => prepared > 0);
  const before = prepared;
  gates[2]?.open();
  await eventually(() => gates.length === 5);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThanOrEqual(3);
  const drained = consumer.drain();
  for (const one of gates) one.open();
  await drained;
  expect(most).toBe(2);
  expect(gates.length + dismissed).toBeGreaterThanOrEqual(prepared);
  const { rows } = await pool.query("select state, count(*)::int as n from pgboss.job where name = $1 group by 1", [
    mailHandler,
  ]);
  // The holds have ended: any worker can fetch the jobs that did not start.
  expect(rows.filter(({ state }) => state === "active")).toEqual([]);
  expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(12 - gates.length);
  await pipeline.stop();
});
