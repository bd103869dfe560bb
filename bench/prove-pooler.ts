import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type pg from "pg";
import { countMessages } from "#bench/rig/count-messages.ts";
import { exerciseConsole } from "#bench/rig/exercise-console.ts";
import { judgeLedger } from "#bench/rig/judge-ledger.ts";
import { judgeMails } from "#bench/rig/judge-mails.ts";
import { createOrderClient } from "#bench/rig/order-client.ts";
import { raceKeys } from "#bench/rig/race-keys.ts";
import { mailRows, none, openCount, type Row, report } from "#bench/rig/report.ts";
import { findPgbouncer, startPgbouncer } from "#bench/rig/start-pgbouncer.ts";
import { startProduct, startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { aStorePlace, readinessOf, type StorePlace, startStore } from "#bench/rig/start-store.ts";
import { seededRandom } from "#bench/seeded-random.ts";
import { readJournal, startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { closeDatabase, connectDatabase, createPool } from "#server/platform/database/db.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";

// `npm run prove -- pooler`: web and worker reach PostgreSQL through PgBouncer in transaction mode, with fewer sessions than
// connections, and compares the results with a direct connection. Exit 1 and a verdict in docs/proof/pooler.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    orders: { type: "string", default: "2000" },
    keys: { type: "string", default: "100" },
    clients: { type: "string", default: "12" },
    sessions: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const random = seededRandom(seed);
const sessions = Number(values.sessions);
const recoverySeconds = 60;
log.level = "silent";

/** Checks that this is a pooler in transaction mode: named statements collide or are unknown. */
async function breakNamedStatements(url: string): Promise<number> {
  const naive = createPool(url, { max: 12 });
  const queries = Array.from({ length: 400 }, (_, n) =>
    naive.query({ name: `control-${n % 7}`, text: `select ${n % 7}, pg_sleep(0.002)` }).then(
      () => 0,
      () => 1,
    ),
  );
  const broken = (await Promise.all(queries)).reduce<number>((sum, one) => sum + one, 0);
  await naive.end();
  return broken;
}

/** Settings that a transaction leaves in a session of the pooler would affect another client. */
async function countLeftSettings(url: string): Promise<number> {
  const pool = createPool(url, { max: sessions, behindPooler: true });
  const looks = Array.from({ length: sessions * 10 }, () =>
    pool.query<{ left: number }>(
      `select count(*)::int as left, pg_sleep(0.02) from pg_settings
       where name in ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'enable_seqscan')
         and setting is distinct from reset_val`,
    ),
  );
  const found = (await Promise.all(looks)).reduce((sum, { rows }) => sum + (rows[0]?.left ?? 1), 0);
  await pool.end();
  return found;
}

async function placeOrders(place: StorePlace, productId: string) {
  const client = createOrderClient({ ...place, productId, random });
  const giveUp = new AbortController().signal;
  let left = Number(values.orders);
  await Promise.all(
    Array.from({ length: Number(values.clients) }, async () => {
      while (left-- > 0) await client.place({ failing: 0.05, shipped: 0.5, giveUp });
    }),
  );
  return client.ledger;
}

async function prove(url: string, binary: string): Promise<boolean> {
  const [code] = await startProduct("migrate", { NODE_ENV: "production", DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error("the database could not be migrated");
  const pool: pg.Pool = connectDatabase(url, { max: 2 });
  const pooler = await startPgbouncer(binary, url, sessions);
  const broken = await breakNamedStatements(pooler.url);
  const journal = path.join(tmpdir(), `redeliver-journal-${randomUUID()}.jsonl`);
  const sink = await startMailJournal(journal);
  const ways = { DATABASE_URL: pooler.url, DIRECT_URL: url };
  const place = await aStorePlace(pooler.url);
  const { origin } = place;
  const web = await startStore(place, ways);
  const worker = startWorker(pooler.url, sink.port, ways);
  let ended = 0;
  for (const { child } of [web, worker]) child.once("exit", () => (ended += 1));
  const { rows: products } = await pool.query<{ id: string }>("select id from product where active limit 1");
  const productId = products[0]?.id ?? "";

  let unready = 0;
  const watching = setInterval(() => readinessOf(origin).then((status) => (unready += status === 200 ? 0 : 1)), 500);
  const startedAt = performance.now();
  const ledger = await placeOrders(place, productId);
  const perSecond = (ledger.length / ((performance.now() - startedAt) / 1_000)).toFixed(0);
  const raced = await raceKeys(origin, productId, Number(values.keys));
  const isDone = async () => (await openCount(pool)) === 0;
  await eventually(isDone, { timeoutMs: recoverySeconds * 1_000, everyMs: 250 }).catch(() => undefined);
  const stuck = await openCount(pool);
  const told = raced.orders.map((orderId) => ({ key: "", email: "", outcome: "ok" as const, orderId }));
  const ledgerRows = await judgeLedger(pool, [...ledger, ...told]);
  const mails = mailRows({ ...(await judgeMails(pool, readJournal(journal))), stuck }, recoverySeconds);
  const consoleRows = await exerciseConsole(place, pool);
  clearInterval(watching);

  const messages = await countMessages(pool);
  const { rowCount: used } = await pool.query(
    "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'",
  );
  const direct = used ?? 0;
  // The pooler's, the one that listens, and up to two of this proof.
  const most = sessions + 3;
  const rows: Row[] = [
    {
      what: "named statements that broke, sent to this pooler as a control",
      found: broken,
      wanted: "some",
      holds: broken > 0,
    },
    ...ledgerRows,
    none("keys sent eight times at once that got another number of orders than one", raced.torn),
    ...mails,
    ...consoleRows,
    none("times ready was denied", unready),
    none("settings that a transaction left in a session", await countLeftSettings(pooler.url)),
    none("processes of ours that ended", ended),
    { what: "connections of the server in use", found: direct, wanted: `at most ${most}`, holds: direct <= most },
  ];
  for (const product of [web, worker]) await stopProduct(product);
  await sink.stop();
  rmSync(journal);
  await closeDatabase();
  await pooler.stop();
  const facts = {
    orders: ledger.length + raced.orders.length,
    messages,
    pooler: execFileSync(binary, ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "",
    "sessions of the pooler": sessions,
    "orders per second": perSecond,
    seed,
    date: new Date().toISOString().slice(0, 10),
  };
  const isFullSize = Number(values.orders) >= 2_000 && Number(values.keys) >= 100;
  return report({
    name: "pooler",
    title: "Web and worker behind a pooler in transaction mode",
    rows,
    facts,
    isFullSize,
  });
}

const binary = findPgbouncer();
if (binary) process.exitCode = (await prove(values.server, binary)) ? 0 : 1;
else {
  console.error(
    "✗ This proof needs PgBouncer: `apt-get install pgbouncer` on Debian and Ubuntu, `brew install pgbouncer` on macOS.",
  );
  process.exitCode = 2;
}
