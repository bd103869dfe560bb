import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
// It hangs until the sink stops.
const sink = await startLocalMailServer({ db: pool, port: 0, hangMilliseconds: 3_600_000, drainMilliseconds: 0 });
afterAll(async () => {
  await sink.stop();
  await pipeline.stop();
});

const countIn = async (state: string) =>
  (await pool.query("select from delivery where handler = $1 and state = $2", [mailHandler, state])).rowCount;

test("delivers 199 mails while another one hangs at the mail server", async () => {
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no handler");
  const hanging = await anOrderCreated(pool, { email: "hang+ada@example.com" });
  for (let n = 1; n < 200; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  const ports: Ports = {
    ...recordingPorts().ports,
    mailer: createMailer({ smtpUrl: `smtp://127.0.0.1:${sink.port}`, from: "orders@redeliver.example" }),
  };
  const signal = new AbortController().signal;
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports, signal };
  const consumer = consume(pipeline.boss, {
    queue: mailHandler,
    concurrency: handler.concurrency,
    pollMilliseconds: 100,
    handle: createAttempt(context),
  });
  await eventually(async () => (await countIn("delivered")) === 199, { timeoutMs: 60_000, everyMs: 100 });
  const { rows } = await pool.query(
    "select state, sending_since is not null as sending from delivery where subject = $1 and handler = $2",
    [hanging.subject, mailHandler],
  );
  expect(rows).toEqual([{ state: "queued", sending: true }]);
  await sink.stop();
  await consumer.drain();
}, 90_000);
