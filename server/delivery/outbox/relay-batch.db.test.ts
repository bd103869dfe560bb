import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { findWork } from "#server/delivery/outbox/sql/find-work.ts";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const jobsOf = async (queue: string, ids: string[]) =>
  (await pool.query("select id from pgboss.job where name = $1 and id = any($2::uuid[])", [queue, ids])).rows.length;

const pendingOf = async (id: string) =>
  (await pool.query("select attempts, error, next_try_at from outbox_pending where message_id = $1", [id])).rows;

async function tryAgainNow() {
  await pool.query("update outbox_pending set next_try_at = now() where next_try_at is not null");
  return pipeline.tick();
}

test("creates one delivery and one job per handler of a committed message", async () => {
  const { subject, id } = await anOrderCreated(pool);
  await pipeline.tick();
  const [mail] = await deliveriesOf(pool, subject);
  const [webhook] = await deliveriesOf(pool, subject, webhookHandler);
  expect([mail?.state, webhook?.state]).toEqual(["queued", "queued"]);
  expect(await jobsOf(mailHandler, [mail?.id ?? ""])).toBe(1);
  expect(await jobsOf(webhookHandler, [webhook?.id ?? ""])).toBe(1);
  expect(await pendingOf(id)).toEqual([]);
});

test("relays nothing twice in a second tick", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.tick();
  expect(await deliveriesOf(pool, subject)).toHaveLength(1);
});

test("relays a message whose lower seq commits late", async () => {
  const late = await pool.connect();
  await late.query("begin");
  const orderId = randomUUID();
  await late.query(
    `insert into outbox_message (id, source, type, subject, data) values ($1, 'test', 'order.created', $2, '{}')`,
    [randomUUID(), `orders/${orderId}`],
  );
  const early = await anOrderCreated(pool);
  await pipeline.tick();
  expect(await deliveriesOf(pool, early.subject)).toHaveLength(1);
  await late.query("commit");
  late.release();
  await pipeline.tick();
  expect(await deliveriesOf(pool, `orders/${orderId}`)).toHaveLength(1);
});

test("does nothing while another relay holds the lock", async () => {
  const { subject } = await anOrderCreated(pool);
  await inTransaction(pool, async (tx) => {
    expect(await lockRelay(tx)).toBe(true);
    expect(await pipeline.tick()).toMatchObject({ locked: false, relayed: 0 });
  });
  expect(await deliveriesOf(pool, subject)).toHaveLength(0);
  await pipeline.tick();
  expect(await deliveriesOf(pool, subject)).toHaveLength(1);
});

test("enqueues each of 300 messages once with four concurrent relays", async () => {
  const messages = await Promise.all(Array.from({ length: 300 }, () => anOrderCreated(pool)));
  for (let round = 0; round < 12; round += 1) {
    await Promise.all([pipeline.tick(40), pipeline.tick(40), pipeline.tick(40), pipeline.tick(40)]);
  }
  await pipeline.tick();
  const subjects = messages.map((message) => message.subject);
  const { rows } = await pool.query<{ id: string; state: string }>(
    "select id, state from delivery where handler = $1 and subject = any($2)",
    [mailHandler, subjects],
  );
  expect(rows).toHaveLength(300);
  expect(new Set(rows.map((row) => row.state))).toEqual(new Set(["queued"]));
  expect(
    await jobsOf(
      mailHandler,
      rows.map((row) => row.id),
    ),
  ).toBe(300);
});

