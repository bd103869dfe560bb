import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import pg from "pg";
import { closeDatabase, connectDatabase } from "#server/db.ts";
import { createAttempt } from "#server/deliveries/attempt.ts";
import { parseEnv } from "#server/env.ts";
import type { HandlerDefinition } from "#server/handlers/define-handler.ts";
import { handlers } from "#server/handlers/index.ts";
import type { Ports } from "#server/handlers/ports.ts";
import { sendOrderNotifications } from "#server/handlers/send-order-notifications.ts";
import { messages } from "#server/messages/index.ts";
import { orderCreated } from "#server/messages/order-created.ts";
import { applyMigrations } from "#server/migrations/apply-migrations.ts";
import { publish } from "#server/outbox/publish.ts";
import { relayBatch } from "#server/outbox/relay-batch.ts";
import { routesOf } from "#server/outbox/routes.ts";
import { type Boss, createBoss } from "#server/queue/boss.ts";
import { consume } from "#server/queue/consume.ts";
import { installQueue } from "#server/queue/install-queue.ts";
import { log } from "#server/telemetry/log.ts";

// P3: messages per second from the outbox to delivered, with an instant port in place of SMTP, against a bare pg-boss
// worker with an empty handler (two loops of batches of 100), interleaved in one run.
// Needs a server it may make a database on: node bench/deliver.ts --server postgresql://postgres@127.0.0.1/postgres
const { values: options } = parseArgs({
  options: {
    server: { type: "string", default: process.env.DATABASE_URL ?? "" },
    messages: { type: "string", default: "3000" },
    rounds: { type: "string", default: "5" },
    concurrency: { type: "string", default: "10,200" },
  },
});
const count = Number(options.messages);
const bareQueue = "bare-queue";
log.level = "error";

const receipt = { reply: "250 2.0.0 accepted", providerMessageId: null };
const instant: Ports = {
  mailer: { send: async () => receipt },
  webhooks: { post: async () => receipt },
  accounts: { find: async () => null, linkFor: async () => "" },
  customers: { find: async (id) => ({ id, name: "Ada Lovelace", email: "ada@example.com" }) },
};

async function publishAll(pool: pg.Pool): Promise<void> {
  const one = async () => {
    const orderId = randomUUID();
    const data = { orderId, customerId: randomUUID(), orderTotal: 1400, currency: "EUR", email: "ada@example.com" };
    await publish(pool, orderCreated, { subject: `orders/${orderId}`, data });
  };
  for (let made = 0; made < count; made += 100) await Promise.all(Array.from({ length: 100 }, one));
}

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
};

async function relayAll(pool: pg.Pool, boss: Boss): Promise<void> {
  const registry = {
    routes: routesOf([sendOrderNotifications], parseEnv({})),
    knownTypes: messages.map(({ type }) => type),
  };
  while ((await relayBatch(pool, boss, registry)).more) {}
}

async function deliverAll(pool: pg.Pool, boss: Boss, concurrency: number): Promise<void> {
  const handler: HandlerDefinition = { ...sendOrderNotifications, concurrency };
  const context = { pool, boss, handler, policy: handler.retry, ports: instant, signal: new AbortController().signal };
  const attempt = createAttempt(context);
  const done = Promise.withResolvers<void>();
  let handled = 0;
  const consumer = consume(boss, {
    queue: handler.id,
    concurrency,
    pollMilliseconds: 1_000,
    handle: async (job) => {
      await attempt(job);
      handled += 1;
      if (handled === count) done.resolve();
    },
  });
  await done.promise;
  await consumer.drain();
}

async function workBare(boss: Boss): Promise<void> {
  const loop = async () => {
    for (;;) {
      const jobs = await boss.fetch(bareQueue, { batchSize: 100, includeMetadata: true });
      if (jobs.length === 0) return;
      await boss.complete(bareQueue, jobs);
    }
  };
  await Promise.all([loop(), loop()]);
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function measure(pool: pg.Pool, boss: Boss): Promise<void> {
  await boss.createQueue(bareQueue);
  const widths = options.concurrency.split(",").map(Number);
  const rates = new Map<string, number[]>();
  const note = (name: string, elapsed: number) => rates.set(name, [...(rates.get(name) ?? []), count / elapsed]);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    await boss.insert(
      bareQueue,
      Array.from({ length: count }, () => ({ data: { deliveryId: randomUUID() } })),
    );
    note("bare", await seconds(() => workBare(boss)));
    for (const width of widths) {
      await publishAll(pool);
      const relaying = await seconds(() => relayAll(pool, boss));
      const delivering = await seconds(() => deliverAll(pool, boss, width));
      note("relay", relaying);
      note(`deliver ${width}`, delivering);
      note(`relay + deliver ${width}`, relaying + delivering);
    }
  }
  const baseline = median(rates.get("bare") ?? []);
  for (const [name, all] of rates) {
    const rate = median(all);
    const spread = `${Math.round(Math.min(...all))}-${Math.round(Math.max(...all))}`;
    console.log(
      `${name.padEnd(22)} ${String(Math.round(rate)).padStart(6)}/s  ${(rate / baseline).toFixed(2)}  (${spread})`,
    );
  }
}

const name = `redeliver_bench_${randomUUID().slice(0, 8)}`;
const admin = new pg.Client({ connectionString: options.server });
await admin.connect();
await admin.query(`create database ${name}`);
try {
  const url = new URL(options.server);
  url.pathname = `/${name}`;
  await applyMigrations(url.href);
  const pool = connectDatabase(url.href);
  await installQueue(
    pool,
    handlers.map(({ id }) => id),
  );
  const boss = createBoss(pool, { supervise: false });
  await boss.start();
  await measure(pool, boss);
  await boss.stop({ graceful: false });
  await closeDatabase();
} finally {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
