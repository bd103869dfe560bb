import { afterAll, expect, test } from "vitest";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { createHangingWorker } from "#server/testing/hanging-worker.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { attemptsOf, expireLease, jobStatesOf } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const accepted: Receipt = { reply: "250 2.0.0 accepted", providerMessageId: null };
const only = async (subject: string) => {
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
};

async function aQueuedDelivery() {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  return { subject, ...(await only(subject)) };
}
const busy = () => new RetryableError("smtp_deferred", "busy", { reply: "451 4.3.2 try later" });
const failing = (error: Error) =>
  recordingPorts(() => {
    throw error;
  });

test("keeps the state when the first worker of an expired job reports a late 250", async () => {
  const { id, subject } = await aQueuedDelivery();
  const first = createHangingWorker(pipeline);
  await first.sending;
  await expireLease(pool, id);
  await pipeline.work();
  const settled = await only(subject);
  expect(settled).toMatchObject({ state: "delivered", attempts: 2 });

  first.resolve(accepted);
  await first.worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2, version: settled.version });
  // The first attempt ended with a 250: it was recorded as lost, and is corrected.
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["delivered", "delivered"]);
  expect(await jobStatesOf(pool, id)).toEqual([]);
});

test("ignores the late 451 of the first worker of an expired job", async () => {
  const { id, subject } = await aQueuedDelivery();
  const first = createHangingWorker(pipeline);
  await first.sending;
  await expireLease(pool, id);
  const second = createHangingWorker(pipeline);
  await second.sending;
  first.reject(busy());
  await first.worked;
  expect(await only(subject)).toMatchObject({ state: "queued", attempts: 2, sendingSince: expect.any(Date) });
  expect(await jobStatesOf(pool, id)).toEqual(["active"]);
  second.resolve(accepted);
  await second.worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2 });
});

test("records the 250 of the first worker of an expired job, and keeps the second worker's attempt", async () => {
  const { id, subject } = await aQueuedDelivery();
  const first = createHangingWorker(pipeline);
  await first.sending;
  await expireLease(pool, id);
  const second = createHangingWorker(pipeline);
  await second.sending;
  first.resolve(accepted);
  await first.worked;
  expect(await only(subject)).toMatchObject({ state: "queued", attempts: 2, acceptedAt: expect.any(Date) });
  expect(await jobStatesOf(pool, id)).toEqual(["active"]);
  second.resolve(accepted);
  await second.worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2 });
  expect(await jobStatesOf(pool, id)).toEqual([]);
});

test("marks a delivery maybe sent when a worker without its claim reports an ambiguous send", async () => {
  const { id, subject } = await aQueuedDelivery();
  const first = createHangingWorker(pipeline);
  await first.sending;
  await expireLease(pool, id);
  await pipeline.work(mailHandler, failing(busy()).ports);
  expect(await only(subject)).toMatchObject({ state: "retrying", ambiguousSince: null });
  first.reject(new RetryableError("delivery_unknown", "the line broke after the last byte", { ambiguous: true }));
  await first.worked;
  expect(await only(subject)).toMatchObject({ state: "retrying", attempts: 2, ambiguousSince: expect.any(Date) });
});

test("does not return a job that another worker is sending, so that one copy is sent", async () => {
  const { id, subject } = await aQueuedDelivery();
  const handler = handlerOfId(mailHandler);
  const stale = await pipeline.take(mailHandler);
  if (!handler || !stale) throw new Error("nothing to do");
  await expireLease(pool, id);
  const second = createHangingWorker(pipeline);
  await second.sending;
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports: recordingPorts().ports };
  await createAttempt({ ...context, signal: AbortSignal.abort() })(stale);
  expect(await jobStatesOf(pool, id)).toEqual(["active"]);
  expect(await pipeline.work()).toBe(0);
  second.resolve(accepted);
  await second.worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 1 });
});
