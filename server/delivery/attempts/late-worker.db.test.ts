import { afterAll, expect, test } from "vitest";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { returnClaims } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { claimWithoutSettling, expireLease, jobStatesOf } from "#server/testing/queue-faults.ts";
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

const contextOf = (ports: Ports) => {
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const policy = { limit: 3, delaySeconds: 60, backoff: "fixed", maxDelaySeconds: 60 } as const;
  return { pool, boss: pipeline.boss, handler, policy, ports, signal: new AbortController().signal };
};

test("does not send a job twice that expires while it is in flight in the same worker", async () => {
  const { id, subject } = await aQueuedDelivery();
  const answer = Promise.withResolvers<Receipt>();
  const { ports, mails } = recordingPorts(() => answer.promise);
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: 4,
    pollMilliseconds: 10,
    handle: createAttempt(contextOf(ports)),
  });
  await eventually(() => mails.length === 1);
  await expireLease(pool, id);
  await eventually(async () => (await jobStatesOf(pool, id))[0] === "active");
  answer.resolve(accepted);
  await eventually(async () => (await jobStatesOf(pool, id)).length === 0);
  await consumer.drain();
  expect(mails).toHaveLength(1);
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 1 });
});

test("does not send a mail again whose reply PostgreSQL cannot store unchanged", async () => {
  const { subject } = await aQueuedDelivery();
  const { ports, mails } = recordingPorts(() => ({ reply: "250 ok \0 \ud800", providerMessageId: "a\0b" }));
  await pipeline.work(mailHandler, ports);
  expect(mails).toHaveLength(1);
  expect(await only(subject)).toMatchObject({ state: "delivered" });
});

test("does not take a claim from its new worker when it is returned twice", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.take(mailHandler);
  const mine = await claimWithoutSettling(pool, id);
  await inTransaction(pool, (tx) => returnClaims(tx, [{ tried: mine }]));
  await expireLease(pool, id);
  const answer = Promise.withResolvers<Receipt>();
  const { ports, mails } = recordingPorts(() => answer.promise);
  const worked = pipeline.work(mailHandler, ports);
  await eventually(() => mails.length === 1);
  // The response of the commit was lost: the transaction runs again.
  await inTransaction(pool, (tx) => returnClaims(tx, [{ tried: mine }]));
  expect(await only(subject)).toMatchObject({ attempts: 1, sendingSince: expect.any(Date) });
  answer.resolve(accepted);
  await worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 1 });
});

test("begins no job that another worker may have after being stopped for longer than a heartbeat", async () => {
  const { id, subject } = await aQueuedDelivery();
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  await expireLease(pool, id);
  const answer = Promise.withResolvers<Receipt>();
  const living = recordingPorts(() => answer.promise);
  const worked = pipeline.work(mailHandler, living.ports);
  await eventually(() => living.mails.length === 1);

  const late = recordingPorts();
  await createAttempt(contextOf(late.ports))({ ...job, heldUntil: Date.now() - 1 });
  expect(late.mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ attempts: 1, sendingSince: expect.any(Date) });
  answer.resolve(accepted);
  await worked;
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 1 });
});

test("does not send the last byte of a mail after being stopped, and returns the attempt", async () => {
  const { id, subject } = await aQueuedDelivery();
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  const held = { ...job, heldUntil: Date.now() + 60_000 };
  let sent = 0;
  const { ports } = recordingPorts();
  ports.mailer.send = async (_mail, { beforeLastByte }) => {
    held.heldUntil = Date.now() - 1;
    await beforeLastByte?.();
    sent += 1;
    return accepted;
  };
  await createAttempt(contextOf(ports))(held);
  expect(sent).toBe(0);
  expect(await only(subject)).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await jobStatesOf(pool, id)).toEqual(["retry"]);
  await pipeline.work();
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 1 });
});
