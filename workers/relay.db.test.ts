import pg from "pg";
import { afterAll, expect, inject, test } from "vitest";
import { createPool } from "#server/platform/database/db.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { startTcpProxy, type TcpProxy } from "#server/testing/servers/start-tcp-proxy.ts";
import { type StartedProcess, startWorker } from "#server/testing/start-process.ts";

const pool = await testDatabase();
// Only superusers see the statements of another role's connections.
const admin = createPool(inject("templateDatabase").adminUrl, { max: 1 });
afterAll(() => admin.end());
const proxies: TcpProxy[] = [];
const relays = new Map<string, { process: StartedProcess; proxy: TcpProxy }>();

/** Starts a worker with only the relay duty, with its own application name and its own TCP proxy. */
async function startRelay(name: string) {
  const proxy = await startTcpProxy(urlOf(pool));
  proxies.push(proxy);
  const DATABASE_URL = `${proxy.through(urlOf(pool))}?application_name=${name}`;
  const process = startWorker({ DATABASE_URL, SMTP_URL: "smtp://127.0.0.1:1" }, ["relay"]);
  relays.set(name, { process, proxy });
  await eventually(
    async () => {
      const { rowCount } = await pool.query("select from pg_stat_activity where application_name = $1", [name]);
      return (rowCount ?? 0) > 0;
    },
    { timeoutMs: 20_000 },
  );
}
await Promise.all([startRelay("relay-a"), startRelay("relay-b")]);
afterAll(async () => {
  for (const { process } of relays.values()) process.child.kill("SIGKILL");
  for (const proxy of proxies) await proxy.close();
});

const holderOfTheLock = async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and application_name like 'relay-%' and datname = current_database()`,
  );
  return rows[0]?.name;
};

/** Blocks a relay inside a batch, injects `fault`, and measures how long the other relay takes to relay the message. */
async function replaceAfter(
  fault: (holder: string) => void,
): Promise<{ subject: string; holder: string; seconds: number }> {
  const barrier = new pg.Client({ connectionString: urlOf(pool) });
  await barrier.connect();
  await barrier.query("begin; lock table delivery in share mode");
  const { subject } = await anOrderCreated(pool);
  const holder = await eventually(holderOfTheLock, { timeoutMs: 20_000 });
  fault(holder);
  const since = performance.now();
  await barrier.end();
  await eventually(async () => (await deliveriesOf(pool, subject)).length === 1, { timeoutMs: 30_000 });
  const seconds = (performance.now() - since) / 1_000;
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "queued" }]);
  return { subject, holder, seconds };
}

const processOf = (name: string) => {
  const relay = relays.get(name);
  if (!relay) throw new Error(`no relay ${name}`);
  return relay;
};

test("a relay process that is stopped in the middle of a batch is replaced within 10 s, and continues as a standby after SIGCONT", async () => {
  const { subject, holder, seconds } = await replaceAfter((name) => processOf(name).process.child.kill("SIGSTOP"));
  expect(seconds).toBeLessThan(10);
  const { rows } = await pool.query<{ now: Date }>("select now()");
  processOf(holder).process.child.kill("SIGCONT");
  // It detects that its transaction was ended, logs it, and polls again on another connection.
  await eventually(
    async () => {
      const { rowCount } = await admin.query(
        "select from pg_stat_activity where application_name = $1 and state = 'idle' and query_start > $2",
        [holder, rows[0]?.now],
      );
      return (rowCount ?? 0) > 0;
    },
    { timeoutMs: 10_000 },
  );
  expect(processOf(holder).process.isAlive()).toBe(true);
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "queued" }]);
}, 60_000);

test("a relay process that is killed in the middle of a batch is replaced within 10 s", async () => {
  const { holder, seconds } = await replaceAfter((name) => processOf(name).process.child.kill("SIGKILL"));
  expect(seconds).toBeLessThan(10);
  await startRelay(holder);
}, 60_000);

test("a relay process that loses its connection in the middle of a batch is replaced within 10 s", async () => {
  const { holder, seconds } = await replaceAfter((name) => processOf(name).proxy.blackhole());
  expect(seconds).toBeLessThan(10);
  expect(processOf(holder).process.isAlive()).toBe(true);
}, 60_000);
