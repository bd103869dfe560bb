import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { settleDelivered } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { publishFrom } from "#server/delivery/outbox/publish.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { claimWithoutSettling } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const only = async (subject: string) => {
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
};
const attemptsOf = async (id: string) =>
  (await pool.query("select number, outcome, failure_code from attempt where delivery_id = $1 order by number", [id]))
    .rows;
const jobsOf = async (queue: string, id: string) =>
  (await pool.query("select state from pgboss.job where name = $1 and id = $2", [queue, id])).rows.map(
    (row) => row.state,
  );

/** Lets the hold of a job expire, so that it is fetched again. */
async function theWorkerDies(id: string) {
  await pool.query(
    "update pgboss.job set state = 'retry', retry_count = retry_count + 1, start_after = now() where id = $1 and name = $2",
    [id, mailHandler],
  );
}
async function makeNextAttemptDue(id: string) {
  await pool.query("update pgboss.job set start_after = now() where id = $1 and name = $2", [id, mailHandler]);
}

const busy = () =>
  recordingPorts(() => {
    throw new RetryableError("smtp_deferred", "busy", { reply: "451 4.3.2 try later" });
  });
const refusing = () =>
  recordingPorts(() => {
    throw new PermanentError("recipient_rejected", "refused", { reply: "550 5.1.1 no such user" });
  });

test("delivers at the first attempt without an attempt row, and completes the job", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  const delivery = await only(subject);
  expect(delivery).toMatchObject({ state: "delivered", attempts: 1, sendingSince: null, acceptedAt: expect.any(Date) });
  expect(mails).toMatchObject([
    { to: { name: "Ada Lovelace", address: "ada@example.com" }, idempotencyKey: delivery.idempotencyKey },
  ]);
  expect(await attemptsOf(delivery.id)).toEqual([]);
  expect(await jobsOf(mailHandler, delivery.id)).toEqual([]);
});

test("retries a transient failure later, and records every attempt", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(mailHandler, busy().ports);
  const waiting = await only(subject);
  expect(waiting).toMatchObject({ state: "retrying", attempts: 1, failureCode: "smtp_deferred", sendingSince: null });
  const seconds = ((waiting.nextAttemptAt?.getTime() ?? 0) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(25);
  expect(seconds).toBeLessThan(95);
  expect(await pipeline.work()).toBe(0);

  await makeNextAttemptDue(waiting.id);
  await pipeline.work();
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2 });
  expect(await attemptsOf(waiting.id)).toEqual([
    { number: 1, outcome: "retried", failure_code: "smtp_deferred" },
    { number: 2, outcome: "delivered", failure_code: null },
  ]);
});

test("dead-letters a message through the dead-letter queue when its retries are exhausted", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { id } = await only(subject);
  const { ports, mails } = busy();
  for (let tries = 0; tries < 4; tries += 1) {
    await makeNextAttemptDue(id);
    await pipeline.work(mailHandler, ports);
  }
  expect(mails).toHaveLength(4);
  expect(await only(subject)).toMatchObject({ state: "retrying", verdict: "dead" });
  expect(await jobsOf(deadLetterQueueOf(mailHandler), id)).toEqual(["created"]);
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 4, failureCode: "smtp_deferred" });
  expect((await attemptsOf(id)).map((row) => row.outcome)).toEqual(["retried", "retried", "retried", "dead"]);
  expect(await jobsOf(deadLetterQueueOf(mailHandler), id)).toEqual([]);
});

test("dead-letters a permanent failure at the first attempt", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(mailHandler, refusing().ports);
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 1, failureCode: "recipient_rejected" });
});

test("dead-letters an invalid payload with its field, and sends nothing", async () => {
  const subject = `orders/${randomUUID()}`;
  await pool.query(
    `with message as (select $1::uuid as id, 'test' as source, 'order.created' as type, 1 as version, $2::text as subject,
       '{"email": 7, "surprise": true}'::jsonb as data, null::text as traceparent, null::text as target_handler) ${publishFrom("message")}`,
    [randomUUID(), subject],
  );
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.collect();
  const delivery = await only(subject);
  expect(delivery).toMatchObject({ state: "dead", failureCode: "payload_invalid" });
  expect((await pool.query("select error from delivery where id = $1", [delivery.id])).rows[0].error).toMatch(
    /\/email.*\/surprise/,
  );
  expect(mails).toEqual([]);
});

