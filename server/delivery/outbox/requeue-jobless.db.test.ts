import { afterAll, expect, test } from "vitest";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { requeueJobless } from "#server/delivery/outbox/relay-batch.ts";
import { findJobless, lockJobless } from "#server/delivery/outbox/sql/find-jobless.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { claimWithoutSettling, jobStatesOf, removeJob } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const sweep = () => requeueJobless(pool, pipeline.boss);
const anHourPasses = (id: string) =>
  pool.query(
    "update delivery set created_at = now() - interval '1 h', updated_at = now() - interval '1 h' where id = $1",
    [id],
  );

async function aQueuedDelivery() {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(webhookHandler);
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
}
const failing = (error: Error) =>
  recordingPorts(() => {
    throw error;
  }).ports;

test("enqueues a delivery without a job again after a minute, and delivers it once", async () => {
  const { id, messageId } = await aQueuedDelivery();
  await removeJob(pool, id);
  expect(await sweep()).toBe(0);
  await anHourPasses(id);
  const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
  expect(sweeps.reduce((sum, found) => sum + found)).toBe(1);
  const { ports, mails } = recordingPorts();
  expect(await pipeline.work(mailHandler, ports)).toBe(1);
  expect(mails).toHaveLength(1);
  const { rows } = await pool.query("select state from delivery where message_id = $1 and handler = $2", [
    messageId,
    mailHandler,
  ]);
  expect(rows).toEqual([{ state: "delivered" }]);
  expect(await sweep()).toBe(0);
});

test("leaves a delivery alone that got its job back before the lock", async () => {
  const { id } = await aQueuedDelivery();
  await removeJob(pool, id);
  await anHourPasses(id);
  const seen = (await findJobless(pool, 100)).map((suspect) => suspect.id);
  expect(seen).toEqual([id]);
  expect(await inTransaction(pool, (tx) => lockJobless(tx, seen))).toMatchObject([{ id }]);
  expect(await sweep()).toBe(1);
  expect(await inTransaction(pool, (tx) => lockJobless(tx, seen))).toEqual([]);
  await pipeline.work();
});

test("enqueues a delivery again whose job was cancelled or completed manually", async () => {
  for (const state of ["cancelled", "completed", "failed"]) {
    const { id } = await aQueuedDelivery();
    await pool.query("update pgboss.job set state = $2::pgboss.job_state, completed_on = now() where id = $1", [
      id,
      state,
    ]);
    await anHourPasses(id);
    expect(await sweep()).toBe(1);
    expect(await pipeline.work()).toBe(1);
    expect(await jobStatesOf(pool, id)).toEqual([]);
  }
});

test("continues a retry without a job with its remaining attempts", async () => {
  const { id } = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(new RetryableError("smtp_deferred", "busy")));
  await removeJob(pool, id);
  await anHourPasses(id);
  expect(await sweep()).toBe(1);
  await pipeline.work();
  const { rows } = await pool.query("select state, attempts from delivery where id = $1", [id]);
  expect(rows).toEqual([{ state: "delivered", attempts: 2 }]);
});

test("dead-letters a verdict without a dead-letter job, without another send", async () => {
  const { id } = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(new PermanentError("recipient_rejected", "refused")));
  await removeJob(pool, id);
  await anHourPasses(id);
  expect(await sweep()).toBe(1);
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.collect();
  expect(mails).toEqual([]);
  const { rows } = await pool.query("select state, failure_code from delivery where id = $1", [id]);
  expect(rows).toEqual([{ state: "dead", failure_code: "recipient_rejected" }]);
});

test("leaves deliveries alone that wait, hang, back off or are being collected", async () => {
  const queued = await aQueuedDelivery();
  await anHourPasses(queued.id);
  expect(await sweep()).toBe(0);
  await pipeline.take(mailHandler);
  await claimWithoutSettling(pool, queued.id);
  await anHourPasses(queued.id);
  expect(await sweep()).toBe(0);

  const retrying = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(new RetryableError("smtp_deferred", "busy")));
  await anHourPasses(retrying.id);
  const condemned = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(new PermanentError("recipient_rejected", "refused")));
  await anHourPasses(condemned.id);
  expect(await sweep()).toBe(0);
  expect(await jobStatesOf(pool, condemned.id, deadLetterQueueOf(mailHandler))).toEqual(["created"]);
});
