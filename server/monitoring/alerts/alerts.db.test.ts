import { afterAll, beforeEach, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";
import { decideBreaker } from "#server/delivery/gate/gate.ts";
import { acknowledgeAlert } from "#server/monitoring/alerts/acknowledge-alert.ts";
import { createChannels } from "#server/monitoring/alerts/channels.ts";
import { evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";
import { sendNotices } from "#server/monitoring/alerts/send-notices.ts";
import { watchAlerts } from "#server/monitoring/alerts/watch-alerts.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";
import { deleteOldAlerts } from "#server/monitoring/retention/sql/delete-old-alerts.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { insertRunningProcess } from "#server/testing/running-process.ts";
import { rulesOf, startAlertReceiver } from "#server/testing/servers/start-alert-receiver.ts";
import { listCauses } from "#server/triage/causes/list-causes.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);

const receiver = await startAlertReceiver();
const { received, signed } = receiver;
afterAll(async () => {
  await pipeline.stop();
  await receiver.stop();
});

const env = parseEnv(receiver.settings);
const channels = createChannels(env);
const signal = new AbortController().signal;
/** One evaluation, and its notices. */
async function evaluate(): Promise<void> {
  await evaluateAlerts(pool, env, 0);
  await sendNotices(pool, channels, signal);
}
const openOf = async (rule: string) => (await listAlerts()).open.filter((alert) => alert.rule === rule);
/** Moves the start and the quiet time of every open alert back. */
const later = (seconds: number) =>
  pool.query(
    `update alert set started_at = started_at - make_interval(secs => $1), quiet_since = quiet_since - make_interval(secs => $1)
     where state <> 'resolved'`,
    [seconds],
  );
async function deadInABlink(count: number): Promise<void> {
  await pool.query(
    `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, attempts, verdict,
                           failure_code, error, settled_at, cause, dead_type)
     select id, gen_random_uuid(), $2, 'orders/' || id, 'dead', id, id, n, 1, 'dead', 'unexpected', 'boom', now(), 'storm', 'order.created'
     from (select gen_random_uuid() as id, n from generate_series(1, $1::int) n) made`,
    [count, mailHandler],
  );
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, error_class, title, dead, deaths, first_seen_at, last_seen_at, builds)
     values ('storm', $2, 'unexpected', 'Error', 'boom', $1::int, $1::int, now(), now(), '{}')`,
    [count, mailHandler],
  );
}

beforeEach(async () => {
  await pool.query("truncate alert, alert_notice, running_process, attempt, cause, cause_hour cascade");
  await pool.query("delete from payload_edit");
  await pool.query("delete from delivery");
  await insertRunningProcess(pool);
  received.length = 0;
  receiver.answer.status = 200;
});

test("fires once for a dead letter of a new cause, signed and in Slack's format, and resolves when it is discarded", async () => {
  await evaluate();
  expect(received).toEqual([]);
  const { delivery } = await aDeadLetter(pool, pipeline);
  await evaluate();
  await evaluate();
  expect(signed()).toMatchObject([{ genuine: true, body: { type: "alert.firing", source: "redeliver" } }]);
  expect(rulesOf(signed()[0]?.body as AlertNoticeBody)).toEqual(["new_cause"]);
  expect(received.find(({ path }) => path === "/slack")?.body.text).toContain(
    "warning new_cause: New failure cause, 1 dead letter",
  );
  await discard({ id: delivery.id, reason: "test", expectedVersion: null, actor: anOperator, requestId: null });
  await evaluate();
  await later(120);
  await evaluate();
  await evaluate();
  expect(signed().map(({ body }) => body.type)).toEqual(["alert.firing", "alert.resolved"]);
  expect(await listAlerts()).toMatchObject({ open: [], resolved: [{ rule: "new_cause" }] });
});

test("sends an alert mail directly with the message as its subject, and deletes alerts resolved long ago", async () => {
  const sink = await startLocalMailServer({ db: pool, port: 0 });
  const mailed = parseEnv({ ALERT_EMAIL: "oncall@example.com", SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
  await deadInABlink(120);
  await evaluateAlerts(pool, mailed, 0);
  expect(await sendNotices(pool, createChannels(mailed), signal)).toBe(1);
  await sink.stop();
  const { rows } = await pool.query("select recipient, subject from captured_mail");
  expect(rows).toEqual([
    {
      recipient: "oncall@example.com",
      subject: expect.stringContaining("[redeliver] 120 deliveries of order-notifications"),
    },
  ]);
  expect((await pool.query("select from outbox_message where type like 'alert%'")).rowCount).toBe(0);

  // The overview lists it, most severe first; the queues page shows it at its handler.
  const { alerts, firing } = await getSnapshot();
  expect(alerts).toBe(firing.length);
  expect(firing[0]).toMatchObject({ rule: "dead_rate", severity: "critical", subject: mailHandler });
  const firingOf = (await listQueues()).items.map((queue) => [queue.handler, queue.firing.map(({ rule }) => rule)]);
  expect(Object.fromEntries(firingOf)).toMatchObject({
    [mailHandler]: expect.arrayContaining(["dead_count"]),
    [webhookHandler]: [],
  });

  await pool.query(
    "update alert set state = 'resolved', resolved_at = now() - interval '91 d' where rule = 'dead_count'",
  );
  await deleteOldAlerts(pool);
  expect((await listAlerts()).resolved).toEqual([]);
  expect((await listAlerts()).open.length).toBeGreaterThan(0);
});

test("fails a notice of a removed channel after a day, and does not send it when the channel returns", async () => {
  await deadInABlink(120);
  await evaluateAlerts(pool, env, 0);
  await pool.query(
    "update alert_notice set created_at = now() - interval '25 h', next_try_at = now() - interval '25 h'",
  );
  await evaluate();
  expect(received).toEqual([]);
  await deleteOldAlerts(pool);
  const { notices } = await listAlerts();
  expect(notices.length).toBeGreaterThan(0);
  for (const notice of notices)
    expect(notice).toMatchObject({ state: "failed", error: "No process has had this channel for a day." });
});

test("keeps one alert for a new cause that escalates, with the current number of dead letters", async () => {
  await deadInABlink(1);
  await evaluate();
  await pool.query("update cause set dead = 40, deaths = 40");
  await pool.query(
    "insert into cause_hour (fingerprint, hour, deaths) values ('storm', date_trunc('hour', now(), 'UTC'), 40)",
  );
  expect((await listCauses({ tab: "escalating", limit: 1 })).items).toHaveLength(1);
  await evaluate();
  await later(300);
  await evaluate();
  expect(await openOf("new_cause")).toMatchObject([
    { state: "firing", message: "New failure cause, 40 dead letters: boom" },
  ]);
  expect(signed()).toHaveLength(1);
});

test("sends one notice per channel for ten thousand simultaneous dead letters", async () => {
  await deadInABlink(10_000);
  await evaluate();
  await evaluate();
  expect(signed()).toHaveLength(1);
  expect(received).toHaveLength(2);
  expect(rulesOf(signed()[0]?.body as AlertNoticeBody)).toEqual(["dead_count", "dead_rate", "new_cause"]);
  expect(signed()[0]?.body.title).toContain("10,000 deliveries of order-notifications");
});

test("sends two notices for a flapping condition", async () => {
  for (let flap = 0; flap < 15; flap += 1) {
    await deadInABlink(12);
    await evaluate();
    await pool.query("delete from delivery");
    await pool.query("delete from cause");
    await evaluate();
    await later(20);
  }
  await later(200);
  await evaluate();
  expect(signed().map(({ body }) => [body.type, rulesOf(body)])).toEqual([
    ["alert.firing", ["dead_rate", "new_cause"]],
    ["alert.resolved", ["dead_rate", "new_cause"]],
  ]);
});

test("fires while a circuit breaker holds deliveries, with their number, and resolves when it closes", async () => {
  await anOrderCreated(pool);
  await pipeline.tick();
  const by = { handler: mailHandler, actor: anOperator, requestId: null };
  await decideBreaker({ ...by, decision: { kind: "hold", reason: "test" } });
  await evaluate();
  const message = `1 delivery of ${mailHandler} is held by ${anOperator.name}.`;
  expect(await openOf("breaker_open")).toMatchObject([{ state: "firing", subject: mailHandler, message }]);
  await decideBreaker({ ...by, decision: { kind: "let-through", reason: "test", minutes: 1 } });
  await evaluate();
  await later(60);
  await evaluate();
  expect(signed().map(({ body }) => body.type)).toEqual(["alert.firing", "alert.resolved"]);
});

test("fires when no worker is running, after its hold time, and resolves when one is back", async () => {
  await pool.query("delete from running_process");
  await evaluate();
  expect(await openOf("no_worker")).toMatchObject([{ state: "pending" }]);
  expect(received).toEqual([]);
  await later(45);
  await evaluate();
  expect(signed().map(({ body }) => rulesOf(body))).toEqual([["no_worker"]]);
  await insertRunningProcess(pool);
  await evaluate();
  await later(30);
  await evaluate();
  expect(signed().map(({ body }) => body.type)).toEqual(["alert.firing", "alert.resolved"]);
});

test("retries a notice with growing delays when the receiver returns 500, then fails it without effect on the alert", async () => {
  receiver.answer.status = 500;
  await deadInABlink(120);
  await evaluate();
  const notices = async () => (await listAlerts()).notices.filter(({ channel }) => channel === "webhook");
  expect(await notices()).toMatchObject([{ state: "due", attempts: 1, error: expect.stringContaining("500") }]);
  await evaluate();
  expect(await notices()).toMatchObject([{ attempts: 1 }]);
  for (let attempt = 2; attempt <= 6; attempt += 1) {
    await pool.query("update alert_notice set next_try_at = now() where state = 'due'");
    await evaluate();
  }
  expect(await notices()).toMatchObject([{ state: "failed", attempts: 6 }]);
  receiver.answer.status = 200;
  await evaluate();
  expect(received).toEqual([]);
  expect((await openOf("dead_count"))[0]?.state).toBe("firing");
});

test("resends a notice of a lost process under the same ID", async () => {
  await deadInABlink(120);
  await evaluateAlerts(pool, env, 0);
  await pool.query("update alert_notice set attempts = 1, next_try_at = now() - interval '1 s'");
  await sendNotices(pool, channels, signal);
  expect(received).toHaveLength(2);
  expect((await listAlerts()).notices.map(({ state }) => state)).toEqual(["sent", "sent"]);
});

test("evaluates once for ten concurrent evaluations", async () => {
  await deadInABlink(120);
  await pool.query("update alert_look set at = '-infinity'");
  const evaluations = await Promise.all(Array.from({ length: 10 }, () => evaluateAlerts(pool, env)));
  expect(evaluations.filter(Boolean)).toHaveLength(1);
  await sendNotices(pool, channels, signal);
  expect(signed()).toHaveLength(1);
});

test("evaluates a second after a dead letter, also when another process has just evaluated", async () => {
  const [stop, deaths] = [new AbortController(), createWakeup()];
  // The other evaluation runs between the dead letter and its signal.
  await pool.query("update alert_look set at = now() + interval '1.2 s'");
  await deadInABlink(120);
  deaths.signal();
  const watching = watchAlerts(pool, env, stop.signal, "worker", deaths);
  await eventually(async () => (await openOf("dead_count")).length === 1);
  stop.abort();
  await watching;
});

test("accepts one of ten concurrent acknowledgements, and names its user to the others", async () => {
  await deadInABlink(120);
  await evaluate();
  const [alert] = await openOf("dead_count");
  const take = () => acknowledgeAlert({ id: alert?.id ?? "", actor: anOperator, requestId: null });
  const taken = await Promise.allSettled(Array.from({ length: 10 }, take));
  expect(taken.filter(({ status: outcome }) => outcome === "fulfilled")).toHaveLength(1);
  await expect(take()).rejects.toThrow(ConflictError);
  await expect(take()).rejects.toThrow(`${anOperator.name} has acknowledged this alert.`);
  await evaluate();
  expect(await openOf("dead_count")).toMatchObject([{ state: "acknowledged", acknowledgedBy: anOperator.name }]);
});
