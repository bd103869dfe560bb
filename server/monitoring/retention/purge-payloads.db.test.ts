import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import { fromTheStart, purgePayloads } from "#server/monitoring/retention/purge-payloads.ts";
import { deleteExpiredKeys } from "#server/monitoring/retention/sql/delete-expired-keys.ts";
import { emptyPayloads, lockRoots } from "#server/monitoring/retention/sql/purge-page.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { GoneError } from "#server/platform/errors.ts";
import { ageDatabase } from "#server/testing/age-database.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, webhookHandler } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
beforeEach(() =>
  pool.query("truncate outbox_message, outbox_pending, delivery, attempt, idempotency_key, cause cascade"),
);

const by = { actor: anOperator, requestId: null };
const periods = { delivered: 90, discarded: 90, withdrawn: 90, dead: null };
const timePasses = (passed: number) => ageDatabase(pool, passed);
async function purge(limit = 500, given: Periods = periods): Promise<number> {
  let purged = 0;
  for (let after: string | null = fromTheStart; after !== null; ) {
    const page = await purgePayloads(pool, { periods: given, after, limit });
    purged += page.purged;
    after = page.next;
  }
  return purged;
}
const dataOf = async (id: string) =>
  (await pool.query("select data, payload_purged_at as at from outbox_message where id = $1", [id])).rows[0];

async function aDelivered() {
  const message = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work();
  await pipeline.work(webhookHandler);
  return message;
}
/** A dead-lettered mail whose webhook was delivered. */
async function aDeadMail() {
  const letter = await aDeadLetter(pool, pipeline);
  await pipeline.work(webhookHandler);
  return letter;
}
async function aPurgedDiscarded() {
  const letter = await aDeadMail();
  await discard({ id: letter.delivery.id, reason: "test", expectedVersion: null, ...by });
  await timePasses(91);
  expect(await purge()).toBe(1);
  return letter;
}

test("purges the payload of a message delivered 91 days ago, not of one delivered 89 days ago", async () => {
  const old = await aDelivered();
  await timePasses(2);
  const young = await aDelivered();
  await timePasses(89);
  expect(await purge()).toBe(1);
  expect(await dataOf(old.id)).toEqual({ data: {}, at: expect.any(Date) });
  expect(await dataOf(young.id)).toMatchObject({ data: { orderId: young.orderId }, at: null });
  expect(await deliveriesOf(pool, old.subject)).toMatchObject([{ state: "delivered", attempts: 1 }]);
  expect(await purge()).toBe(0);
});

test("purges all messages in small pages, also behind ones that stay", async () => {
  const dead = await aDeadMail();
  for (let n = 0; n < 7; n += 1) await aDelivered();
  await timePasses(91);
  expect(await purge(3)).toBe(7);
  expect(await dataOf(dead.id)).toMatchObject({ at: null });
});

test("never purges open deliveries and dead letters", async () => {
  const unrelayed = await anOrderCreated(pool);
  await timePasses(1_000);
  expect(await purge()).toBe(0);
  await pipeline.tick();
  await timePasses(1_000);
  expect(await purge()).toBe(0);
  await pipeline.work();
  await timePasses(1_000);
  // Its mail is delivered, its webhook is not.
  expect(await purge()).toBe(0);
  const dead = await aDeadMail();
  const held = await anOrderShipped(pool, dead.orderId);
  await pipeline.tick();
  expect((await deliveriesOf(pool, dead.subject)).map(({ state }) => state)).toEqual(["dead", "waiting"]);
  await pool.query("update delivery set state = 'retrying', settled_at = null where handler = $1 and message_id = $2", [
    webhookHandler,
    unrelayed.id,
  ]);
  await timePasses(1_000);
  expect(await purge()).toBe(0);
  for (const { id } of [unrelayed, dead, held]) expect(await dataOf(id)).toMatchObject({ at: null });
});

test("purges a replayed message by the age of its newest revision", async () => {
  const letter = await aDeadMail();
  const replay = await createReplay({ id: letter.delivery.id, body: {}, expectedVersion: null, ...by });
  await timePasses(1_000);
  expect(await purge()).toBe(0);
  await pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [replay.delivery.id]);
  await pipeline.tick();
  await pipeline.work();
  await timePasses(89);
  expect(await purge()).toBe(0);
  await timePasses(2);
  expect(await purge()).toBe(2);
});

test("returns 410 with the time to a restore of a purged dead letter, which stays discarded", async () => {
  const { delivery } = await aPurgedDiscarded();
  const refused = restore({ id: delivery.id, ...by });
  await expect(refused).rejects.toBeInstanceOf(GoneError);
  await expect(refused).rejects.toMatchObject({ extensions: { payloadPurgedAt: expect.any(String) } });
  expect(await getDeadLetter(delivery.id)).toMatchObject({ state: "discarded", fixes: [] });
});

test("returns 410 to a replay of a purged dead letter, also edited, and publishes nothing", async () => {
  const { delivery } = await aPurgedDiscarded();
  for (const body of [{}, { payload: { email: "ada@example.com" } }]) {
    await expect(createReplay({ id: delivery.id, body, expectedVersion: null, ...by })).rejects.toMatchObject({
      code: "gone",
    });
  }
  expect((await pool.query("select from outbox_message")).rowCount).toBe(1);
});

