import { afterAll, expect, test } from "vitest";
import { inTransaction } from "#server/platform/database/db.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { completeJobs, deadLetterJobs, returnJobs } from "#server/platform/pgboss/settle-jobs.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { expireHeartbeats, jobStatesOf } from "#server/testing/queue-faults.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

/** A job of two workers: the first one was suspended, and the second one fetched it after the heartbeat expired. */
async function aJobOfTwoWorkers() {
  await anOrderCreated(pool);
  await pipeline.tick();
  const stale = await pipeline.take(mailHandler);
  if (!stale) throw new Error("no job");
  await expireHeartbeats(pool, pipeline.boss, [stale.id]);
  const current = await pipeline.take(mailHandler);
  if (current?.id !== stale.id) throw new Error("the second worker has another job");
  return { stale, current };
}

test("does not let a suspended worker complete a job that another one has fetched", async () => {
  const { stale, current } = await aJobOfTwoWorkers();
  await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [stale]));
  expect(await jobStatesOf(pool, stale.id)).toEqual(["active"]);
  await inTransaction(pool, (tx) => completeJobs(pipeline.boss, tx, mailHandler, [current]));
  expect(await jobStatesOf(pool, stale.id)).toEqual([]);
});

test("does not let a suspended worker return a job that another one has fetched", async () => {
  const { stale, current } = await aJobOfTwoWorkers();
  await inTransaction(pool, (tx) => returnJobs(pipeline.boss, tx, mailHandler, [stale]));
  expect(await jobStatesOf(pool, stale.id)).toEqual(["active"]);
  await inTransaction(pool, (tx) => returnJobs(pipeline.boss, tx, mailHandler, [current]));
  expect(await jobStatesOf(pool, stale.id)).toEqual(["retry"]);
});

test("dead-letters a job at once, regardless of pg-boss's retry limit", async () => {
  await anOrderCreated(pool);
  await pipeline.tick();
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  await inTransaction(pool, (tx) => deadLetterJobs(pipeline.boss, tx, mailHandler, [job]));
  expect(await jobStatesOf(pool, job.id)).toEqual([]);
  expect(await jobStatesOf(pool, job.id, deadLetterQueueOf(mailHandler))).toEqual(["created"]);
});
