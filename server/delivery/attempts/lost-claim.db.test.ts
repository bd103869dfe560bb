import { afterAll, expect, test } from "vitest";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { classifyFailure } from "#server/delivery/deliveries/classify-failure.ts";
import { markDead } from "#server/delivery/deliveries/mark-dead.ts";
import { settleFailed } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { createHangingWorker } from "#server/testing/hanging-worker.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import {
  attemptsOf,
  claimWithoutSettling,
  endUndoWindow,
  expireLease,
  makeNextAttemptDue,
} from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const accepted: Receipt = { reply: "250 2.0.0 accepted", providerMessageId: null };
const deadLetters = deadLetterQueueOf(mailHandler);
const only = async (subject: string) => {
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
};

async function aQueuedDelivery() {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  return { subject, ...(await only(subject)) };
}

const failing = (error: Error) =>
  recordingPorts(() => {
    throw error;
  });
const refused = () => new PermanentError("recipient_rejected", "refused", { reply: "550 5.1.1 no such user" });
const busy = () => new RetryableError("smtp_deferred", "busy", { reply: "451 4.3.2 try later" });

test("dead-letters a recorded verdict of a killed worker without another send", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.take(mailHandler);
  const tried = await claimWithoutSettling(pool, id);
  await inTransaction(pool, (tx) => settleFailed(tx, [{ tried, failure: classifyFailure(refused()), next: "dead" }]));
  await expireLease(pool, id);
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails).toEqual([]);
  expect(await only(subject)).toMatchObject({ state: "queued", verdict: "dead" });
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 1, failureCode: "recipient_rejected" });
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["dead"]);
});

test("attempts a mail again whose 550 a killed worker could not record, and keeps both attempts", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.take(mailHandler);
  await claimWithoutSettling(pool, id);
  await expireLease(pool, id);
  await pipeline.work(mailHandler, failing(refused()).ports);
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "dead", attempts: 2, failureCode: "recipient_rejected" });
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["worker_lost", "dead"]);
});

test("records the attempt as lost when the collector is first, and ignores the late failure", async () => {
  const { id, subject } = await aQueuedDelivery();
  const worker = createHangingWorker(pipeline);
  await worker.sending;
  await pool.query("insert into pgboss.job (id, name, data) values ($1, $2, $3)", [
    id,
    deadLetters,
    { deliveryId: id },
  ]);
  await pipeline.collect();
  const dead = await only(subject);
  expect(dead).toMatchObject({ state: "dead", failureCode: "worker_lost" });
  worker.reject(refused());
  await worker.worked;
  expect(await only(subject)).toMatchObject({ state: "dead", version: dead.version, failureCode: "worker_lost" });
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["worker_lost"]);
});

test("creates one dead letter with two concurrent collectors", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(refused()).ports);
  const job = await pipeline.take(deadLetters);
  if (!job) throw new Error("nothing to collect");
  await Promise.all([markDead(pool, pipeline.boss, mailHandler, job), markDead(pool, pipeline.boss, mailHandler, job)]);
  const { rows } = await pool.query("select state, version from delivery where id = $1", [id]);
  expect(rows).toEqual([{ state: "dead", version: 2 }]);
  expect(await deliveriesOf(pool, subject)).toHaveLength(1);
});

const allTheSame = { override: { alreadySent: true as const }, reason: "the customer asked for it" };

test("records a 250 after dead-lettering, and sends an edited replay again", async () => {
  const { id, subject } = await aQueuedDelivery();
  const worker = createHangingWorker(pipeline);
  await worker.sending;
  await pool.query("insert into pgboss.job (id, name, data) values ($1, $2, $3)", [
    id,
    deadLetters,
    { deliveryId: id },
  ]);
  await pipeline.collect();
  worker.resolve(accepted);
  await worker.worked;
  const seen = await getDeadLetter(id);
  expect(seen).toMatchObject({ state: "dead", acceptedAt: expect.any(String) });
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["delivered"]);

  const edited = await createReplay({
    id,
    body: { payload: { ...(seen.payload as object), email: "grace@example.com" }, ...allTheSame },
    expectedVersion: null,
    ...by,
  });
  await endUndoWindow(pool, edited.delivery.id);
  await pipeline.tick();
  await pipeline.work(mailHandler, failing(refused()).ports);
  await pipeline.collect();
  const again = await createReplay({ id: edited.delivery.id, body: allTheSame, expectedVersion: null, ...by });
  await endUndoWindow(pool, again.delivery.id);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails.map(({ to }) => to.address)).toEqual(["grace@example.com"]);
  expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["replayed", "replayed", "delivered"]);
});

