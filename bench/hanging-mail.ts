import type pg from "pg";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { percentile } from "#bench/rig/percentile.ts";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { type Boss, createBoss } from "#server/platform/pgboss/boss.ts";
import { consume } from "#server/platform/pgboss/consume.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

const mails = 200;
const hangingAddress = "hang+ada@example.com";

/** The p95 in ms until a mail that does not hang has its 250, of 200 mails queued at the worker's start. */
async function deliverMails(pool: pg.Pool, boss: Boss, hanging: 0 | 1): Promise<number> {
  const expected = mails - hanging;
  await publishBacklog(pool, expected);
  if (hanging) await publishBacklog(pool, hanging, hangingAddress);
  await relayAll(pool, boss);
  // It hangs until the sink stops.
  const sink = await startLocalMailServer({ db: pool, port: 0, hangMilliseconds: 3_600_000, drainMilliseconds: 0 });
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${sink.port}`, from: "orders@redeliver.example" });
  const accepted: number[] = [];
  const all = Promise.withResolvers<void>();
  const began = performance.now();
  const ports: Ports = {
    mailer: {
      send: async (mail, options) => {
        const receipt = await mailer.send(mail, options);
        accepted.push(performance.now() - began);
        if (accepted.length === expected) all.resolve();
        return receipt;
      },
    },
    webhooks: { post: () => Promise.reject(new Error("nothing posts here")) },
    accounts: { find: async () => null, linkFor: async () => "" },
    orders: { cancelLink: async (id) => `http://localhost:3000/orders/${id}#cancel=none` },
    customers: { find: async (id) => ({ id, name: "Ada Lovelace", email: "ada@example.com" }) },
  };
  const handler = sendOrderNotifications;
  const signal = new AbortController().signal;
  const consumer = consume(boss, {
    queue: handler.id,
    concurrency: handler.concurrency,
    pollMilliseconds: 1_000,
    handle: createAttempt({ pool, boss, handler, policy: handler.retry, ports, signal }),
  });
  await all.promise;
  const { rows } = await pool.query("select from delivery where sending_since is not null and state = 'queued'");
  await sink.stop();
  await consumer.drain();
  if (hanging && rows.length === 0) throw new Error("hang: the mail that should hang did not");
  await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, captured_mail, pgboss.job cascade");
  return percentile(accepted, 0.95);
}

/** One of 200 mails hangs at the mail server, over real SMTP with default settings, against 200 mails that do not. */
export const benchHangingMail: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const pool = connectDatabase(url);
    const boss = createBoss(pool, { supervise: false });
    await boss.start();
    const side = (hanging: 0 | 1) => async () => {
      await settleServer(run.server);
      return deliverMails(pool, boss, hanging);
    };
    // Not counted: the first mails start the code and open connections.
    await deliverMails(pool, boss, 0);
    const seen = await interleave(run.rounds, { beside: side(1), alone: side(0) });
    await boss.stop({ graceful: false });
    await closeDatabase();
    return [
      {
        id: "hang",
        what: `p95 of ${mails - 1} mails beside one that hangs, against ${mails} without`,
        unit: "ms",
        ours: seen.beside,
        baseline: seen.alone,
        goal: { of: "ratio", atMost: 2, aim: "1.1" },
      },
    ];
  });
