import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type pg from "pg";
import { insertDeadLetters } from "#bench/rig/insert-dead-letters.ts";
import { none, type Row, report } from "#bench/rig/report.ts";
import { startProduct, startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { readDataDirectory, stopAtOnce } from "#bench/rig/stop-database.ts";
import { readJournal, startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { createReplayBody } from "#server/contracts/triage/replay-batch.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator } from "#server/testing/factories.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";

// `npm run prove -- bulk`: a bulk replay while its worker is killed at 10, 50 and 90 % and PostgreSQL is stopped at once at
// 30 and 70 %, new dead letters arrive, and a second operator starts an overlapping batch. Then the receipts, the rows, the
// audit log and the mail server's journal are compared. Exit 1 and a verdict in docs/proof/bulk.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    admin: { type: "string", default: "" },
    letters: { type: "string", default: "20000" },
  },
});
const letters = Number(values.letters);
const arriving = Math.ceil(letters / 50);
const cause = "0123456789abcdef";
const workerKills = [0.1, 0.5, 0.9];
const databaseStops = [0.3, 0.7];
log.level = "silent";

/** Repeats a read while the database is stopped. */
async function steadily<T>(read: () => Promise<T>): Promise<T> {
  let result: { value: T } | null = null;
  await eventually(
    async () => {
      result = await read().then(
        (value) => ({ value }),
        () => null,
      );
      return result !== null;
    },
    { timeoutMs: 120_000, everyMs: 50 },
  );
  if (result === null) throw new Error("the database did not come back");
  return (result as { value: T }).value;
}

async function create(name: string): Promise<string> {
  const actor = { ...anOperator, id: randomUUID(), name, role: "admin" as const };
  const change = { patch: [{ op: "replace", path: "/email", value: "grace@example.com" }] };
  const body = createReplayBody.parse({ select: { cause }, change, name, reason: "a proof", start: true });
  return (await createBatch({ actor, requestId: null, idempotencyKey: null, body })).id;
}

const numberOf = (pool: pg.Pool, text: string, parameters: unknown[] = []): Promise<number> =>
  steadily(async () => Number((await pool.query(text, parameters)).rows[0]?.n));

async function prove(url: string): Promise<boolean> {
  const [code] = await startProduct("migrate", { NODE_ENV: "production", DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error("the database could not be migrated");
  const pool = connectDatabase(url, { max: 4 });
  const dataDirectory = await readDataDirectory(values.admin);
  const journal = path.join(tmpdir(), `redeliver-journal-${randomUUID()}.jsonl`);
  const sink = await startMailJournal(journal);
  await insertDeadLetters(pool, { count: letters, cause });
  const batch = await create("first operator");
  const since = performance.now();

  let worker = startWorker(url, sink.port);
  const delivered = () =>
    numberOf(pool, "select count(*) as n from delivery where revision = 2 and state = 'delivered'");
  const reaches = async (share: number) => {
    await eventually(async () => (await delivered()) >= share * letters, { timeoutMs: 600_000, everyMs: 100 });
  };
  const faults: [number, "worker" | "database"][] = [
    ...workerKills.map((share): [number, "worker"] => [share, "worker"]),
    ...databaseStops.map((share): [number, "database"] => [share, "database"]),
  ];
  let overlapping = "";
  for (const [share, kind] of faults.toSorted(([one], [other]) => one - other)) {
    await reaches(share);
    if (overlapping === "") {
      await insertDeadLetters(pool, { count: arriving, cause });
      overlapping = await steadily(() => create("second operator"));
      // Prepared or not, the second batch runs beside the first.
      await startBatch({ actor: anOperator, requestId: null, id: overlapping }).catch(() => undefined);
    }
    if (kind === "database") await stopAtOnce(dataDirectory);
    else {
      worker.child.kill("SIGKILL");
      await worker.ended;
      worker = startWorker(url, sink.port);
    }
  }
  const open = () => numberOf(pool, "select coalesce(sum(pending + in_flight), 0) as n from replay_batch");
  await eventually(async () => (await open()) === 0, { timeoutMs: 600_000, everyMs: 250 });
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  const rows = await judge(pool, { batch, overlapping, journal });
  await stopProduct(worker);
  await sink.stop();
  rmSync(journal);
  await closeDatabase();
  const facts = {
    "dead letters": letters,
    "arrived meanwhile": arriving,
    seconds,
    seed: 0,
    date: new Date().toISOString().slice(0, 10),
  };
  return report({ name: "bulk", title: "Bulk replay under kills", rows, facts, isFullSize: letters >= 20_000 });
}

type Judged = { batch: string; overlapping: string; journal: string };

async function judge(pool: pg.Pool, { batch, overlapping, journal }: Judged): Promise<Row[]> {
  const count = (text: string, parameters: unknown[] = []) => numberOf(pool, text, parameters);
  const ofItems = (id: string, where: string) =>
    count(`select count(*) as n from replay_item where batch_id = $1 and ${where}`, [id]);
  const total = await count("select total as n from replay_batch where id = $1", [batch]);
  const frozen = await count("select count(distinct delivery_id) as n from replay_item");
  const replayed = await count("select count(*) as n from delivery where revision = 2");
  const delivered = await count("select sum(delivered) as n from replay_batch");
  const state = (await steadily(() => pool.query("select state from replay_batch where id = $1", [batch]))).rows[0]
    ?.state;
  const mails = readJournal(journal);
  const distinct = new Set(mails.map(({ messageId }) => messageId)).size;
  const lost = await count("select count(*) as n from attempt where outcome = 'worker_lost'");
  const equal = (what: string, found: number, wanted: number): Row => ({
    what,
    found,
    wanted: String(wanted),
    holds: found === wanted,
  });
  return [
    { what: "state of the first batch", found: state, wanted: "completed", holds: state === "completed" },
    equal("dead letters in its frozen set", total, letters),
    equal("dead letters that one of the batches replayed", replayed, frozen),
    none(
      "dead letters with more than one replay",
      await count("select count(*) as n from delivery where revision > 2"),
    ),
    equal(
      "audit entries of replays",
      await count("select count(*) as n from audit_entry where action = 'dead-letter.replay'"),
      replayed,
    ),
    equal(
      "delivered by the receipts",
      delivered,
      await count("select count(*) as n from delivery where revision = 2 and state = 'delivered'"),
    ),
    equal("delivered by the mail server's journal, each Message-ID once", distinct, delivered),
    {
      ...{ what: "further copies, each explained by an attempt that lost its worker", found: mails.length - distinct },
      ...{ wanted: `at most ${lost}`, holds: mails.length - distinct <= lost },
    },
    none(
      "items of the second batch that the first one had and that are not a conflict",
      await ofItems(
        overlapping,
        `outcome not in ('conflict', 'delivered') and delivery_id in (select delivery_id from replay_item where batch_id = '${batch}')`,
      ),
    ),
    none(
      "receipts whose counts differ from their items",
      await count(
        `select count(*) as n from replay_batch b where total <> (select count(*) from replay_item i where i.batch_id = b.id)
         or delivered <> (select count(*) from replay_item i where i.batch_id = b.id and outcome = 'delivered')`,
      ),
    ),
  ];
}

process.exitCode = (await prove(values.server)) ? 0 : 1;
