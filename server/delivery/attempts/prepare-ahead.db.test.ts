import { afterAll, beforeEach, expect, test } from "vitest";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const handler = sendOrderNotifications;
let aborting = new AbortController();
beforeEach(() => {
  aborting = new AbortController();
});

/** One delivery whose job is fetched and prepared while no place is free: `place` gives it one, or returns the job. */
async function aTryAhead(change: { job?: Partial<QueueJob>; ports?: Partial<Ports> } = {}) {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  const recording = recordingPorts();
  const place = Promise.withResolvers<boolean>();
  let looked = 0;
  let freed = 0;
  const ports: Ports = {
    ...recording.ports,
    customers: {
      find: async (id) => {
        looked += 1;
        return { id, name: "Ada Lovelace", email: "ada@example.com" };
      },
    },
    ...change.ports,
  };
  const attempt = createAttempt({
    pool,
    boss: pipeline.boss,
    handler,
    policy: handler.retry,
    ports,
    signal: aborting.signal,
  });
  let asked = 0;
  const done = attempt(
    { ...job, ...change.job },
    () => {
      freed += 1;
    },
    () => {
      asked += 1;
      return place.promise;
    },
  );
  const delivery = async () => {
    const [one] = await deliveriesOf(pool, subject);
    if (!one) throw new Error("no delivery");
    return one;
  };
  const jobState = async () =>
    (await pool.query("select state from pgboss.job where id = $1", [job.id])).rows[0]?.state ?? "gone";
  await eventually(() => asked === 1);
  return { place, done, mails: recording.mails, delivery, jobState, looked: () => looked, freed: () => freed };
}

test("a prepared delivery has read all it needs, and is claimed and sent when it has a place", async () => {
  const ahead = await aTryAhead();
  expect(ahead.looked()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(ahead.mails).toHaveLength(0);
  ahead.place.resolve(true);
  await ahead.done;
  expect(ahead.looked()).toBe(1);
  expect(ahead.mails).toHaveLength(1);
  expect(ahead.freed()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1, sendingSince: null });
  expect(await ahead.jobState()).toBe("gone");
});

test("a prepared delivery without a place goes back to the queue, and has cost no attempt", async () => {
  const ahead = await aTryAhead();
  ahead.place.resolve(false);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await ahead.jobState()).toBe("retry");
  expect(await pipeline.work()).toBe(1);
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("a handler that is paused meanwhile sends no prepared delivery, and no attempt is counted", async () => {
  const ahead = await aTryAhead();
  const by = { handler: mailHandler, reason: "the mail server is being moved", actor: anOperator, requestId: null };
  await pauseHandler(by);
  ahead.place.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await resumeHandler({ ...by, reason: "moved" });
  expect(await pipeline.work()).toBe(1);
});

test("a process that stops meanwhile returns the job without counting an attempt", async () => {
  const ahead = await aTryAhead();
  aborting.abort();
  ahead.place.resolve(true);
  await ahead.done;
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  expect(await ahead.jobState()).toBe("retry");
  expect(await pipeline.work()).toBe(1);
});

test("a job that is no longer held when it gets its place sends nothing", async () => {
  const job = { heldUntil: Date.now() - 1 };
  const ahead = await aTryAhead({ job });
  ahead.place.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await pool.query("delete from pgboss.job");
});

test("a failure before the effect waits for its place too, and is then counted and kept", async () => {
  const ahead = await aTryAhead({ ports: { customers: { find: async () => null } } });
  expect(await ahead.delivery()).toMatchObject({ attempts: 0 });
  ahead.place.resolve(true);
  await ahead.done;
  await pipeline.collect();
  expect(await ahead.delivery()).toMatchObject({ state: "dead", attempts: 1, failureCode: "customer_not_found" });
});

test("a refusal of a prepared delivery is settled like any other", async () => {
  const send = () => Promise.reject(new PermanentError("recipient_rejected", "refused", { reply: "550 5.1.1 no" }));
  const ahead = await aTryAhead({ ports: { mailer: { send } } });
  ahead.place.resolve(true);
  await ahead.done;
  await pipeline.collect();
  expect(await ahead.delivery()).toMatchObject({ state: "dead", attempts: 1, failureCode: "recipient_rejected" });
});

test("a job that was fetched before is not prepared: its claim counts before a line of its handler runs", async () => {
  const ahead = await aTryAhead({ job: { retryCount: 1 } });
  expect(ahead.looked()).toBe(0);
  await pool.query("update pgboss.job set retry_count = 1 where state = 'active'");
  ahead.place.resolve(true);
  await ahead.done;
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("a delivery that was settled meanwhile is not sent again", async () => {
  const ahead = await aTryAhead();
  const { id } = await ahead.delivery();
  await pool.query(
    "update delivery set state = 'delivered', settled_at = now(), accepted_at = now(), attempts = 1 where id = $1",
    [id],
  );
  ahead.place.resolve(true);
  await ahead.done;
  expect(ahead.mails).toHaveLength(0);
  expect(await ahead.jobState()).toBe("gone");
});