test("shows a purged dead letter with cause, attempts and audit entries, without its payload", async () => {
  const letter = await aDeadMail();
  const payload = { ...(await dataOf(letter.id)).data, email: "other@example.com" };
  const replay = await createReplay({
    id: letter.delivery.id,
    body: { payload, reason: "typo" },
    expectedVersion: null,
    ...by,
  });
  await pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [replay.delivery.id]);
  await pipeline.tick();
  await pipeline.work();
  await timePasses(91);
  expect(await purge()).toBe(2);
  const seen = await getDeadLetter(letter.delivery.id);
  expect(seen).toMatchObject({ state: "replayed", failureCode: "recipient_rejected", payload: null });
  expect(seen.payloadPurgedAt).not.toBeNull();
  expect(seen.actions).toMatchObject([
    { action: "correct-recipient", actor: "Maya Ito", before: null, after: null },
    { action: "replay", actor: "Maya Ito", before: null, after: null, edited: true },
  ]);
  expect(seen.attemptRows).toHaveLength(1);
  expect(JSON.stringify(seen)).not.toContain("other@example.com");
});

test("reads only the deliveries of its messages per page", async () => {
  const tx = await pool.connect();
  const plans: string[] = [];
  const query = async ({ text, values }: { text: string; values: unknown[] }) => {
    const { rows } = await tx.query(`explain ${text}`, values);
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    return { rows: [] };
  };
  try {
    // A small table is scanned as a whole: the test asks whether indexes can be used.
    await tx.query("begin; set local enable_seqscan = off");
    await lockRoots({ query: query as never }, [randomUUID()]);
    await emptyPayloads({ query: query as never }, [randomUUID()], periods);
  } finally {
    await tx.query("rollback");
    tx.release();
  }
  expect(plans).toHaveLength(2);
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
});

test("returns 410 to a restore that waited for a purge", async () => {
  const letter = await aDeadMail();
  await discard({ id: letter.delivery.id, reason: "test", expectedVersion: null, ...by });
  await timePasses(91);
  let restoring: Promise<unknown> | undefined;
  await inTransaction(pool, async (tx) => {
    await lockRoots(tx, [letter.id]);
    restoring = restore({ id: letter.delivery.id, ...by });
    restoring.catch(() => undefined);
    await eventually(async () => {
      const { rowCount } = await pool.query(
        "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return rowCount === 1;
    });
    await tx.query("update outbox_message set data = '{}', payload_purged_at = now() where id = $1", [letter.id]);
  });
  await expect(restoring).rejects.toBeInstanceOf(GoneError);
  expect((await deliveriesOf(pool, letter.subject)).map(({ state }) => state)).toEqual(["discarded"]);
});

test("keeps the payload of a dead letter that is restored during a purge", async () => {
  const letter = await aDeadMail();
  await discard({ id: letter.delivery.id, reason: "test", expectedVersion: null, ...by });
  await timePasses(91);
  const holder = await pool.connect();
  await holder.query("begin");
  await holder.query("update delivery set state = 'dead' where id = $1", [letter.delivery.id]);
  const purging = purge();
  await eventually(async () => {
    const { rowCount } = await pool.query(
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return rowCount === 1;
  });
  await holder.query("commit");
  holder.release();
  expect(await purging).toBe(0);
  expect(await dataOf(letter.id)).toMatchObject({ at: null });
});

test("purges a page entirely after a purge was killed in the middle of it", async () => {
  const [one, other] = [await aDelivered(), await aDelivered()];
  await timePasses(91);
  const code = `const { fromTheStart, purgePayloads } = await import("#server/monitoring/retention/purge-payloads.ts"); const { db } = await import("#server/platform/database/db.ts"); await purgePayloads(db(), { periods: ${JSON.stringify(periods)}, after: fromTheStart });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: "ignore",
    env: { PATH: process.env.PATH, NODE_ENV: "test", DATABASE_URL: urlOf(pool), CRASHPOINT: "retention.mid:1" },
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  for (const { id } of [one, other]) expect(await dataOf(id)).toMatchObject({ at: null, data: { currency: "EUR" } });
  await eventually(async () => (await purge()) === 2);
});

test("deletes idempotency keys after 24 hours", async () => {
  const insert = (key: string, age: string) =>
    pool.query(
      "insert into idempotency_key (key, request_hash, order_id, created_at) values ($1, 'h', gen_random_uuid(), now() - $2::interval)",
      [key, age],
    );
  await insert("old", "24 hours 1 second");
  await insert("young", "23 hours 59 minutes");
  expect(await deleteExpiredKeys(pool, 100)).toBe(1);
  expect((await pool.query("select key from idempotency_key")).rows).toEqual([{ key: "young" }]);
});

test("applies a period per state: of a dead letter since its discard, of a message since its last delivery", async () => {
  const given = { delivered: 30, discarded: 60, withdrawn: 10, dead: null };
  const told = await aDelivered();
  const letter = await aDeadMail();
  await timePasses(50);
  await discard({ id: letter.delivery.id, reason: "test", expectedVersion: null, ...by });
  await timePasses(15);
  // Dead-lettered for 65 days, discarded for 15.
  expect(await purge(500, given)).toBe(1);
  expect(await dataOf(told.id)).toMatchObject({ data: {} });
  await timePasses(46);
  expect(await purge(500, given)).toBe(1);
  expect(await dataOf(letter.id)).toMatchObject({ data: {} });
});
