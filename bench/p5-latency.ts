import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { percentile } from "#bench/rig/percentile.ts";
import { startPlainBoss } from "#bench/rig/plain-boss.ts";
import { payloadOf } from "#bench/rig/publish-backlog.ts";
import { scratchFolder } from "#bench/rig/scratch-copy.ts";
import { startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

const perSecond = 50;
const patienceMilliseconds = 15_000;

/** P5: from the commit to SMTP 250 at 50 orders per second, against pg-boss `send` with notify and the same mail to the same server. */
export const benchLatency: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, (ourUrl) =>
    withDatabase(run.server, { migrated: false }, async (bareUrl) => {
      const count = perSecond * (run.tiny ? 1 : run.quick ? 5 : 15);
      const { folder, remove } = scratchFolder("latency");
      const taken = new Map<string, number>();
      const sink = await startMailJournal(path.join(folder, "journal"), {
        durable: false,
        onMail: ({ recipient }) => taken.set(recipient, performance.now()),
      });

      const pool = connectDatabase(ourUrl);
      const customerId = randomUUID();
      await pool.query("insert into customer (id, name, email) values ($1, 'Ada Lovelace', 'ada@example.com')", [
        customerId,
      ]);
      const bare = await startPlainBoss(bareUrl, { useListenNotify: true });
      await bare.createQueue("mails", { notify: true });

      const publishOurs = async (email: string): Promise<void> => {
        const orderId = randomUUID();
        const data = { ...payloadOf(orderId, customerId), email };
        await publish(pool, orderCreated, { subject: `orders/${orderId}`, data });
      };
      const sendBare = async (email: string): Promise<void> => {
        await bare.send("mails", { ...payloadOf(randomUUID(), customerId), email });
      };

      /** Milliseconds from each commit to its 250, at a steady pace. */
      const pace = async (commit: (email: string) => Promise<void>, announce: () => void, messages: number) => {
        const committed = new Map<string, number>();
        const began = performance.now();
        for (let number = 0; number < messages; number += 1) {
          await delay(Math.max(0, began + (number * 1_000) / perSecond - performance.now()));
          const email = `${randomUUID()}@example.com`;
          committed.set(email, Number.NaN);
          void commit(email).then(() => {
            committed.set(email, performance.now());
            announce();
          });
        }
        const until = performance.now() + patienceMilliseconds;
        while ([...committed.keys()].some((email) => !taken.has(email))) {
          if (performance.now() > until) throw new Error("P5: a mail did not arrive within 15 s");
          await delay(20);
        }
        return [...committed].map(([email, at]) => (taken.get(email) ?? Number.NaN) - at);
      };

      const worker = startWorker(ourUrl, sink.port, { NODE_ENV: "production" });
      const mailer = fork(path.join(import.meta.dirname, "rig/bare-mailer.ts"), [bareUrl, String(sink.port)]);
      await once(mailer, "message");
      const ours = (messages: number) => pace(publishOurs, () => notify("redeliver_outbox"), messages);
      const baseline = (messages: number) => pace(sendBare, () => {}, messages);
      try {
        // Not counted: the first mails start processes' code and open their connections.
        await ours(perSecond);
        await baseline(perSecond);
        const last: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
        const median =
          (side: "ours" | "bare", run: (messages: number) => Promise<number[]>, settle: () => Promise<void>) =>
          async () => {
            await settle();
            const milliseconds = await run(count);
            last[side].push(percentile(milliseconds, 0.99));
            return percentile(milliseconds, 0.5);
          };
        const settle = () => settleServer(run.server);
        const seen = await interleave(run.rounds, {
          ours: median("ours", ours, settle),
          bare: median("bare", baseline, settle),
        });
        const what = (name: string) => `commit to SMTP 250, ${name}, at ${perSecond}/s, against pg-boss with notify`;
        const goal = (atMost: number) => ({ of: "ratio", atMost, aim: "≤ 1.3" }) as const;
        const unit = "ms";
        return [
          { id: "P5 p50", what: what("p50"), unit, ours: seen.ours, baseline: seen.bare, goal: goal(2) },
          { id: "P5 p99", what: what("p99"), unit, ours: last.ours, baseline: last.bare, goal: goal(3) },
        ];
      } finally {
        mailer.disconnect();
        await Promise.all([stopProduct(worker), once(mailer, "exit")]);
        await bare.stop();
        await closeDatabase();
        await sink.stop();
        remove();
      }
    }),
  );
