import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, expect, it } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import type { CrashPoint } from "#server/platform/env/crash-points.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { aReplayBatch, deadLettersOfOneCause } from "#server/testing/replay-batches.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const sink = await startLocalMailServer({ db: pool, port: 0 });
const children = new Set<ReturnType<typeof spawn>>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await sink.stop();
  await pipeline.stop();
});

function startWorker(crashAt?: `${CrashPoint}:${number}`) {
  const child = spawn(process.execPath, ["workers/worker.ts"], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: asRole("worker", urlOf(pool)),
      SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      ...(crashAt ? { CRASHPOINT: crashAt } : {}),
    },
  });
  children.add(child);
  const ended = once(child, "exit").then(([code, signal]) => {
    children.delete(child);
    return signal ?? code;
  });
  return { child, ended };
}

it("a driver killed before and after the commit of a chunk replays nothing twice, and another one continues", async () => {
  const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 31);
  const messages =
    "select m.data->>'customerId' as id from outbox_message m join delivery d on d.message_id = m.id where d.id = any($1::uuid[])";
  await pool.query(
    `insert into customer (id, name, email) select id::uuid, 'Ada', 'ada@example.com' from (${messages}) c`,
    [ids],
  );
  const email = `${randomUUID()}@example.com`;
  const change = { patch: [{ op: "replace" as const, path: "/email", value: email }] };
  const { id } = await aReplayBatch({ select: { cause }, change });
  await startBatch({ actor: anOperator, requestId: null, id });

  for (const point of [
    "replay.chunk_not_committed:1",
    "replay.chunk_committed:1",
    "replay.chunk_not_committed:2",
  ] as const) {
    const { child, ended } = startWorker(point);
    const timer = setTimeout(() => child.kill("SIGTERM"), 40_000);
    expect([point, await ended]).toEqual([point, "SIGKILL"]);
    clearTimeout(timer);
    // A killed driver keeps its lease until it ends: the next one need not wait for it here.
    await pool.query("update replay_batch set leased_until = now() where id = $1", [id]);
  }
  const { child, ended } = startWorker();
  await eventually(async () => (await getBatch(id)).state === "completed", { timeoutMs: 60_000, everyMs: 250 });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);

  const receipt = await getBatch(id);
  expect(receipt).toMatchObject({ total: 31, counts: { delivered: 31, failedAgain: 0 } });
  // Receipt = SQL = journal of the mail server = audit.
  const mails = await pool.query(
    "select count(*)::int as n, count(distinct message_id)::int as keys from captured_mail where recipient = $1",
    [email],
  );
  expect(mails.rows).toEqual([{ n: 31, keys: 31 }]);
  const audited = await pool.query(
    "select count(*)::int as n from audit_entry where action = 'dead-letter.replay' and target_id = any($1::text[])",
    [ids],
  );
  expect(audited.rows).toEqual([{ n: 31 }]);
  const { rows } = await pool.query("select subject from delivery where id = any($1::uuid[])", [ids]);
  for (const { subject } of rows) {
    expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["replayed", "delivered"]);
  }
}, 150_000);
