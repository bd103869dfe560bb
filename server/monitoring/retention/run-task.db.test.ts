import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { discardOldDead } from "#server/monitoring/retention/discard-old-dead.ts";
import { getRetention } from "#server/monitoring/retention/get-retention.ts";
import { fromTheStart, purgePayloads } from "#server/monitoring/retention/purge-payloads.ts";
import { runTask } from "#server/monitoring/retention/run-task.ts";
import { type RetentionTask, retentionTasks } from "#server/monitoring/retention/tasks.ts";
import { ageDatabase } from "#server/testing/age-database.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { saveEdit } from "#server/triage/edits/save-edit.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
beforeEach(() => pool.query("truncate outbox_message, outbox_pending, delivery, attempt, cause cascade"));

const by = { actor: anOperator, requestId: null };
const periods = { delivered: 90, discarded: 90, withdrawn: 90, dead: null };

test("discards unchanged dead letters only where RETENTION_DEAD_DAYS is set", async () => {
  const letter = await aDeadLetter(pool, pipeline);
  const held = await anOrderShipped(pool, letter.orderId);
  await pipeline.tick();
  const [edited, restored] = [await aDeadLetter(pool, pipeline), await aDeadLetter(pool, pipeline)];
  await ageDatabase(pool, 91);
  const { rows: messages } = await pool.query("select data from outbox_message where id = $1", [edited.id]);
  const payload = { ...messages[0]?.data, email: "right@example.com" };
  await saveEdit({
    id: edited.delivery.id,
    body: { payload, reason: "typo" },
    expectedNumber: 0,
    actor: anOperator,
    requestId: "test",
  });
  await discard({ id: restored.delivery.id, reason: "test", expectedVersion: null, ...by });
  await restore({ id: restored.delivery.id, ...by });

  expect(await discardOldDead(pool, 92, 10)).toBe(0);
  expect(await discardOldDead(pool, 90, 10)).toBe(1);
  expect(await discardOldDead(pool, 90, 10)).toBe(0);
  expect(await getDeadLetter(letter.delivery.id)).toMatchObject({
    state: "discarded",
    actions: [{ action: "discard", actor: "system", reason: "retention" }],
  });
  const { rows: left } = await pool.query(
    "select (select count(*) from delivery where state = 'dead') as rows, (select sum(dead)::int from cause) as counted",
  );
  expect(left).toEqual([{ rows: 2, counted: 2 }]);
  // Deliveries blocked by it continue, and it can be restored until its own period ends.
  await pool.query("update delivery set check_at = now() where message_id = $1", [held.id]);
  await pipeline.tick();
  expect((await deliveriesOf(pool, letter.subject)).map(({ state }) => state)).toEqual(["discarded", "queued"]);
  const { purged } = await purgePayloads(pool, { periods, after: fromTheStart });
  expect(purged).toBe(0);
  await restore({ id: letter.delivery.id, ...by });
  expect(await discardOldDead(pool, 90, 10)).toBe(0);
});

test("records start, rows and batches of a run, once per half hour, and the error of a failed one", async () => {
  const signal = new AbortController().signal;
  for (let n = 0; n < 3; n += 1) await anOrderShipped(pool, randomUUID());
  await pipeline.tick();
  await pipeline.work();
  await ageDatabase(pool, 91);
  const tasks = retentionTasks(periods).map(
    (task): RetentionTask =>
      task.kind === "dead_letters"
        ? { ...task, begin: (on) => async () => ({ rows: (await on.query("select 1/0")).rowCount ?? 0, more: false }) }
        : task,
  );
  for (let round = 0; round < 2; round += 1) for (const task of tasks) await runTask(pool, task, signal);
  const { items } = await getRetention();
  expect(items.map(({ kind }) => kind).toSorted()).toEqual(tasks.map(({ kind }) => kind).toSorted());
  const lastOf = (kind: string) => items.find((item) => item.kind === kind)?.last;
  expect(lastOf("payloads")).toMatchObject({
    rows: 3,
    batches: 1,
    error: null,
    rowsTotal: 3,
    endedAt: expect.any(String),
  });
  expect(lastOf("dead_letters")).toMatchObject({ rows: 0, error: "division by zero", endedAt: expect.any(String) });
  expect(lastOf("processes")).toMatchObject({ error: null });

  await pool.query("update retention_run set started_at = started_at - interval '31 min'");
  for (const task of retentionTasks({ ...periods, dead: 7 })) await runTask(pool, task, signal);
  const [payloads, dead] = (await getRetention()).items;
  expect(payloads).toMatchObject({ last: { rows: 0, rowsTotal: 3 } });
  expect(dead).toMatchObject({
    rule: expect.stringContaining("7 days after they were dead-lettered"),
    last: { error: null },
  });
});

test("deletes every full rate limit bucket in one run", async () => {
  await pool.query(
    "insert into rate_limit (key, full_at, taken) select 'order from ' || n, now() - interval '1 hour', true from generate_series(1, 25000) n",
  );
  const [task] = retentionTasks(periods).filter(({ kind }) => kind === "sign_ins");
  await pool.query("delete from retention_run");
  if (task) await runTask(pool, task, new AbortController().signal);
  expect((await pool.query("select count(*)::int as n from rate_limit")).rows).toEqual([{ n: 0 }]);
});
