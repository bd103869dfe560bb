import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type pg from "pg";
import { countMessages } from "#bench/rig/count-messages.ts";
import { judgeLedger } from "#bench/rig/judge-ledger.ts";
import { judgeMails } from "#bench/rig/judge-mails.ts";
import { createOrderClient } from "#bench/rig/order-client.ts";
import { mailRows, openCount, type Row, report } from "#bench/rig/report.ts";
import { startProduct, startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { aStorePlace, readinessOf, startStore } from "#bench/rig/start-store.ts";
import { readDataDirectory, stopAtOnce } from "#bench/rig/stop-database.ts";
import { seededRandom } from "#bench/seeded-random.ts";
import { readJournal, startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";

// `npm run prove -- database`: a store takes orders and two workers send their mails while PostgreSQL is stopped at once,
// again and again, and then while its backends are terminated at random. Then the client's ledger, the database and the
// mail sink's journal are compared. Exit 1 and a verdict in docs/proof/database.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    /** The same server as its superuser, who may read the data directory's path. */
    admin: { type: "string", default: "" },
    stops: { type: "string", default: "20" },
    minutes: { type: "string", default: "5" },
    clients: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const random = seededRandom(seed);
const recoverySeconds = 60;
log.level = "silent";

const isUp = (pool: pg.Pool) =>
  pool.query("select").then(
    () => true,
    () => false,
  );
/** Waits until the server is up again. Returns how often the store reported readiness meanwhile: it must not. */
async function watchReadiness(pool: pg.Pool, origin: string): Promise<number> {
  let falselyReady = 0;
  while (!(await isUp(pool))) {
    const status = await readinessOf(origin);
    if (status === 200 && !(await isUp(pool))) falselyReady += 1;
    await delay(20);
  }
  return falselyReady;
}

async function terminateOne(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from (
       select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and backend_type = 'client backend' order by random() limit 1) victim`,
  );
  return rowCount ?? 0;
}

type Faults = { stops: number; terminated: number; slowestRecoverySeconds: number; falselyReady: number };

async function injectFaults(pool: pg.Pool, origin: string): Promise<Faults> {
  const faults: Faults = { stops: 0, terminated: 0, slowestRecoverySeconds: 0, falselyReady: 0 };
  const dataDirectory = await readDataDirectory(values.admin);
  for (; faults.stops < Number(values.stops); faults.stops += 1) {
    await delay(2_000 + random() * 4_000);
    const stoppedAt = performance.now();
    await stopAtOnce(dataDirectory);
    faults.falselyReady += await watchReadiness(pool, origin);
    await eventually(async () => (await readinessOf(origin)) === 200, { timeoutMs: 60_000, everyMs: 100 });
    faults.slowestRecoverySeconds = Math.max(faults.slowestRecoverySeconds, (performance.now() - stoppedAt) / 1_000);
  }
  const until = performance.now() + Number(values.minutes) * 60_000;
  while (performance.now() < until) {
    await delay(50 + random() * 400);
    faults.terminated += await terminateOne(pool).catch(() => 0);
  }
  return faults;
}

async function prove(url: string): Promise<boolean> {
  const [code] = await startProduct("migrate", { NODE_ENV: "production", DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error("the database could not be migrated");
  const pool = connectDatabase(url, { max: 4 });
  const journal = path.join(tmpdir(), `redeliver-journal-${randomUUID()}.jsonl`);
  const sink = await startMailJournal(journal);
  const place = await aStorePlace(url);
  const web = await startStore(place);
  const workers = [startWorker(url, sink.port), startWorker(url, sink.port)];
  let ended = 0;
  for (const { child } of [web, ...workers]) child.once("exit", () => (ended += 1));

  const { rows: products } = await pool.query<{ id: string }>("select id from product where active limit 1");
  const client = createOrderClient({ ...place, productId: products[0]?.id ?? "", random });
  const closing = new AbortController();
  const giveUp = new AbortController();
  const ordering = Array.from({ length: Number(values.clients) }, async () => {
    while (!closing.signal.aborted) {
      await client.place({ failing: 0.03, shipped: 0.5, giveUp: giveUp.signal });
      await delay(100);
    }
  });
  const injected = await injectFaults(pool, place.origin);
  closing.abort();
  const lastFault = performance.now();
  setTimeout(() => giveUp.abort(), recoverySeconds * 1_000).unref();
  await Promise.all(ordering);
  const isDone = async () => (await openCount(pool)) === 0;
  await eventually(isDone, { timeoutMs: recoverySeconds * 1_000, everyMs: 250 }).catch(() => undefined);
  const seconds = ((performance.now() - lastFault) / 1_000).toFixed(1);

  const stuck = await openCount(pool);
  const verdict = { ...(await judgeMails(pool, readJournal(journal))), stuck };
  const rows: Row[] = [
    ...(await judgeLedger(pool, client.ledger)),
    ...mailRows(verdict, recoverySeconds),
    { what: "processes of ours that ended", found: ended, wanted: "0", holds: ended === 0 },
    {
      what: "readiness reported while the server was down",
      found: injected.falselyReady,
      wanted: "0",
      holds: injected.falselyReady === 0,
    },
    {
      what: "longest time from a stop to ready, the server's recovery included",
      found: `${injected.slowestRecoverySeconds.toFixed(1)} s`,
      wanted: "below 60 s",
      holds: injected.slowestRecoverySeconds < 60,
    },
  ];
  const messages = await countMessages(pool);
  for (const product of [web, ...workers]) await stopProduct(product);
  await sink.stop();
  rmSync(journal);
  await closeDatabase();
  const facts = {
    orders: client.ledger.length,
    messages,
    "immediate stops": injected.stops,
    "backends terminated": `${injected.terminated} in ${values.minutes} minutes`,
    "longest time without an accepted order": `${client.longestGapSeconds().toFixed(1)} s`,
    "all settled after the last fault": `${seconds} s`,
    seed,
    date: new Date().toISOString().slice(0, 10),
  };
  const isFullSize = Number(values.stops) >= 20 && Number(values.minutes) >= 5;
  return report({ name: "database", title: "PostgreSQL stopped under load", rows, facts, isFullSize });
}

process.exitCode = (await prove(values.server)) ? 0 : 1;
