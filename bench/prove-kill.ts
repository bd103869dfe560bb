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
import { type Product, startProduct, startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { aStorePlace, type StorePlace, startStore } from "#bench/rig/start-store.ts";
import { withScratchDatabase } from "#bench/rig/with-scratch-database.ts";
import { seededRandom } from "#bench/seeded-random.ts";
import { readJournal, startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { type CrashPoint, crashPoints } from "#server/platform/env/crash-points.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";

// `npm run prove -- kill`: a store takes orders while it and its two workers are killed, at random moments and at every
// named point; then the client's ledger, the database and the mail sink's journal are compared. Exit 1 and a verdict in
// docs/proof/kill.md.
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
const rounds = Number(values.rounds);
const random = seededRandom(seed);
const failing = 0.03;
const shipped = 0.5;
const recoverySeconds = 60;
const clients = 4;
/** The store takes no further orders while more than this is open: the proof is not about capacity. */
const mostOpen = 500;
/** After this time a process is killed although it has not reached its point; the point is repeated later. */
const patienceMilliseconds = 15_000;
log.level = "silent";

/** Replay, purge and migration have no operator here: their points have tests of their own. */
const points = crashPoints.filter((name) => !/^(replay|retention|migrate)\./.test(name));
const pointsOf = (process: "web" | "worker") =>
  points.filter((name) => name.startsWith("api.") === (process === "web"));
/** Only dead letters reach these points, and few mails are dead-lettered, so the number is low. */
const passings = (point: CrashPoint): number => (point.startsWith("dlq.") ? 1 : 1 + Math.floor(random() * 20));

type Kill = { point: CrashPoint; nth: number } | { afterMilliseconds: number };

const aRandomKill = (): Kill => ({ afterMilliseconds: 1_500 + random() * 4_000 });

function planKills(process: "web" | "worker", randomly: number): Kill[] {
  const named = Array.from({ length: rounds }, () => pointsOf(process)).flat();
  const kills: Kill[] = named.map((point) => ({ point, nth: passings(point) }));
  for (let count = 0; count < randomly; count += 1) kills.push(aRandomKill());
  return kills
    .map((kill) => ({ kill, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ kill }) => kill);
}

type KillCounts = { atRandom: number; at: Map<CrashPoint, number> };

type KillPlan = { kills: Kill[]; counts: KillCounts; isOrdering: () => boolean };

/** A slot for a process: while kills are left or orders arrive, one runs here until the next kill. */
async function runKills(
  start: (env: Record<string, string>) => Promise<Product>,
  { kills, counts, isOrdering }: KillPlan,
) {
  const next = () => kills.pop() ?? (isOrdering() ? aRandomKill() : undefined);
  for (let kill = next(); kill; kill = next()) {
    const named = "point" in kill ? kill : null;
    const { child, ended } = await start(named ? { NODE_ENV: "test", CRASHPOINT: `${named.point}:${named.nth}` } : {});
    const patience = new AbortController();
    const wait = "afterMilliseconds" in kill ? kill.afterMilliseconds : patienceMilliseconds;
    const tooLate = await Promise.race([
      ended.then(() => false),
      delay(wait, true, { signal: patience.signal }).catch(() => false),
    ]);
    patience.abort();
    if (tooLate) child.kill("SIGKILL");
    await ended;
    if (named === null || tooLate) counts.atRandom += 1;
    else counts.at.set(named.point, (counts.at.get(named.point) ?? 0) + 1);
    if (named !== null && tooLate) kills.unshift({ ...named, nth: 1 });
  }
}

/** Places orders while `more()`, no faster than the running workers. All outcomes of the ledger are known at the end. */
async function placeOrders({ origin, token }: StorePlace, pool: pg.Pool, more: (placed: number) => boolean) {
  const { rows } = await pool.query<{ id: string }>("select id from product where active limit 1");
  const client = createOrderClient({ origin, token, productId: rows[0]?.id ?? "", random });
  const one = async () => {
    while (more(client.ledger.length)) {
      await delay(100);
      if ((await openCount(pool)) <= mostOpen) {
        await client.place({ failing, shipped, giveUp: AbortSignal.timeout(120_000) });
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
  return client.ledger;
}

function leastHit({ at }: KillCounts): Row {
  const least = Math.min(...points.map((point) => at.get(point) ?? 0));
  return {
    what: "kills at the named point that was hit least",
    found: least,
    wanted: `${rounds}`,
    holds: least >= rounds,
  };
}

async function prove(url: string): Promise<boolean> {
  const [code] = await startProduct("migrate", { NODE_ENV: "production", DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error("the database could not be migrated");
  const pool = connectDatabase(url, { max: 4 });
  const journal = path.join(tmpdir(), `redeliver-journal-${randomUUID()}.jsonl`);
  const sink = await startMailJournal(journal);
  const place = await aStorePlace(url);
  const aWorker = async (env: Record<string, string>) => startWorker(url, sink.port, env);
  const aStore = (env: Record<string, string>) => startStore(place, env);

  const counts: KillCounts = { atRandom: 0, at: new Map() };
  const workerKills = planKills("worker", Number(values.kills));
  // Without a store there is nothing to do, so it is killed as often as planned and no more.
  const storeKills = planKills("web", Math.ceil(Number(values.kills) / 10));
  let killing = 3;
  let ordering = true;
  const placing = placeOrders(place, pool, (placed) => {
    ordering = placed < Number(values.orders);
    return ordering || killing > 0;
  });
  const killRounds = async (start: typeof aStore, kills: Kill[], isOrdering = () => ordering) => {
    await runKills(start, { kills, counts, isOrdering });
    killing -= 1;
    return start({});
  };
  const survivors = await Promise.all([
    killRounds(aWorker, workerKills),
    killRounds(aWorker, workerKills),
    killRounds(aStore, storeKills, () => false),
  ]);
  const lastKill = performance.now();
  const ledger = await placing;
  await eventually(async () => (await openCount(pool)) === 0, {
    timeoutMs: recoverySeconds * 1_000,
    everyMs: 250,
  }).catch(() => undefined);
  const seconds = ((performance.now() - lastKill) / 1_000).toFixed(1);

  const verdict = { ...(await judgeMails(pool, readJournal(journal))), stuck: await openCount(pool) };
  const rows = [...(await judgeLedger(pool, ledger)), ...mailRows(verdict, recoverySeconds), leastHit(counts)];
  const messages = await countMessages(pool);
  for (const survivor of survivors) await stopProduct(survivor);
  await sink.stop();
  rmSync(journal);
  await closeDatabase();
  const named = [...counts.at.values()].reduce((sum, count) => sum + count, 0);
  const facts = {
    orders: ledger.length,
    messages,
    "kills at random": counts.atRandom,
    "kills at a named point": `${named}, of ${points.length} points`,
    "all settled after the last kill": `${seconds} s`,
    seed,
    date: new Date().toISOString().slice(0, 10),
  };
  const isFullSize = ledger.length >= 10_000 && Number(values.kills) >= 100 && rounds >= 10;
  return report({ name: "kill", title: "Store and workers killed under load", rows, facts, isFullSize });
}

await withScratchDatabase(values.server, async (url) => {
  process.exitCode = (await prove(url)) ? 0 : 1;
});
