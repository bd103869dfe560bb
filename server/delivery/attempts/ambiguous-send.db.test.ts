import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { attemptsOf, claimWithoutSettling, expireLease, makeNextAttemptDue } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const sink = await startLocalMailServer({ db: pool, port: 0 });
afterAll(async () => {
  await sink.stop();
  await pipeline.stop();
});

const park = { ambiguousSend: "park" } as const;
const portsTo = (smtpUrl: string): Ports => ({
  ...recordingPorts().ports,
  mailer: createMailer({ smtpUrl, from: "orders@redeliver.example" }),
});
const toSink = portsTo(`smtp://127.0.0.1:${sink.port}`);

async function aQueuedDelivery(tag = "") {
  const orderId = crypto.randomUUID();
  const email = `${tag}${orderId}@example.com`;
  const { subject } = await anOrderCreated(pool, { orderId, email });
  await pipeline.tick();
  return { subject, email, ...(await only(subject)) };
}
const only = async (subject: string) => {
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
};
async function messageIdsAt(email: string) {
  const { rows } = await pool.query<{ id: string }>("select message_id as id from captured_mail where recipient = $1", [
    email,
  ]);
  return rows.map(({ id }) => id);
}
const dataSince = async (id: string) =>
  (await pool.query<{ at: Date | null }>("select data_since as at from delivery where id = $1", [id])).rows[0]?.at;

test("with retry, sends a mail whose connection dropped after the dot again under the same Message-ID, marked maybe sent", async () => {
  const { id, subject, email, idempotencyKey } = await aQueuedDelivery("drop+");
  await pipeline.work(mailHandler, toSink);
  expect(await only(subject)).toMatchObject({ state: "retrying", ambiguousSince: expect.any(Date) });
  expect(await dataSince(id)).toBeNull();
  await makeNextAttemptDue(pool, id);
  await pipeline.work(mailHandler, toSink);
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2 });
  const [first, second, ...more] = await messageIdsAt(email);
  expect([first, more]).toEqual([expect.stringContaining(idempotencyKey), []]);
  expect(second).toBe(first);
});

test("with park, dead-letters a mail whose connection dropped after the dot, without a second copy", async () => {
  const { id, subject, email } = await aQueuedDelivery("drop+");
  await pipeline.work(mailHandler, toSink, park);
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 1, failureCode: "delivery_unknown" });
  expect(await getDeadLetter(id)).toMatchObject({ maybeSent: true, failureCode: "delivery_unknown" });
  expect(await messageIdsAt(email)).toHaveLength(1);
});

test("with park, still retries a mail that certainly did not arrive", async () => {
  const { subject, email } = await aQueuedDelivery("busy1+");
  await pipeline.work(mailHandler, toSink, park);
  expect(await only(subject)).toMatchObject({ state: "retrying", failureCode: "smtp_deferred", ambiguousSince: null });
  await makeNextAttemptDue(pool, (await only(subject)).id);
  await pipeline.work(mailHandler, toSink, park);
  expect(await only(subject)).toMatchObject({ state: "delivered" });
  expect(await messageIdsAt(email)).toHaveLength(1);
});

test("with park, sends the final dot only after it is recorded", async () => {
  const { id, subject } = await aQueuedDelivery();
  const server = await startScriptedServer();
  const ports = portsTo(server.url);
  const holder = await pool.connect();
  // After the claim and before the send: the mark must wait for this lock.
  const find = ports.customers.find;
  ports.customers.find = async (customerId) => {
    await holder.query("begin");
    await holder.query("select from delivery where id = $1 for update", [id]);
    return find(customerId);
  };
  const worked = pipeline.work(mailHandler, ports, park);
  const waitingForTheLock = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%data_since%'
                               and datname = current_database()`;
  await eventually(async () => (await pool.query(waitingForTheLock)).rowCount === 1);
  expect(server.heard).toContain("DATA");
  expect(server.mails).toEqual([]);
  await holder.query("commit");
  holder.release();
  await worked;
  expect(server.mails).toHaveLength(1);
  expect(await dataSince(id)).toBeInstanceOf(Date);
  expect(await only(subject)).toMatchObject({ state: "delivered", ambiguousSince: null });
  await server.close();
});

test("with park, drops a mail before its dot when another worker has taken over the attempt", async () => {
  const { id, subject } = await aQueuedDelivery();
  const server = await startScriptedServer();
  const ports = portsTo(server.url);
  const find = ports.customers.find;
  ports.customers.find = async (customerId) => {
    await expireLease(pool, id);
    await pipeline.work(mailHandler, toSink, park);
    return find(customerId);
  };
  await pipeline.work(mailHandler, ports, park);
  expect(server.heard.some((line) => line.startsWith("RCPT"))).toBe(true);
  expect(server.mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 2 });
  await server.close();
});

test("dead-letters an open claim that may have sent its last byte, with any policy", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.take(mailHandler);
  await claimWithoutSettling(pool, id);
  await pool.query("update delivery set data_since = now() where id = $1", [id]);
  await expireLease(pool, id);
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.collect();
  expect(mails).toEqual([]);
  const dead = { state: "dead", attempts: 1, failureCode: "delivery_unknown", ambiguousSince: expect.any(Date) };
  expect(await only(subject)).toMatchObject(dead);
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["worker_lost"]);
});

test("fails the attempt without sending when the database cannot record the dot", async () => {
  const { id, subject } = await aQueuedDelivery();
  const server = await startScriptedServer();
  const failing = Object.create(pool, {
    query: {
      value: (statement: { name?: string }, ...more: unknown[]) =>
        statement.name === "mark_data_sent"
          ? Promise.reject(new Error("the connection is gone"))
          : Reflect.apply(pool.query, pool, [statement, ...more]),
    },
  });
  const handler = handlerOfId(mailHandler);
  const job = await pipeline.take(mailHandler);
  if (!handler || !job) throw new Error("no handler or job");
  const context = { boss: pipeline.boss, handler, policy: handler.retry, signal: new AbortController().signal };
  await createAttempt({ ...context, pool: failing, ports: portsTo(server.url), ...park })(job);
  expect(server.mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ id, state: "retrying", failureCode: "unexpected", ambiguousSince: null });
  await server.close();
});
