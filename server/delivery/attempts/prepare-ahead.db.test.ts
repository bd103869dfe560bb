import { afterAll, beforeEach, expect, test } from "vitest";
import { pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { preparedAttempt } from "#server/testing/prepared-attempt.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

let aborting = new AbortController();
beforeEach(() => {
  aborting = new AbortController();
});

const prepared = (change: Parameters<typeof preparedAttempt>[1] = {}) =>
  preparedAttempt({ pool, pipeline, signal: aborting.signal }, change);

test("a prepared delivery has read all it needs, and is claimed and sent when it has a slot", async () => {
  const ahead = await prepared();
  expect(ahead.reads()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(ahead.mails).toHaveLength(0);
  ahead.slot.resolve(true);
  await ahead.done;
  expect(ahead.reads()).toBe(1);
  expect(ahead.mails).toHaveLength(1);
  expect(ahead.freed()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1, sendingSince: null });
  expect(await ahead.jobState()).toBe("gone");
});

test("returns a prepared delivery without a slot to the queue, uncounted", async () => {
  const ahead = await prepared();
  ahead.slot.resolve(false);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await ahead.jobState()).toBe("retry");
  expect(await pipeline.work()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("a handler that is paused meanwhile sends no prepared delivery, and no attempt is counted", async () => {
  const ahead = await prepared();
  const by = { handler: mailHandler, reason: "the mail server is being moved", actor: anOperator, requestId: null };
  await pauseHandler(by);
  ahead.slot.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await resumeHandler({ ...by, reason: "moved" });
  expect(await pipeline.work()).toBe(1);
});

test("a process that stops meanwhile returns the job without counting an attempt", async () => {
  const ahead = await prepared();
  aborting.abort();
  ahead.slot.resolve(true);
  await ahead.done;
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await ahead.jobState()).toBe("retry");
  expect(await pipeline.work()).toBe(1);
});

test("a job that is no longer held when it gets its slot sends nothing", async () => {
  const job = { heldUntil: Date.now() - 1 };
  const ahead = await prepared({ job });
  ahead.slot.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await pool.query("delete from pgboss.job");
});

test("a failure before the effect waits for its slot, too, and is then counted and kept", async () => {
  const ahead = await prepared({ ports: { customers: { find: async () => null } } });
  expect(await ahead.delivery()).toMatchObject({ attempts: 0 });
  ahead.slot.resolve(true);
  await ahead.done;
  await pipeline.collect();
  expect(await ahead.delivery()).toMatchObject({ state: "dead", attempts: 1, failureCode: "customer_not_found" });
});

test("a refusal of a prepared delivery is settled like any other", async () => {
  const send = () => Promise.reject(new PermanentError("recipient_rejected", "refused", { reply: "550 5.1.1 no" }));
  const ahead = await prepared({ ports: { mailer: { send } } });
  ahead.slot.resolve(true);
  await ahead.done;
  await pipeline.collect();
  expect(await ahead.delivery()).toMatchObject({ state: "dead", attempts: 1, failureCode: "recipient_rejected" });
});

test("a job that was fetched before is not prepared: its claim counts before a line of its handler runs", async () => {
  const ahead = await prepared({ job: { retryCount: 1 } });
  expect(ahead.reads()).toBe(0);
  await pool.query("update pgboss.job set retry_count = 1 where state = 'active'");
  ahead.slot.resolve(true);
  await ahead.done;
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("a delivery that was settled meanwhile is not sent again", async () => {
  const ahead = await prepared();
  const { id } = await ahead.delivery();
  await pool.query(
    "update delivery set state = 'delivered', settled_at = now(), accepted_at = now(), attempts = 1 where id = $1",
    [id],
  );
  ahead.slot.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.jobState()).toBe("gone");
});
