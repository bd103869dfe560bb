import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { decideBreaker } from "#server/delivery/gate/gate.ts";
import { startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { buildId, env } from "#server/platform/env/env.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { parseMetrics } from "#server/testing/parse-metrics.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { aSession } from "#server/testing/session.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(() => pipeline.stop());
const api = await serveApi();
const by = { actor: anOperator, requestId: null };

const scrape = (headers: Record<string, string> = asOperator) => api.call("GET", "/api/metrics", { headers });

/** The current text, not the cached one: repeats until `until` is true. */
async function scraped(until: (value: ReturnType<typeof reader>) => boolean = () => true) {
  return eventually(async () => {
    const answer = await scrape();
    expect(answer.status, answer.text).toBe(200);
    const value = reader(answer.text);
    return until(value) && value;
  });
}

/** Not the cached text: memory and delay differ every time. */
async function anotherReading(): Promise<string> {
  const { text: kept } = await scrape();
  return eventually(async () => {
    const { text } = await scrape();
    return text !== kept && text;
  });
}

function reader(text: string) {
  const families = parseMetrics(text);
  const samplesOf = (name: string) => families.get(`redeliver_${name}`)?.samples ?? [];
  return (name: string, labels: Record<string, string> = {}): number | undefined => {
    const fitting = samplesOf(name).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0);
  };
}

const sql = async (text: string, values: unknown[] = []): Promise<number> =>
  Number((await pool.query<{ n: number }>(text, values)).rows[0]?.n);
const deliveries = (condition: string, handler = mailHandler) =>
  sql(`select count(*) as n from delivery where handler = $1 and ${condition}`, [handler]);

async function somethingOfEach() {
  const letters = [];
  for (const _ of [1, 2, 3]) letters.push(await aDeadLetter(pool, pipeline));
  await createReplay({ id: letters[0]?.delivery.id ?? "", body: {}, expectedVersion: null, ...by });
  await discard({ id: letters[1]?.delivery.id ?? "", reason: "test", expectedVersion: null, ...by });
  await pool.query("update delivery set release_at = now(), check_at = now() where state = 'waiting'");
  await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work();
  await anOrderCreated(pool);
  await pipeline.tick();
  await anOrderCreated(pool);
}

test("reports what SQL counts, in a text that Prometheus parses", async () => {
  await somethingOfEach();
  const alive = startHeartbeat(pool, { kind: "worker", signal: new AbortController().signal, everyMs: 60_000 });
  await pool.query("insert into handler_pause (handler, reason, actor_name) values ($1, 'a test', 'Maya Ito')", [
    webhookHandler,
  ]);
  await decideBreaker({ handler: mailHandler, decision: { kind: "hold", reason: "a test" }, ...by });
  const gone = randomUUID();
  await pool.query(
    `insert into running_process values ($1, 'worker', 'h', 1, 'b', '{}', now(), now() - interval '2 minutes', false, 1, 1, 0)`,
    [gone],
  );
  const relayed = await sql(
    "select count(*) as n from outbox_message m where not exists (select from outbox_pending p where p.seq = m.seq) and parked_at is null",
  );
  await pool.query(
    `insert into retention_run (kind, rule, started_at, error, rows_total)
     values ('payloads', 'r', '2026-11-29T12:00:00Z', null, 12), ('alerts', 'r', now(), 'no space', 3)`,
  );
  const value = await scraped(
    (of) => of("outbox_relayed_total") === relayed && of("workers", { state: "alive" }) === 1,
  );

  expect(value("outbox_pending_messages")).toBe(await sql("select count(*) as n from outbox_pending"));
  expect(value("outbox_pending_messages")).toBeGreaterThan(0);
  expect(value("outbox_parked_messages")).toBe(0);
  const pendingAge = await sql("select extract(epoch from now() - min(occurred_at)) as n from outbox_pending");
  expect(Math.abs((value("outbox_oldest_age_seconds") ?? Number.NaN) - pendingAge)).toBeLessThan(5);
  for (const queue of [mailHandler, webhookHandler]) {
    const counted = {
      waiting: await deliveries("state = 'waiting'", queue),
      ready: await deliveries("state = 'queued' and sending_since is null", queue),
      active: await deliveries("state in ('queued', 'retrying') and sending_since is not null", queue),
      retrying: await deliveries("state = 'retrying' and sending_since is null", queue),
    };
    for (const [state, count] of Object.entries(counted)) {
      expect(value("queue_messages", { queue, state }), `${queue} ${state}`).toBe(count);
    }
    expect(value("dlq_messages", { queue })).toBe(await deliveries("state = 'dead'", queue));
    const outcomes = { delivered: "state = 'delivered'", dead: "state in ('dead', 'replayed', 'discarded')" };
    for (const [outcome, condition] of Object.entries(outcomes)) {
      const count = await deliveries(condition, queue);
      expect(value("delivery_attempts_total", { queue, outcome }), `${queue} ${outcome}`).toBe(count);
    }
  }
  expect(value("queue_messages", { queue: mailHandler, state: "ready" })).toBeGreaterThan(0);
  expect(value("dlq_messages", { queue: mailHandler })).toBe(1);
  const deadAge = await sql(
    "select extract(epoch from now() - min(settled_at)) as n from delivery where state = 'dead'",
  );
  expect(Math.abs((value("dlq_oldest_age_seconds", { queue: mailHandler }) ?? Number.NaN) - deadAge)).toBeLessThan(5);
  expect(value("dlq_oldest_age_seconds", { queue: webhookHandler })).toBe(0);
  expect(value("replays_total", { mode: "single", outcome: "delivered" })).toBe(
    await sql("select count(*) as n from delivery where revision > 1 and state = 'delivered'"),
  );
  expect(value("replays_total", { outcome: "delivered" })).toBe(1);
  expect(value("replays_total", { outcome: "dead" })).toBe(0);
  expect(value("causes")).toBe(await sql("select count(*) as n from cause"));
  expect(value("causes", { state: "new" })).toBe(1);
  expect(value("sending_paused")).toBe(0);
  expect([mailHandler, webhookHandler].map((queue) => value("queue_paused", { queue }))).toEqual([0, 1]);
  expect([mailHandler, webhookHandler].map((queue) => value("breaker_state", { queue }))).toEqual([2, 0]);
  const held = await deliveries("state in ('queued', 'retrying') and sending_since is null");
  expect(value("breaker_held_messages", { queue: mailHandler })).toBe(held);
  await pool.query("delete from handler_breaker");
  expect([value("workers", { state: "gone" }), value("workers", { state: "silent" })]).toEqual([1, 0]);
  expect(value("worker_heartbeat_age_seconds")).toBeLessThan(10);
  expect([value("retention_rows_total", { kind: "payloads" }), value("retention_rows_total")]).toEqual([12, 15]);
  expect(value("retention_last_run_timestamp_seconds", { kind: "payloads" })).toBe(Date.UTC(2026, 10, 29, 12) / 1_000);
  expect([value("retention_failed", { kind: "payloads" }), value("retention_failed")]).toEqual([0, 1]);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(20_000_000);
  expect(value("process_event_loop_delay_seconds")).toBeGreaterThanOrEqual(0);
  expect(value("build_info", { build: buildId() })).toBe(1);
  await alive.stop();
});

