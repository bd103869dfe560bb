import "#server/modules.ts";
import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { breakerPolicyOf, createBreaker } from "#server/delivery/gate/gate.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { handlerOfId, handlers } from "#server/delivery/handlers/registry.ts";
import { requeueJobless } from "#server/delivery/outbox/relay-batch.ts";
import { evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { recordPoints } from "#server/monitoring/history/sql/record-points.ts";
import { rollUp } from "#server/monitoring/history/sql/roll-up.ts";
import { probeIntake } from "#server/monitoring/metrics/sql/probe-intake.ts";
import { startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { periodsOf } from "#server/monitoring/retention/periods.ts";
import { runTask } from "#server/monitoring/retention/run-task.ts";
import { retentionTasks } from "#server/monitoring/retention/tasks.ts";
import { createPool, db } from "#server/platform/database/db.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { requireQueues } from "#server/platform/pgboss/require-queues.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated, aProduct, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { createPorts } from "#workers/create-ports.ts";

// Everything that a worker's loops do, as the worker's role; the steps of web in between run as web's role.
const owner = await testDatabase({ as: "web" });
const worker = createPool(asRole("worker", urlOf(owner)));
const pipeline = await aPipeline(worker, owner);
afterAll(async () => {
  await pipeline.stop();
  await worker.end();
});
const env = parseEnv({ RETENTION_DAYS: "1", RETENTION_DEAD_DAYS: "1", BREAKER_DELIVERIES: "1" });
const signal = new AbortController().signal;
const statesOf = async (subject: string) => (await deliveriesOf(owner, subject)).map(({ state }) => state);
const aYearPasses = (table: string, ...columns: string[]) =>
  owner.query(`update ${table} set ${columns.map((column) => `${column} = ${column} - interval '1 year'`).join(", ")}`);

it("an order is placed by web, relayed and delivered by the worker", async () => {
  const { id } = await aProduct(owner);
  const body = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: id, quantity: 1 }] };
  const { order } = await placeOrder({ body, idempotencyKey: randomUUID(), traceparent: null });
  await pipeline.tick();
  await pipeline.work();
  expect(await statesOf(`orders/${order.orderId}`)).toContain("delivered");
});

it("a delivery is retried, and its handler's breaker opens, closes and is recorded", async () => {
  const { subject } = await anOrderCreated(db() as typeof owner);
  await pipeline.tick();
  const failing = recordingPorts(() => {
    throw new RetryableError("smtp_unavailable", "the mail server cannot be reached");
  });
  await pipeline.work(mailHandler, failing.ports);
  expect(await statesOf(subject)).toEqual(["retrying"]);
  const handler = handlerOfId(mailHandler);
  const policy = handler ? breakerPolicyOf(handler, env) : null;
  await createBreaker(worker, mailHandler, policy).onFailures();
  expect((await owner.query("select state from handler_breaker")).rows).toEqual([{ state: "open" }]);
  await owner.query("delete from handler_breaker");
});

it("a dead letter is replayed by web and delivered by the worker", async () => {
  const { delivery, subject } = await aDeadLetter(db() as typeof owner, pipeline);
  await createReplay({ id: delivery.id, body: {}, expectedVersion: null, actor: anOperator, requestId: null });
  await owner.query("update delivery set release_at = now(), check_at = now() where subject = $1", [subject]);
  await pipeline.tick();
  await pipeline.work();
  expect(await statesOf(subject)).toEqual(["replayed", "delivered"]);
});

it("the link of an account mail is made without reading another", async () => {
  const userId = randomUUID();
  await owner.query(
    "insert into console_user (id, name, email, role) values ($1, 'Maya', 'maya@example.com', 'operator')",
    [userId],
  );
  const { accounts } = createPorts(env, worker);
  expect(await accounts.find(userId)).toEqual({ name: "Maya", email: "maya@example.com" });
  expect(await accounts.linkFor(userId, "reset")).toMatch(/\/choose-password#/);
});

it("every kind of retention runs", async () => {
  await aDeadLetter(db() as typeof owner, pipeline);
  await aYearPasses("outbox_message", "occurred_at");
  await aYearPasses("delivery", "settled_at", "updated_at");
  await aYearPasses("account_link", "expires_at");
  await aYearPasses("idempotency_key", "created_at");
  for (const task of retentionTasks(periodsOf(env))) await runTask(worker, task, signal);
  const { rows } = await owner.query("select kind, error from retention_run where error is not null");
  expect(rows).toEqual([]);
  const purged = await owner.query("select count(*)::int as n from outbox_message where payload_purged_at is not null");
  expect(purged.rows[0].n).toBeGreaterThan(0);
});

it("history is recorded, alerts are evaluated, and deliveries without a job are found", async () => {
  const ids = handlers().map(({ id }) => id);
  await recordPoints(worker, { resolution: 10, handlers: ids, reachSeconds: 360 });
  await recordPoints(worker, { resolution: 60, handlers: ids, reachSeconds: 360 });
  await rollUp(worker);
  await aDeadLetter(db() as typeof owner, pipeline);
  await owner.query("update alert_look set at = at - interval '1 hour'");
  expect(await evaluateAlerts(worker, env)).not.toBeNull();
  await requeueJobless(worker, pipeline.boss);
});

it("the queues are maintained, probes are answered and heartbeats are kept, by worker and sink", async () => {
  const errors: Error[] = [];
  pipeline.boss.on("error", (error) => errors.push(error));
  await owner.query("update pgboss.queue set monitor_on = null, maintain_on = null");
  await pipeline.boss.supervise();
  expect(errors).toEqual([]);
  await requireQueues(
    pipeline.boss,
    handlers().map(({ id }) => id),
  );
  await expect(requireQueues(pipeline.boss, ["unknown"])).rejects.toThrow("run `npm run migrate`");
  expect(await probeIntake(worker, 5_000)).toBe(true);
  expect(await probeIntake(db(), 5_000)).toBe(true);
  const sink = createPool(asRole("sink", urlOf(owner)), { max: 1 });
  for (const [pool, kind] of [[worker, "worker"] as const, [sink, "sink"] as const, [db(), "web"] as const]) {
    const heartbeat = startHeartbeat(pool, { kind, signal });
    await heartbeat.stop();
    expect((await owner.query("select count(*)::int as n from deploy where kind = $1", [kind])).rows).toEqual([
      { n: 1 },
    ]);
  }
  await sink.end();
});