test("leaves the outbox unchanged when enqueuing fails, and relays it in the next tick", async () => {
  const { subject, id } = await anOrderCreated(pool);
  await pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '53100'; end $$`,
  );
  await pool.query("create trigger refuse before insert on pgboss.job for each row execute function refuse()");
  await expect(pipeline.tick()).rejects.toThrow("no");
  expect(await pendingOf(id)).toMatchObject([{ attempts: 0 }]);
  expect(await deliveriesOf(pool, subject)).toHaveLength(0);
  await pool.query("drop trigger refuse on pgboss.job");
  await pipeline.tick();
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "queued" }]);
});

test("delivers two messages of one order one at a time in commit order", async () => {
  const created = await anOrderCreated(pool);
  await anOrderShipped(pool, created.orderId);
  await pipeline.tick();
  const states = async () => (await deliveriesOf(pool, created.subject)).map((delivery) => delivery.state);
  expect(await states()).toEqual(["queued", "waiting"]);
  await pipeline.tick();
  expect(await states()).toEqual(["queued", "waiting"]);
  await pipeline.work();
  await pipeline.tick();
  expect(await states()).toEqual(["delivered", "queued"]);
});

test("blocks later messages of an order behind a dead letter until it is discarded, and again when it is restored", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  const states = async () => (await deliveriesOf(pool, dead.subject)).map((delivery) => delivery.state);
  await pipeline.tick();
  expect(await states()).toEqual(["dead", "waiting"]);

  const who = { id: dead.delivery.id, actor: anOperator, requestId: null };
  await discard({ ...who, reason: "test", expectedVersion: null });
  await restore(who);
  await pipeline.tick();
  expect(await states()).toEqual(["dead", "waiting"]);

  await discard({ ...who, reason: "test", expectedVersion: null });
  await pipeline.tick();
  expect(await states()).toEqual(["discarded", "queued"]);
});

test("dead-letters a message that cannot be relayed after five attempts, and relays others at once", async () => {
  const before = await anOrderCreated(pool);
  const { id: poisonId, subject } = await anOrderCreated(pool);
  const after = await anOrderCreated(pool);
  await pool.query(
    `create function poison() returns trigger language plpgsql as $$
     begin if new.state <> 'dead' and new.subject = '${subject}' then raise exception 'poison' using errcode = '22000'; end if; return new; end $$`,
  );
  await pool.query("create trigger poison before insert on delivery for each row execute function poison()");

  await pipeline.tick();
  await pipeline.tick();
  await pipeline.tick();
  expect(await deliveriesOf(pool, before.subject)).toMatchObject([{ state: "queued" }]);
  expect(await deliveriesOf(pool, after.subject)).toMatchObject([{ state: "queued" }]);
  for (let attempt = 2; attempt < 5; attempt += 1) await tryAgainNow();
  expect(await pendingOf(poisonId)).toMatchObject([{ attempts: 4 }]);
  await tryAgainNow();

  const { rows } = await pool.query("select parked_at from outbox_message where id = $1", [poisonId]);
  expect(rows).toEqual([{ parked_at: expect.any(Date) }]);
  expect(await pendingOf(poisonId)).toEqual([]);
  const dead = await pool.query(
    "select handler, state, failure_code from delivery where message_id = $1 order by handler",
    [poisonId],
  );
  expect(dead.rows).toEqual([
    { handler: mailHandler, state: "dead", failure_code: "payload_invalid" },
    { handler: webhookHandler, state: "dead", failure_code: "payload_invalid" },
  ]);
});

test("dead-letters a message of an unknown type", async () => {
  const id = randomUUID();
  await pool.query(
    `insert into outbox_message (id, source, type, subject, data) values ($1, 'test', 'order.teleported', 'orders/x', '{}')`,
    [id],
  );
  await pipeline.tick();
  expect(await pendingOf(id)).toMatchObject([{ attempts: 1 }]);
  for (let attempt = 0; attempt < 4; attempt += 1) await tryAgainNow();
  const { rows } = await pool.query("select handler, state, failure_code from delivery where message_id = $1", [id]);
  expect(rows).toEqual([{ handler: "unrouted", state: "dead", failure_code: "unknown_type" }]);
});

test("counts no attempt during an outage", async () => {
  const { id } = await anOrderCreated(pool);
  await pool.query("alter table delivery rename to delivery_away");
  await expect(pipeline.tick()).rejects.toThrow("delivery");
  await pool.query("alter table delivery_away rename to delivery");
  expect(await pendingOf(id)).toEqual([{ attempts: 0, error: null, next_try_at: null }]);
  await pipeline.tick();
});

test("leaves an idle relay without work while a dead letter blocks a sequence", async () => {
  const letter = await aDeadLetter(pool, pipeline);
  for (let held = 0; held < 3; held += 1) await anOrderShipped(pool, letter.orderId);
  // The first tick relays them, the second checks them: all are blocked.
  expect(await pipeline.tick()).toMatchObject({ relayed: 3, more: true });
  expect(await pipeline.tick()).toMatchObject({ relayed: 0, released: 0, more: false });
  expect(await findWork(pool)).toBe(false);
  await discard({
    id: letter.delivery.id,
    reason: "let the others go",
    actor: anOperator,
    requestId: null,
    expectedVersion: null,
  });
  expect(await findWork(pool)).toBe(true);
  expect(await pipeline.tick()).toMatchObject({ released: 1 });
  await pipeline.tick();
  expect(await findWork(pool)).toBe(false);
});
