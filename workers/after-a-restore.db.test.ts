import { afterEach, expect, test } from "vitest";
import type { ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { watchGate } from "#server/delivery/gate/gate.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { resumeSending } from "#server/monitoring/alerts/resume-sending.ts";
import { checkHealth } from "#server/monitoring/metrics/health.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import type { Consumer } from "#server/platform/pgboss/consume.ts";
import { cloneDatabase, copyDatabase, replaceDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, type Pipeline, webhookHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow, jobStatesOf } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { restoreTables } from "#server/testing/restored.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { deliver } from "#workers/deliver.ts";

const patience = { timeoutMs: 15_000 };
const opened: { pipeline: Pipeline; consumers: Consumer[] }[] = [];
const resume = () => resumeSending({ actor: anOperator, requestId: null, reason: "compared with the mail log" });
/** As soon as a worker has noticed a pause, people are told since when. */
const noticedPause = () => eventually(async () => (await getSnapshot()).sending?.since ?? false, patience);

/** The pipeline over this database, and a worker's deliveries as workers/worker.ts wires them. */
async function open(url: string) {
  const pool = connectDatabase(url);
  const pipeline = await aPipeline(pool);
  const consumers: Consumer[] = [];
  opened.push({ pipeline, consumers });
  const { ports, mails, webhooks } = recordingPorts();
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const startDelivering = () => {
    const signal = new AbortController().signal;
    const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports, signal };
    consumers.push(deliver(context, watchGate(pool)(mailHandler)));
  };
  return { pool, pipeline, ports, mails, webhooks, startDelivering };
}

async function close(): Promise<void> {
  for (const { pipeline, consumers } of opened.splice(0)) {
    await Promise.all(consumers.map((consumer) => consumer.drain()));
    await pipeline.stop();
  }
  await closeDatabase();
}
afterEach(close);

test("a restored copy takes and relays orders but sends nothing; after the resume all is sent once and no attempt is lost", async () => {
  const original = await cloneDatabase();
  const before = await open(original);
  const queued = await anOrderCreated(before.pool);
  await before.pipeline.tick();
  const unrelayed = await anOrderCreated(before.pool);
  await close();

  const { pool, pipeline, ports, mails, startDelivering } = await open(await copyDatabase(original));
  startDelivering();
  expect(await noticedPause()).toEqual(expect.any(String));
  const placed = await anOrderCreated(pool);
  expect(await pipeline.tick()).toMatchObject({ parked: 0 });
  // Past the gate as well, as a worker that had not asked: each claim is refused by the database itself.
  expect(await pipeline.work(mailHandler, ports)).toBe(3);
  expect(mails).toEqual([]);
  for (const { subject } of [queued, unrelayed, placed]) {
    const [delivery] = await deliveriesOf(pool, subject);
    expect(delivery).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
    expect(await jobStatesOf(pool, delivery?.id ?? "")).toEqual(["retry"]);
  }
  expect((await getSnapshot()).sending?.reason).toBe("other_database");
  expect((await checkHealth()).status).toBe("pass");

  await resume();
  const resumedAt = performance.now();
  await eventually(() => mails.length > 0);
  expect(performance.now() - resumedAt).toBeLessThan(2_000);
  await eventually(async () => (await getSnapshot()).handlers.some(({ delivered }) => delivered === 3));
  expect(new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  expect(mails).toHaveLength(3);
  expect((await getSnapshot()).sending).toBeNull();
  const { rows } = await pool.query("select max(attempts) as attempts from delivery where state = 'delivered'");
  expect(rows).toEqual([{ attempts: 1 }]);
  await expect(resume()).rejects.toMatchObject({ code: "conflict" });
  const { rows: entries } = await pool.query(
    "select action, actor_name as actor, reason from audit_entry order by seq",
  );
  expect(entries).toEqual([
    { action: "sending.pause", actor: "system", reason: null },
    { action: "sending.resume", actor: anOperator.name, reason: "compared with the mail log" },
  ]);
});

test("messages not relayed at the backup are sent by the restored copy with the keys of the original", async () => {
  const original = await cloneDatabase();
  const { pool, pipeline } = await open(original);
  const replay = async (body: ReplayBody) => {
    const dead = await aDeadLetter(pool, pipeline);
    return createReplay({ id: dead.delivery.id, body, expectedVersion: null, actor: anOperator, requestId: null });
  };
  const fix = { id: "correct-recipient", input: { email: "ada@example.com" } };
  const replays = [await replay({}), await replay({ fix, reason: "a typing error" })];
  for (let made = 0; made < 3; made += 1) await anOrderCreated(pool);
  await close();
  const restored = await copyDatabase(original);

  const sendAll = async (url: string) => {
    const { pool, pipeline, ports, mails, webhooks } = await open(url);
    if ((await getSnapshot()).sending) await resume();
    for (const { delivery } of replays) await endUndoWindow(pool, delivery.id);
    await pipeline.tick();
    await pipeline.work(mailHandler, ports);
    await pipeline.work(webhookHandler, ports);
    await close();
    const keysOf = (sent: { idempotencyKey: string }[]) => sent.map(({ idempotencyKey }) => idempotencyKey).sort();
    return { mails: keysOf(mails), webhooks: keysOf(webhooks) };
  };
  const sent = await sendAll(original);
  expect(new Set([...sent.mails, ...sent.webhooks]).size).toBe(10);
  expect(sent.mails).toHaveLength(5);
  expect(await sendAll(restored)).toEqual(sent);
});

test("a database that is replaced under a running worker is detected before the next mail", async () => {
  const url = await cloneDatabase();
  const { pool, pipeline, mails, startDelivering } = await open(url);
  startDelivering();
  await anOrderCreated(pool);
  await pipeline.tick();
  await eventually(() => mails.length === 1, patience);

  await anOrderCreated(pool);
  await replaceDatabase(url, (before) => copyDatabase(before));
  // The gate of this worker is open: it fetches the job of the restored database, and its claim finds out.
  await eventually(async () => (await pipeline.tick()).more === false, patience);
  await noticedPause();
  expect(mails).toHaveLength(1);
  await resume();
  await eventually(() => mails.length === 2, patience);
}, 60_000);

test("a dump that is loaded under open connections is detected before the next mail", async () => {
  const { pool, pipeline, mails, startDelivering } = await open(await cloneDatabase());
  startDelivering();
  await anOrderCreated(pool);
  await pipeline.tick();
  await eventually(() => mails.length === 1, patience);

  await restoreTables(pool);
  await anOrderCreated(pool);
  await pipeline.tick();
  await noticedPause();
  expect((await getSnapshot()).sending?.reason).toBe("other_tables");
  expect(mails).toHaveLength(1);
});
