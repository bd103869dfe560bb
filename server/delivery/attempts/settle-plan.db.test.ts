import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { settleBatch } from "#server/delivery/attempts/settle-batch.ts";
import { claimDeliveries } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";

// One connection, so that all settlements share its plan.
const pool = await testDatabase({ max: 1 });
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const who = { worker: "w", build: "b" };
const settle = (ids: readonly string[]) =>
  settleBatch(
    pool,
    pipeline.boss,
    mailHandler,
    ids.map((id) => ({
      kind: "accepted" as const,
      job: { id, retryCount: 0, deliveryId: id },
      tried: { id, attempt: 1, startedAt: new Date(), ...who },
      receipt: { reply: "250 ok", providerMessageId: null },
    })),
  );

const rowsReadInSequence = async () => {
  await pool.query("select pg_stat_force_next_flush()");
  await pool.query("select pg_stat_clear_snapshot()");
  const { rows } = await pool.query(
    "select seq_tup_read::int as read from pg_stat_user_tables where relname = 'delivery'",
  );
  return rows[0]?.read;
};

test("settles by index although its plan was made for a few rows and the table has grown", async () => {
  await pool.query("alter table delivery set (autovacuum_enabled = false)");
  for (let n = 0; n < 10; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  const { rows } = await pool.query<{ id: string }>("select id from delivery where handler = $1", [mailHandler]);
  const ids = rows.map(({ id }) => id);
  await pool.query("analyze delivery");
  for (let n = 0; n < 8; n += 1) expect(await settle(ids.map(() => randomUUID()))).toContain("lost");
  await pool.query(
    `insert into delivery select (jsonb_populate_record(d, jsonb_build_object(
       'id', n.id, 'root_id', n.id, 'idempotency_key', n.id, 'handler', n.id, 'state', 'delivered', 'settled_at', now()
     ))).* from delivery d, (select gen_random_uuid() as id from generate_series(1, 5000)) n where d.id = $1`,
    [ids[0]],
  );
  await claimDeliveries(pool, { ids, maxAttempts: 4, ...who });
  const before = await rowsReadInSequence();
  expect(before).toBeGreaterThan(0);
  expect(await settle(ids)).toEqual(ids.map(() => "delivered"));
  expect(await rowsReadInSequence()).toBe(before);
});
