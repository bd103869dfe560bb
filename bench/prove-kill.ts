import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { judgeMails, type Verdict } from "#bench/judge-mails.ts";
import { seededRandom } from "#bench/seeded-random.ts";
import { closeDatabase, connectDatabase } from "#server/db.ts";
import { crashPoints } from "#server/faults/crash-points.ts";
import { handlers } from "#server/handlers/index.ts";
import { orderCreated } from "#server/messages/order-created.ts";
import { orderShipped } from "#server/messages/order-shipped.ts";
import { applyMigrations } from "#server/migrations/apply-migrations.ts";
import { publish } from "#server/outbox/publish.ts";
import { installQueue } from "#server/queue/install-queue.ts";
import { startMailSink } from "#server/sink/start-mail-sink.ts";
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
const root = path.resolve(import.meta.dirname, "..");
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

function startWorker(url: string, smtpPort: number, crashAt?: string) {
  const child = spawn(process.execPath, ["workers/worker.ts"], {
    cwd: root,
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: url,
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      RETRY_DELAY_SECONDS: "1",
      ...(crashAt ? { CRASHPOINT: crashAt } : {}),
    },
  });
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  const ended = once(child, "exit").finally(() => process.removeListener("exit", leave));
  return { child, ended };
}

/** One place for a worker: as long as kills are left, a worker lives here until the next one ends it. */
async function sufferKills(url: string, smtpPort: number, kills: Kill[]): Promise<void> {
  for (let kill = kills.pop(); kill; kill = kills.pop()) {
    const crashAt = "crashAt" in kill ? kill.crashAt : undefined;
    const { child, ended } = startWorker(url, smtpPort, crashAt);
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

const openCount = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ open: number }>(
    `select (select count(*) from outbox_pending)::int
          + (select count(*) from delivery where settled_at is null)::int as open`,
  );
  return rows[0]?.open ?? 0;
};

function report(verdict: Verdict & { stuck: number }, facts: Record<string, string | number>): string {
  const wrong = verdict.lost + verdict.phantom + verdict.swapped + verdict.unexplained + verdict.stuck;
  const row = (name: string, value: string | number, wanted: string) => `| ${name} | ${value} | ${wanted} |`;
  return [
    "# Workers killed under load",
    "",
    `${wrong === 0 ? "Held" : "BROKEN"}. Repeat it with \`npm run prove -- kill --seed ${seed}\` (the plan of the kills is the seed's; the moments are the machine's).`,
    "",
    "| what | found | wanted |",
    "|---|---|---|",
    row("messages lost", verdict.lost, "0"),
    row("mails nobody asked for, or under another Message-ID", verdict.phantom, "0"),
    row("orders whose mails were swapped", verdict.swapped, "0"),
    row("further copies", verdict.extra, "any, each explained"),
    row("further copies that no lost try explains", verdict.unexplained, "0"),
    row(`still open ${recoverySeconds} s after the last kill`, verdict.stuck, "0"),
    "",
    ...Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`),
    "",
    `No loss in ${facts.messages} messages bounds the rate of loss below 3/${facts.messages} (95 %, rule of three).`,
    "",
  ].join("\n");
}

async function prove(url: string): Promise<boolean> {
  const pool = connectDatabase(url);
  await installQueue(
    pool,
    handlers.map(({ id }) => id),
  );
  const sink = await startMailSink({ db: pool, port: 0 });
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
  const verdict = { ...(await judgeMails(pool)), stuck };
  const { rows } = await pool.query<{ messages: number }>("select count(*)::int as messages from outbox_message");
  for (const { child, ended } of survivors) {
    child.kill("SIGTERM");
    await ended;
  }
  await sink.stop();
  await closeDatabase();
  const facts = {
    orders,
    messages: rows[0]?.messages ?? 0,
    kills: `${planned} (${values.kills} random, every named point ${values.rounds} times)`,
    "all settled after the last kill": `${seconds} s`,
    seed,
    date: new Date().toISOString().slice(0, 10),
  };
  const text = report(verdict, facts);
  mkdirSync(path.join(root, "docs/proof"), { recursive: true });
  writeFileSync(path.join(root, "docs/proof/kill.md"), text);
  console.log(text);
  return !text.includes("BROKEN");
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
