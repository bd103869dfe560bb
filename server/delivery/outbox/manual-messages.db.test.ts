import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

type Message = { type?: string; subject?: string; data?: unknown; version?: number; target?: string; seq?: number };

/** A message written with psql, without publish and without validation. */
async function aMessageByHand(message: Message = {}) {
  const id = randomUUID();
  const subject = message.subject ?? `orders/${id}`;
  await pool.query(
    `insert into outbox_message (id, source, type, version, subject, data, target_handler, seq)
     values ($1, 'psql', $2, $3, $4, $5::jsonb, $6, coalesce($7::bigint, nextval('outbox_message_seq_seq')))`,
    [
      id,
      message.type ?? "order.created",
      message.version ?? 1,
      subject,
      JSON.stringify(message.data === undefined ? { orderId: id } : message.data),
      message.target ?? null,
      message.seq ?? null,
    ],
  );
  return { id, subject };
}
const everyTryOf = async (id: string) => {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await pipeline.tick();
    await pool.query("update outbox_pending set next_try_at = now() where message_id = $1", [id]);
  }
};
const bornOf = async (id: string) => {
  const { rows } = await pool.query<{ handler: string; state: string }>(
    "select handler, state from delivery where message_id = $1 order by handler",
    [id],
  );
  return rows.map(({ handler, state }) => `${handler} ${state}`);
};

test("creates one delivery for a manually written message with a target handler", async () => {
  const { id } = await aMessageByHand({ target: mailHandler });
  await everyTryOf(id);
  expect(await bornOf(id)).toEqual([`${mailHandler} queued`]);
});

test("dead-letters a manually written message with an unknown target handler", async () => {
  const { id } = await aMessageByHand({ target: "no-such-handler" });
  await everyTryOf(id);
  expect(await bornOf(id)).toEqual(["unrouted dead"]);
});

test("delivers two messages of one subject and position one after the other", async () => {
  const first = await aMessageByHand();
  const { rows } = await pool.query<{ seq: number }>("select seq from outbox_message where id = $1", [first.id]);
  await pool.query("delete from outbox_pending where message_id = $1", [first.id]);
  const second = await aMessageByHand({ subject: first.subject, seq: rows[0]?.seq ?? 0 });
  await pool.query("update outbox_pending set message_id = $1", [first.id]);
  await pipeline.tick();
  await pool.query(
    `insert into outbox_pending (seq, message_id, type, subject, occurred_at)
     select seq, id, type, subject, occurred_at from outbox_message where id = $1`,
    [second.id],
  );
  await pipeline.tick();
  await pool.query("update delivery set state = 'waiting', queued_at = null where message_id in ($1, $2)", [
    first.id,
    second.id,
  ]);
  await pool.query(
    "update delivery set state = 'waiting', queued_at = null, check_at = now() where message_id in ($1, $2)",
    [first.id, second.id],
  );
  const other = await anOrderCreated(pool);
  await pipeline.tick();
  expect((await deliveriesOf(pool, other.subject)).map(({ state }) => state)).toEqual(["queued"]);
  expect((await deliveriesOf(pool, first.subject)).map(({ state }) => state).sort()).toEqual(["queued", "waiting"]);
});

test("keeps a delivery waiting whose handler has no queue, without blocking others", async () => {
  const { id, subject } = await aMessageByHand();
  await pipeline.tick();
  await pool.query(
    `insert into delivery (id, message_id, handler, subject, root_id, idempotency_key, position, created_at)
     select $2, id, 'retired-handler', subject, $2, $2, seq, now() - interval '1 s' from outbox_message where id = $1`,
    [id, randomUUID()],
  );
  const other = await anOrderCreated(pool);
  await pipeline.tick();
  expect((await deliveriesOf(pool, other.subject)).map(({ state }) => state)).toEqual(["queued"]);
  expect((await deliveriesOf(pool, subject, "retired-handler")).map(({ state }) => state)).toEqual(["waiting"]);
});

test("settles every delivery of a message with any data, and delivers others", async () => {
  const odd: Message[] = [
    { data: null },
    { data: [] },
    { data: "text" },
    { data: { orderId: null, customerId: 1, email: ["a"] } },
    { data: { big: "x".repeat(256 * 1024) } },
    { version: -7 },
    { version: 2_000_000_000 },
  ];
  const messages: { id: string; subject: string }[] = [];
  for (const message of odd) messages.push(await aMessageByHand(message));
  const neighbour = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(mailHandler);
  await pipeline.work(webhookHandler);
  await pipeline.collect(mailHandler);
  await pipeline.collect(webhookHandler);
  for (const { id } of messages) expect(await bornOf(id)).toEqual([`${mailHandler} dead`, `${webhookHandler} dead`]);
  expect((await deliveriesOf(pool, neighbour.subject)).map(({ state }) => state)).toEqual(["delivered"]);
});

test("creates only missing deliveries for a message that was marked pending again", async () => {
  const { id, subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pool.query("delete from delivery where message_id = $1 and handler = $2", [id, webhookHandler]);
  await pool.query(
    `insert into outbox_pending (seq, message_id, type, subject, occurred_at)
     select seq, id, type, subject, occurred_at from outbox_message where id = $1`,
    [id],
  );
  await pipeline.tick();
  const { rows } = await pool.query(
    "select parked_at, p.attempts from outbox_message m left join outbox_pending p on p.seq = m.seq where m.id = $1",
    [id],
  );
  expect(rows).toEqual([{ parked_at: null, attempts: null }]);
  expect(await bornOf(id)).toEqual([`${mailHandler} queued`, `${webhookHandler} queued`]);
  expect(await deliveriesOf(pool, subject)).toHaveLength(1);
});