test("escapes the name of a handler", async () => {
  const [name, message] = ['we"ird\\\nname', randomUUID()];
  await pool.query(
    `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, settled_at)
     values ($1, $1, $2, 'orders/x', 'delivered', $1, $1, 1, now())`,
    [message, name],
  );
  const value = await scraped((of) => of("delivery_attempts_total", { queue: name }) !== undefined);
  expect(value("delivery_attempts_total", { queue: name, outcome: "delivered" })).toBe(1);
});

test("never decreases the counters of outbox, attempts and replays", async () => {
  const names = ["outbox_relayed_total", "delivery_attempts_total", "replays_total"];
  const counters = async () => {
    const value = reader(await anotherReading());
    return names.map((name) => value(name) ?? Number.NaN);
  };
  const seen = [await counters()];
  const { delivery } = await aDeadLetter(pool, pipeline);
  seen.push(await counters());
  const replay = await createReplay({ id: delivery.id, body: {}, expectedVersion: null, ...by });
  seen.push(await counters());
  await pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [replay.delivery.id]);
  await pipeline.tick();
  await pipeline.work();
  seen.push(await counters());
  for (const [place, later] of seen.slice(1).entries()) {
    for (const [index, count] of later.entries()) expect(count).toBeGreaterThanOrEqual(seen[place]?.[index] ?? 0);
  }
  expect(seen.at(-1)?.[2]).toBe((seen[0]?.[2] ?? 0) + 1);
}, 30_000);

test("serves Prometheus's text format to tokens and signed-in users only", async () => {
  const { status, headers } = await scrape();
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(headers["cache-control"]).toBe("no-store");
  const { cookie } = await aSession(pool, "viewer");
  expect((await scrape({ cookie })).status).toBe(200);
  for (const demo of ["off", "local"] as const) {
    Object.assign(env(), { DEMO_MODE: demo });
    const refused = await scrape({});
    expect([refused.status, refused.headers["content-type"]]).toEqual([401, "application/problem+json; charset=utf-8"]);
    expect((await scrape({ authorization: "Bearer nonsense" })).status).toBe(401);
  }
  Object.assign(env(), { DEMO_MODE: "off" });
});

test("reads once for fifty concurrent scrapes, and returns 503 while the database hangs", async () => {
  const holder = await pool.connect();
  await holder.query("begin; lock table running_process in access exclusive mode");
  const waiting = () =>
    sql("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
  // The first ones may still get the cached text.
  await eventually(async () => {
    void scrape();
    return (await waiting()) === 2;
  });
  const answers = await Promise.all(Array.from({ length: 50 }, () => scrape()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(await waiting()).toBeLessThanOrEqual(2);
  await holder.query("rollback");
  holder.release();
  await scraped();
}, 30_000);
