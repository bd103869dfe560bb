import { afterAll, expect, test } from "vitest";
import { handlerOfId } from "#server/handlers/index.ts";
import type { Receipt } from "#server/handlers/ports.ts";
import { watchPermit } from "#server/sending/watch-permit.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { deliver } from "#workers/deliver.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

async function aBacklog(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => anOrderCreated(pool)));
  await pipeline.tick();
}

/** How many deliveries have begun a try, and how many jobs nobody has taken yet. */
async function tally() {
  const { rows } = await pool.query<{ begun: number; untaken: number }>(
    `select count(*) filter (where d.attempts > 0 or d.sending_since is not null)::int as begun,
            count(*) filter (where j.state = 'created')::int as untaken
     from delivery d join pgboss.job j on j.id = d.id and j.name = d.handler where d.handler = $1`,
    [mailHandler],
  );
  return rows[0];
}

test("a worker claims no more than it has conversations: what waits behind them keeps its job and its whole budget", async () => {
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const { concurrency } = handler;
  await aBacklog(concurrency * 3);
  const stopping = new AbortController();
  const answer = Promise.withResolvers<Receipt>();
  const { ports, mails } = recordingPorts(() => answer.promise);
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports };
  const consumer = deliver({ ...context, signal: stopping.signal }, watchPermit(pool));

  // Every conversation hangs. Were the worker killed now, this is what it would cost.
  await eventually(() => mails.length === concurrency);
  expect(await tally()).toEqual({ begun: concurrency, untaken: concurrency * 2 });
  stopping.abort();
  const drained = consumer.drain();
  answer.resolve({ reply: "250 ok", providerMessageId: null });
  await drained;
  expect(mails).toHaveLength(concurrency);
});
