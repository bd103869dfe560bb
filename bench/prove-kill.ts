import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { judgeMails } from "#bench/rig/judge-mails.ts";
import { mailRows, openCount, report } from "#bench/rig/report.ts";
import { startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { seededRandom } from "#bench/seeded-random.ts";
import { closeDatabase, connectDatabase } from "#server/db.ts";
import { crashPoints } from "#server/faults/crash-points.ts";
import { handlers } from "#server/handlers/index.ts";
import { orderCreated } from "#server/messages/order-created.ts";
import { orderShipped } from "#server/messages/order-shipped.ts";
import { applyMigrations } from "#server/migrations/apply-migrations.ts";
import { publish } from "#server/outbox/publish.ts";
import { installQueue } from "#server/queue/install-queue.ts";
import { readJournal, startJournalSink } from "#server/sink/start-journal-sink.ts";
import { log } from "#server/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";

// `npm run prove -- kill`: orders flow in while two workers are killed, at random moments and at every named point; then
// what was published is compared with what the mail sink took. Exit 1 and a verdict in docs/proof/kill.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    orders: { type: "string", default: "10000" },
    kills: { type: "string", default: "100" },
    rounds: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const random = seededRandom(seed);
const failing = 0.03;
const recoverySeconds = 60;
log.level = "silent";

type Kill = { crashAt: string } | { afterMilliseconds: number };

function planKills(): Kill[] {
  const points = crashPoints.filter((name) => !/^(replay|retention)\./.test(name));
  const named = Array.from({ length: Number(values.rounds) }, () => points).flat();
  const kills: Kill[] = named.map((name) => ({ crashAt: `${name}:${1 + Math.floor(random() * 20)}` }));
  for (let count = 0; count < Number(values.kills); count += 1) {
    kills.push({ afterMilliseconds: 1_500 + random() * 4_000 });
  }
  return kills
    .map((kill) => ({ kill, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ kill }) => kill);
}

/** One place for a worker: as long as kills are left, a worker lives here until the next one ends it. */
async function sufferKills(url: string, smtpPort: number, kills: Kill[]): Promise<void> {
  for (let kill = kills.pop(); kill; kill = kills.pop()) {
    const crashAt = "crashAt" in kill ? kill.crashAt : undefined;
    const { child, ended } = startWorker(url, smtpPort, crashAt ? { CRASHPOINT: crashAt } : {});
    // A point that this worker does not pass often enough is no reason to wait for ever: then it is a random kill.
    const end = delay("afterMilliseconds" in kill ? kill.afterMilliseconds : 10_000).then(() => child.kill("SIGKILL"));
    await Promise.race([ended, end]);
    await ended;
  }
}

async function placeOrders(pool: pg.Pool, count: number, isKilling: () => boolean): Promise<number> {
  const customerId = randomUUID();
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'ada@example.com')", [customerId]);
  let placed = 0;
  for (; placed < count; placed += 1) {
    const orderId = randomUUID();
    const subject = `orders/${orderId}`;
    const email = `${random() < failing ? "bounce+" : ""}${orderId}@example.com`;
    const created = { orderId, customerId, orderTotal: 1400, currency: "EUR", email };
    await publish(pool, orderCreated, { subject, data: created });
    if (!email.startsWith("bounce+") && random() < 0.5) {
      await publish(pool, orderShipped, { subject, data: { orderId, customerId, email } });
    }
    if (isKilling()) await delay(20);
  }
  return placed;
}

async function prove(url: string): Promise<boolean> {
  const pool = connectDatabase(url);
  await installQueue(
    pool,
    handlers.map(({ id }) => id),
  );
  const journal = path.join(tmpdir(), `redeliver-journal-${randomUUID()}.jsonl`);
  const sink = await startJournalSink(journal);
  const kills = planKills();
  const planned = kills.length;
  const placing = placeOrders(pool, Number(values.orders), () => kills.length > 0);
  await Promise.all([sufferKills(url, sink.port, kills), sufferKills(url, sink.port, kills)]);
  const lastKill = performance.now();
  const survivors = [startWorker(url, sink.port), startWorker(url, sink.port)];
  const orders = await placing;
  const isDone = async () => (await openCount(pool)) === 0;
  await eventually(isDone, { timeoutMs: recoverySeconds * 1_000, everyMs: 250 }).catch(() => undefined);
  const seconds = ((performance.now() - lastKill) / 1_000).toFixed(1);
  const stuck = await openCount(pool);
  const verdict = { ...(await judgeMails(pool, readJournal(journal))), stuck };
  const { rows } = await pool.query<{ messages: number }>("select count(*)::int as messages from outbox_message");
  for (const survivor of survivors) await stopProduct(survivor);
  await sink.stop();
  rmSync(journal);
  await closeDatabase();
  const facts = {
    orders,
    messages: rows[0]?.messages ?? 0,
    kills: `${planned} (${values.kills} random, every named point ${values.rounds} times)`,
    "all settled after the last kill": `${seconds} s`,
    seed,
    date: new Date().toISOString().slice(0, 10),
  };
  const isFullSize = orders >= 10_000 && Number(values.kills) >= 100 && Number(values.rounds) >= 10;
  return report({
    name: "kill",
    title: "Workers killed under load",
    rows: mailRows(verdict, recoverySeconds),
    facts,
    isFullSize,
  });
}

const name = `redeliver_prove_${randomUUID().slice(0, 8)}`;
const admin = new pg.Client({ connectionString: values.server });
await admin.connect();
await admin.query(`create database ${name}`);
try {
  const url = new URL(values.server);
  url.pathname = `/${name}`;
  await applyMigrations(url.href);
  process.exitCode = (await prove(url.href)) ? 0 : 1;
} finally {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
