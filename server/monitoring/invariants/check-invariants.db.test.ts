import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { Invariant } from "#server/contracts/monitoring/outbox.ts";
import { checkInvariants } from "#server/monitoring/invariants/check-invariants.ts";
import { getOutbox } from "#server/monitoring/pipeline/get-outbox.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aCustomer, aDeadLetter, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const found = async (): Promise<Partial<Record<Invariant, string[]>>> => {
  const { results } = await checkInvariants();
  for (const { broken, examples } of results) expect(broken).toBe(examples.length);
  return Object.fromEntries(results.filter(({ broken }) => broken !== 0).map(({ name, examples }) => [name, examples]));
};
const long = "interval '10 min'";
/** Moves all rows back beyond the minute in which processes may still work on them. */
const timePasses = async () => {
  await pool.query(`update outbox_message set occurred_at = occurred_at - ${long}`);
  await pool.query(
    `update delivery set created_at = created_at - ${long}, updated_at = updated_at - ${long}, release_at = release_at - ${long},
                         check_at = check_at - ${long}, settled_at = settled_at - ${long}`,
  );
};

test("finds nothing in a healthy pipeline with deliveries in every state", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  const created = await anOrderCreated(pool);
  await anOrderShipped(pool, created.orderId);
  await pipeline.tick();
  await anOrderCreated(pool);
  await timePasses();
  expect(await found()).toEqual({});
  expect(await getOutbox()).toMatchObject({ pending: 1, parked: 0, lastRelayedAt: expect.any(String) });
});

test("finds an order without its message", async () => {
  const id = randomUUID();
  await pool.query("insert into customer_order (id, customer_id, total_cents, currency) values ($1, $2, 100, 'EUR')", [
    id,
    await aCustomer(pool),
  ]);
  expect(await found()).toEqual({ orders_without_message: [id] });
  await pool.query("delete from customer_order where id = $1", [id]);
});

test("finds a relayed message without a delivery", async () => {
  const { id } = await anOrderCreated(pool);
  await pool.query("delete from outbox_pending where message_id = $1", [id]);
  expect(await found()).toEqual({});
  await timePasses();
  expect(await found()).toEqual({ relayed_without_delivery: [id] });
  await pool.query("delete from outbox_message where id = $1", [id]);
});

test("finds a waiting delivery that nothing blocks, and one in flight without a job", async () => {
  await pipeline.tick();
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await timePasses();
  const [delivery] = await deliveriesOf(pool, subject, mailHandler);
  await pool.query("delete from pgboss.job where id = $1", [delivery?.id]);
  expect(await found()).toEqual({ in_flight_without_job: [delivery?.id] });
  await pool.query("update delivery set state = 'waiting', queued_at = null where id = $1", [delivery?.id]);
  expect(await found()).toEqual({ waiting_that_nothing_holds: [delivery?.id] });
  await pipeline.tick();
  expect(await found()).toEqual({});
});
