import "#server/modules.ts";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { startEmbeddedPostgres } from "#scripts/embedded-postgres.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { webLimits } from "#server/platform/database/database-limits.ts";
import { closeDatabase, connectDatabase, createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { installQueue } from "#server/platform/pgboss/install-queue.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aProduct } from "#server/testing/factories.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";
import { startWorker } from "#server/testing/start-process.ts";

// A PostgreSQL server of its own: the tests stop it, exhaust its connections and lock its tables.
const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-test-"));
chmodSync(dataDir, 0o755);
let postgres = await startEmbeddedPostgres({ dataDir, throwaway: true });
const { url, adminUrl, port } = postgres;
const admin = createPool(adminUrl, { max: 1 });
await applyMigrations(url);
const pool = connectDatabase(url, { ...webLimits, max: 10 });
await installQueue(
  pool,
  handlers().map(({ id }) => id),
);
const product = await aProduct(pool);
const mails = await startScriptedServer();
const api = await serveApi();
const worker = startWorker({ DATABASE_URL: url, SMTP_URL: mails.url });
afterAll(async () => {
  worker.child.kill("SIGKILL");
  await worker.ended;
  await closeDatabase();
  await admin.end();
  await mails.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function placeOrder(key?: string) {
  const startedAt = performance.now();
  const json = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };
  const headers = key === undefined ? undefined : { "idempotency-key": key };
  const answer = await api.call("POST", "/api/v1/orders", { json, headers });
  return { ...answer, seconds: (performance.now() - startedAt) / 1_000 };
}
const readiness = () => api.call("GET", "/api/readyz");

function expectUnavailable({ status, headers, text, seconds }: Awaited<ReturnType<typeof placeOrder>>) {
  expect(status, text).toBe(503);
  expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(headers["retry-after"]).toBe("2");
  expect(JSON.parse(text)).toMatchObject({ type: "/problems/unavailable" });
  expect(seconds).toBeLessThan(5);
}

/** Orders are delivered again, by the same two processes. */
async function recoversWithin(seconds: number) {
  const since = performance.now();
  const timeoutMs = seconds * 1_000;
  await eventually(async () => (await readiness()).status === 200, { timeoutMs, everyMs: 100 });
  const order = await eventually(
    async () => {
      const answer = await placeOrder();
      return answer.status === 201 && (JSON.parse(answer.text) as { orderId: string });
    },
    { timeoutMs, everyMs: 100 },
  );
  const ready = performance.now() - since;
  await eventually(
    async () => {
      const { rows } = await pool.query("select state from delivery where subject = $1", [`orders/${order.orderId}`]);
      return rows.some(({ state }) => state === "delivered");
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  expect(worker.isAlive()).toBe(true);
  return { ready, delivered: performance.now() - since };
}

const others = "usename = 'redeliver' and application_name <> 'occupant'";
const countOthers = async () =>
  (await admin.query<{ count: number }>(`select count(*) from pg_stat_activity where ${others}`)).rows[0]?.count;

/** Takes all free connections, terminates those of web and worker and takes them too, until even a superuser is refused. */
async function takeEveryConnection() {
  const occupants: pg.Client[] = [];
  const occupy = async (connectionString: string): Promise<boolean> => {
    const client = new pg.Client({ connectionString, application_name: "occupant" });
    client.on("error", () => undefined);
    const code = await client.connect().then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
    if (code === undefined) occupants.push(client);
    else expect(code).toBe("53300");
    return code === undefined;
  };
  await eventually(
    async () => {
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
      await Promise.all(Array.from({ length: 100 - occupants.length }, () => occupy(url)));
      const isRefused = !(await occupy(url)) && (await countOthers()) === 0;
      // A backend that starts or ends holds a connection and is not in pg_stat_activity.
      return isRefused && occupants.length >= 94;
    },
    { timeoutMs: 30_000, everyMs: 0 },
  );
  await Promise.all([1, 2, 3].map(() => occupy(adminUrl)));
  return { count: occupants.length, release: () => Promise.all(occupants.map((client) => client.end())) };
}

test("returns 503 for an order within 5 s and is not ready while all connections are in use, then recovers", async () => {
  await recoversWithin(20);
  const taken = await takeEveryConnection();
  expect(taken.count).toBeGreaterThanOrEqual(97);
  expectUnavailable(await placeOrder());
  expect((await api.call("GET", "/api/livez")).status).toBe(200);
  const unready = await eventually(async () => (await readiness()).status === 503 && readiness());
  expect(JSON.parse(unready.text)).toMatchObject({ output: "the database has no free connection" });
  await taken.release();
  const { ready } = await recoversWithin(10);
  expect(ready).toBeLessThan(10_000);
}, 90_000);

test("returns 503 for an order within 5 s and is not ready while the orders table is locked", async () => {
  const holder = new pg.Client({ connectionString: url });
  holder.on("error", () => undefined);
  await holder.connect();
  await holder.query("begin; lock table customer_order in access exclusive mode");
  const unready = await eventually(async () => (await readiness()).status === 503 && readiness());
  expect(JSON.parse(unready.text)).toMatchObject({ output: "the tables of the intake are locked" });
  // More requests than the pool has connections, with and without a key.
  const keys = Array.from({ length: 14 }, (_, place) => (place % 2 ? randomUUID() : undefined));
  for (const answer of await Promise.all(keys.map(placeOrder))) expectUnavailable(answer);
  expect((await readiness()).status).toBe(503);
  expect((await api.call("GET", "/api/livez")).status).toBe(200);
  await holder.query("rollback");
  await holder.end();
  const { ready } = await recoversWithin(10);
  expect(ready).toBeLessThan(10_000);
}, 90_000);

test("web and worker continue after PostgreSQL is stopped immediately and restarted", async () => {
  process.kill(postgres.pid, "SIGQUIT");
  await postgres.exited;
  expectUnavailable(await placeOrder());
  await eventually(async () => (await readiness()).status === 503);
  postgres = await startEmbeddedPostgres({ dataDir, port, throwaway: true });
  const { rows } = await pool.query<{ now: Date }>("select now()");
  expect((await recoversWithin(60)).delivered).toBeLessThan(60_000);
  const heartbeats = "select from running_process where kind = 'worker' and pid = $1 and seen_at > $2";
  const values = [worker.child.pid, rows[0]?.now];
  await eventually(async () => (await pool.query(heartbeats, values)).rowCount === 1, { timeoutMs: 30_000 });
}, 150_000);

test("web and worker continue after all backends are terminated, within their connection limits", async () => {
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
  await recoversWithin(60);
  await Promise.all(Array.from({ length: 60 }, () => placeOrder()));
  // Web 10, the worker 10 and the one that listens.
  expect(await countOthers()).toBeLessThanOrEqual(21);
}, 150_000);
