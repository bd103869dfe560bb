import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { claimWithoutSettling } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const mail = async () => {
  const row = (await getSnapshot()).handlers.find((handler) => handler.handler === mailHandler);
  if (!row) throw new Error("no row");
  return row;
};

test("shows every registered handler at zero in an empty pipeline", async () => {
  const { outbox, handlers } = await getSnapshot();
  expect(outbox).toEqual({ pending: 0, parked: 0, oldestAgeSeconds: null });
  expect(handlers.map((handler) => handler.handler)).toEqual([mailHandler, "warehouse-webhook", "account-mails"]);
  expect(await mail()).toMatchObject({
    waiting: 0,
    ready: 0,
    active: 0,
    retrying: 0,
    dead: 0,
    delivered: 0,
    oldestAgeSeconds: null,
  });
});

test("counts every delivery in exactly one depth", async () => {
  await aDeadLetter(pool, pipeline);
  await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work();
  await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(
    mailHandler,
    recordingPorts(() => {
      throw new RetryableError("smtp_deferred", "busy");
    }).ports,
  );
  const active = await anOrderCreated(pool);
  const ready = await anOrderCreated(pool);
  await pipeline.tick();
  await anOrderShipped(pool, ready.orderId);
  await pipeline.tick();
  const [claimed] = await deliveriesOf(pool, active.subject);
  await claimWithoutSettling(pool, claimed?.id ?? "");

  expect(await mail()).toMatchObject({ waiting: 1, ready: 1, active: 1, retrying: 1, dead: 1, delivered: 1 });
  const { rows } = await pool.query("select count(*)::int as n from delivery where handler = $1", [mailHandler]);
  expect(rows[0].n).toBe(6);
});

test("counts pending and parked messages, with the age of the oldest pending one", async () => {
  const insert = `insert into outbox_message (id, source, type, subject, data, occurred_at, parked_at) values ($1, 't', 't', 's', '{}', now() - interval '90 s', $2)`;
  await pool.query(insert, [randomUUID(), null]);
  await pool.query(insert, [randomUUID(), new Date()]);
  const { outbox } = await getSnapshot();
  expect(outbox).toMatchObject({ pending: 1, parked: 1 });
  expect(outbox.oldestAgeSeconds).toBeGreaterThan(89);
});