test("settles the replay of an accepted dead letter without a second copy", async () => {
  const { id, subject } = await aQueuedDelivery();
  const worker = createHangingWorker(pipeline);
  await worker.sending;
  await pool.query("insert into pgboss.job (id, name) values ($1, $2)", [id, deadLetters]);
  await pipeline.collect();
  worker.resolve(accepted);
  await worker.worked;
  const replay = await createReplay({ id, body: allTheSame, expectedVersion: null, ...by });
  await endUndoWindow(pool, replay.delivery.id);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails).toEqual([]);
  const [first, second] = await deliveriesOf(pool, subject);
  expect(first).toMatchObject({ state: "replayed", acceptedAt: expect.any(Date) });
  expect(second).toMatchObject({ state: "delivered", attempts: 0, idempotencyKey: first?.idempotencyKey });
  expect(second?.acceptedAt).toEqual(first?.acceptedAt);
});

test("delivers instead of dead-lettering after a 250 between verdict and collection", async () => {
  const { id, subject } = await aQueuedDelivery();
  const first = createHangingWorker(pipeline);
  await first.sending;
  await expireLease(pool, id);
  await pipeline.work(mailHandler, failing(refused()).ports);
  expect(await only(subject)).toMatchObject({ verdict: "dead" });
  first.resolve(accepted);
  await first.worked;
  await pipeline.collect();
  expect(await only(subject)).toMatchObject({ state: "delivered", verdict: null });
});

test("refuses to discard a dead letter whose replay is in flight, and names the replay", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const replay = await createReplay({ id: delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, replay.delivery.id);
  await pipeline.tick();
  const worker = createHangingWorker(pipeline);
  await worker.sending;
  const conflict = discard({ id: delivery.id, reason: "test", expectedVersion: null, ...by });
  await expect(conflict).rejects.toThrow(ConflictError);
  await expect(conflict).rejects.toMatchObject({ extensions: { winner: { id: replay.delivery.id, revision: 2 } } });
  worker.resolve(accepted);
  await worker.worked;
});

test("returns unsent claims of a batch during a drain, waits for sent ones, and begins no other", async () => {
  const subjects: string[] = [];
  for (let made = 0; made < 4; made += 1) subjects.push((await anOrderCreated(pool)).subject);
  await pipeline.tick();
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const stopping = new AbortController();
  const past = Promise.withResolvers<Receipt>();
  const { ports, mails } = recordingPorts((_mail, count) => {
    if (count === 1) return past.promise;
    return new Promise((_resolve, reject) => {
      stopping.signal.addEventListener("abort", () =>
        reject(new RetryableError("smtp_unavailable", "interrupted before sending")),
      );
    });
  });
  const policy = { limit: 0, delaySeconds: 60, backoff: "fixed", maxDelaySeconds: 60 } as const;
  const context = { pool, boss: pipeline.boss, handler, policy, ports, signal: stopping.signal };
  const attempt = createAttempt(context);
  const jobs = await Promise.all([1, 2, 3, 4].map(() => pipeline.take(mailHandler)));
  const begin = (job: (typeof jobs)[number]) => (job ? attempt(job) : Promise.reject(new Error("no job")));
  const sent = begin(jobs[0]);
  await eventually(() => mails.length === 1);
  const notLeft = [begin(jobs[1]), begin(jobs[2])];
  await eventually(() => mails.length === 3);
  stopping.abort();
  const notBegun = begin(jobs[3]);
  await Promise.all([...notLeft, notBegun]);
  past.resolve(accepted);
  await sent;

  expect(mails).toHaveLength(3);
  const all = await Promise.all(subjects.map(only));
  expect(all.filter(({ state }) => state === "delivered")).toHaveLength(1);
  const returned = all.filter(({ state }) => state === "queued");
  expect(returned.map(({ attempts, sendingSince }) => ({ attempts, sendingSince }))).toEqual(
    Array.from({ length: 3 }, () => ({ attempts: 0, sendingSince: null })),
  );
  expect(await pipeline.work()).toBe(3);
  for (const { id } of returned) expect(await attemptsOf(pool, id)).toEqual([]);
});

test("counts a failed attempt whose retry was due when its worker was lost", async () => {
  const { id, subject } = await aQueuedDelivery();
  await pipeline.work(mailHandler, failing(busy()).ports);
  await makeNextAttemptDue(pool, id);
  await pipeline.take(mailHandler);
  await claimWithoutSettling(pool, id);
  await expireLease(pool, id);
  await pipeline.work();
  expect(await only(subject)).toMatchObject({ state: "delivered", attempts: 3 });
  expect((await attemptsOf(pool, id)).map(({ outcome }) => outcome)).toEqual(["retried", "worker_lost", "delivered"]);
});