test("counts the attempt of a lost worker, and the next worker continues with the remaining attempts", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { id } = await only(subject);
  for (let deaths = 0; deaths < 3; deaths += 1) {
    await pipeline.take(mailHandler);
    await claimWithoutSettling(pool, id);
    await theWorkerDies(id);
  }
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails).toHaveLength(1);
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 4 });
  expect((await attemptsOf(id)).map((row) => row.outcome)).toEqual([
    "worker_lost",
    "worker_lost",
    "worker_lost",
    "delivered",
  ]);
});

test("dead-letters a message that kills its worker every time after its own retry limit, without another send", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { id } = await only(subject);
  for (let deaths = 0; deaths < 4; deaths += 1) {
    await pipeline.take(mailHandler);
    await claimWithoutSettling(pool, id);
    await theWorkerDies(id);
  }
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.collect();
  expect(mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 4, failureCode: "worker_lost" });
  expect(await attemptsOf(id)).toHaveLength(4);
});

test("records the late 250 of a worker that lost its claim, and the returned job sends nothing", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { id } = await only(subject);
  await pipeline.take(mailHandler);
  const tried = await claimWithoutSettling(pool, id);
  await theWorkerDies(id);
  // The second worker fails, so the first one has lost its claim when it gets its 250.
  await pipeline.work(mailHandler, busy().ports);
  const settled = await inTransaction(pool, (tx) =>
    settleDelivered(tx, [{ tried, receipt: { reply: "250 late", providerMessageId: null } }]),
  );
  expect(settled.size).toBe(0);
  expect(await only(subject)).toMatchObject({ state: "retrying", acceptedAt: expect.any(Date) });

  await makeNextAttemptDue(id);
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ state: "delivered" });
});

test("retries an ambiguous failure with the same idempotency key, marked maybe sent", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const { id, idempotencyKey } = await only(subject);
  const { ports, mails } = recordingPorts((_mail, count) => {
    if (count === 1)
      throw new RetryableError("delivery_unknown", "the line broke after the last byte", { ambiguous: true });
    return { reply: "250 ok", providerMessageId: null };
  });
  await pipeline.work(mailHandler, ports);
  expect(await only(subject)).toMatchObject({ state: "retrying", ambiguousSince: expect.any(Date) });
  await makeNextAttemptDue(id);
  await pipeline.work(mailHandler, ports);
  expect(mails.map((mail) => mail.idempotencyKey)).toEqual([idempotencyKey, idempotencyKey]);
});

test("returns unsent claims at shutdown without counting an attempt", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const stopping = new AbortController();
  stopping.abort();
  const interrupted = recordingPorts(() => {
    throw new RetryableError("smtp_unavailable", "interrupted before sending");
  });
  await pipeline.work(mailHandler, interrupted.ports, { signal: stopping.signal });
  const delivery = await only(subject);
  expect(delivery).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await attemptsOf(delivery.id)).toEqual([]);
  expect(await pipeline.work()).toBe(1);
});

test("completes a job of a settled delivery without sending", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  await pipeline.boss.insert(mailHandler, [{ id: delivery.id }]);
  const { ports, mails } = recordingPorts();
  expect(await pipeline.work(mailHandler, ports)).toBe(1);
  expect(mails).toEqual([]);
  expect(await jobsOf(mailHandler, delivery.id)).toEqual([]);
});

test("completes a dead-letter job whose delivery is not in flight", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  await pipeline.boss.insert(deadLetterQueueOf(mailHandler), [{ id: delivery.id }]);
  expect(await pipeline.collect()).toBe(1);
  const { rows } = await pool.query("select state, version from delivery where id = $1", [delivery.id]);
  expect(rows[0]).toEqual({ state: "dead", version: delivery.version });
});
