import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { countStatements } from "#bench/rig/count-statements.ts";
import { openStore } from "#bench/rig/open-store.ts";
import { residentMegabytes } from "#bench/rig/resident-megabytes.ts";
import { scratchFolder } from "#bench/rig/scratch-copy.ts";
import { startWorker, stopProduct } from "#bench/rig/start-product.ts";
import { startMailJournal } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { retentionKindNames } from "#server/contracts/monitoring/retention.ts";
import { eventually } from "#server/testing/eventually.ts";

const perSecond = 20;
const pages = ["/", "/ops", "/api/v1/pipeline"];

async function placeSteadily(port: number, productId: string, seconds: number): Promise<void> {
  const began = performance.now();
  for (let number = 0; number < seconds * perSecond; number += 1) {
    await delay(Math.max(0, began + (number * 1_000) / perSecond - performance.now()));
    const key = randomUUID();
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/orders`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({
        customer: { name: "Ada Lovelace", email: `${key}@example.com` },
        items: [{ productId, quantity: 1 }],
      }),
    });
    if (answer.status !== 201) throw new Error(`P12: an order was answered ${answer.status}`);
    await answer.body?.cancel();
  }
}

/** A worker's first retention run starts after a minute, the next after an hour, so it must not be counted as rest. */
async function retentionIsOver(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const over = async () =>
    (await client.query("select from retention_run where ended_at is not null")).rowCount === retentionKindNames.length;
  try {
    await eventually(over, { timeoutMs: 120_000, everyMs: 1_000 });
  } finally {
    await client.end();
  }
}

/** P12: web and worker at rest and after a soak: resident memory, and every statement of the database. */
export const benchRest: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const { folder, remove } = scratchFolder("rest");
    const sink = await startMailJournal(path.join(folder, "journal"), { durable: false });
    const { server: web, productId } = await openStore(url, (port) => ({
      args: ["workers/web.ts"],
      env: { PORT: String(port) },
    }));
    const worker = startWorker(url, sink.port, { NODE_ENV: "production" });
    const memory = () => [residentMegabytes(web.pid), residentMegabytes(worker.child.pid ?? 0)] as const;
    try {
      // Used once, so that code is loaded.
      for (const page of pages) await fetch(`http://127.0.0.1:${web.port}${page}`).then((answer) => answer.text());
      await placeSteadily(web.port, productId, run.quick ? 5 : 30);
      const restSeconds = run.quick ? 15 : 60;
      if (!run.quick) await retentionIsOver(url);
      await delay(run.quick ? 5_000 : 20_000);
      const statements = await countStatements(run.server.admin, run.serverLog, restSeconds);
      const [webRest, workerRest] = memory();
      await placeSteadily(web.port, productId, run.soakMinutes * 60);
      await delay(run.quick ? 5_000 : 20_000);
      const [webAfter, workerAfter] = memory();

      const busiest = [...statements].toSorted(([, a], [, b]) => b - a).slice(0, 12);
      for (const [text, count] of busiest) console.log(`  ${(count / restSeconds).toFixed(2)}/s  ${text}`);
      const perSecondAtRest = [...statements.values()].reduce((sum, count) => sum + count, 0) / restSeconds;
      const soaked = `after ${run.soakMinutes} min at ${perSecond} orders/s, against rest`;
      const most = (atMost: number, aim: string) => ({ of: "ours", atMost, aim }) as const;
      const grown = { of: "ratio", atMost: 1.2, aim: "flat" } as const;
      const unit = "MB";
      return [
        { id: "P12 web", what: "resident memory of web at rest", unit, ours: [webRest], goal: most(350, "–") },
        { id: "P12 worker", what: "resident memory of worker at rest", unit, ours: [workerRest], goal: most(200, "–") },
        {
          ...{ id: "P12 idle", what: "statements at rest, web and worker with all queues", unit: "/s" },
          ours: [perSecondAtRest],
          goal: most(10, "–"),
        },
        { id: "P12 web+", what: `web ${soaked}`, unit, ours: [webAfter], baseline: [webRest], goal: grown },
        { id: "P12 worker+", what: `worker ${soaked}`, unit, ours: [workerAfter], baseline: [workerRest], goal: grown },
      ];
    } finally {
      await Promise.all([web.stop(), stopProduct(worker)]);
      await sink.stop();
      remove();
    }
  });
