import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type pg from "pg";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { openCount } from "#bench/rig/report.ts";
import { startProduct, startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { withScratchDatabase } from "#bench/rig/with-scratch-database.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { eventually } from "#server/testing/eventually.ts";
import { type ProtocolViolation, protocolViolations } from "#server/testing/smtp/protocol-violations.ts";
import { startHostileServer } from "#server/testing/smtp/start-hostile-server.ts";
import { type HostileVerdict, judgeRecords, type SendRecord } from "#server/testing/smtp/try-hostile-server.ts";

// `npm run prove -- hostile-smtp`: a worker sends 200 mails to a mail server that refuses one in five and violates the protocol.
// Then the worker's records are compared with the server's ledger. Exit 1 and a verdict in docs/proof/hostile-smtp.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    mails: { type: "string", default: "200" },
    /** A word of the violations to run, else all. */
    only: { type: "string", default: "" },
  },
});
const mails = Number(values.mails);
const retries = 3;
log.level = "silent";

type Row = { idempotencyKey: string; state: string; reply: string | null; lastCode: string | null };

async function recordsOf(pool: pg.Pool): Promise<SendRecord[]> {
  const { rows } = await pool.query<Row>(
    `select d.idempotency_key as "idempotencyKey", d.state,
            coalesce(d.provider_reply, last.reply) as reply, last.failure_code as "lastCode"
     from delivery d left join attempt last on last.delivery_id = d.id and last.number = d.attempts`,
  );
  return rows.map(({ idempotencyKey: key, state, reply, lastCode }) => {
    if (state === "delivered") return { key, outcome: "delivered", reply };
    return { key, outcome: lastCode === "message_rejected" ? "refused" : "given up", reply };
  });
}

type Tried = HostileVerdict & {
  what: string;
  delivered: number;
  refused: number;
  seconds: number;
  trick: ProtocolViolation;
};

async function tryWorker(url: string, pool: pg.Pool, trick: ProtocolViolation): Promise<Tried> {
  await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, pgboss.job cascade");
  const server = await startHostileServer(trick);
  await publishBacklog(pool, mails);
  await pool.query(
    `insert into customer (id, name, email)
     select (data->>'customerId')::uuid, 'Ada Lovelace', data->>'customerId' || '@example.com' from outbox_message`,
  );
  const began = performance.now();
  const env = { RETRY_LIMIT: String(retries), DELIVERY_CONCURRENCY: "5", BREAKER: "off" };
  const worker = startWorker(url, server.port, env);
  await eventually(async () => (await openCount(pool)) === 0, { timeoutMs: 60_000, everyMs: 50 });
  const seconds = (performance.now() - began) / 1_000;
  await stopProduct(worker);
  await server.close();
  const records = await recordsOf(pool);
  const count = (outcome: SendRecord["outcome"]) => records.filter((record) => record.outcome === outcome).length;
  const verdict = judgeRecords(records, server.ledger);
  return { ...verdict, what: trick.what, delivered: count("delivered"), refused: count("refused"), seconds, trick };
}

const holds = ({ trick, ...found }: Tried): boolean =>
  found.refusedButDelivered === 0 &&
  found.deliveredButRefused === 0 &&
  (trick.isMistakable || found.withAnotherReply === 0) &&
  (trick.isAmbiguous || found.furtherCopies === 0);

await withScratchDatabase(values.server, async (url) => {
  const [code] = await startProduct("migrate", { NODE_ENV: "production", DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error("the database could not be migrated");
  const pool = connectDatabase(url, { max: 2 });
  const tried: Tried[] = [];
  for (const trick of protocolViolations.filter(({ what }) => what.includes(values.only))) {
    const found = await tryWorker(url, pool, trick);
    tried.push(found);
    console.log(`${holds(found) ? "✓" : "✗"} ${found.what}: ${JSON.stringify({ ...found, trick: undefined })}`);
  }
  await closeDatabase();
  const held = tried.every(holds);
  const text = [
    "# Mail servers that violate the SMTP protocol",
    "",
    `${held ? "Held" : "BROKEN"}. ${mails} mails each; the server refuses one in five with 554 after the dot. Repeat it with \`npm run prove -- hostile-smtp\`.`,
    "",
    "| the server | recorded delivered / refused | refused, recorded delivered | accepted, recorded refused | with another reply | further copies |",
    "|---|---|---|---|---|---|",
    ...tried.map(
      ({ trick, ...found }) =>
        `| ${found.what} | ${found.delivered} / ${found.refused} | ${found.refusedButDelivered} | ${found.deliveredButRefused} | ${found.withAnotherReply}${trick.isMistakable ? " (any)" : ""} | ${found.furtherCopies}${trick.isAmbiguous ? " (any)" : ""} |`,
    ),
    "",
    "`any`: two positive replies cannot be distinguished, and a missing answer may mean a further copy under the same Message-ID.",
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    "",
  ].join("\n");
  if (values.only === "" && mails >= 200) {
    const file = path.resolve(import.meta.dirname, "../docs/proof/hostile-smtp.md");
    // The run on the code before decision 69 cannot be repeated, so its result is kept.
    const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
    const before = kept.indexOf("\n## Before");
    writeFileSync(file, before < 0 ? text : text + kept.slice(before));
  }
  console.log(text);
  process.exitCode = held ? 0 : 1;
});
