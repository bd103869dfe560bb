import "#server/modules.ts";
import { afterAll, expect, test } from "vitest";
import { pauseHandler, resumeHandler, watchGate } from "#server/delivery/gate/gate.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator, anOrderCreated } from "#server/testing/factories.ts";
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

/** Counts deliveries with an attempt, and jobs that are not fetched. */
async function tally() {
  const { rows } = await pool.query<{ begun: number; untaken: number }>(
    `select count(*) filter (where d.attempts > 0 or d.sending_since is not null)::int as begun,
            count(*) filter (where j.state = 'created')::int as untaken
     from delivery d join pgboss.job j on j.id = d.id and j.name = d.handler where d.handler = $1`,
    [mailHandler],
  );
  return rows[0];
}

test("a worker claims at most as many deliveries as it has connections, and the others keep their job and all attempts", async () => {
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const { concurrency } = handler;
  await aBacklog(concurrency * 3);
  const stopping = new AbortController();
  const answer = Promise.withResolvers<Receipt>();
  const { ports, mails } = recordingPorts(() => answer.promise);
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports };
  const consumer = deliver({ ...context, signal: stopping.signal }, watchGate(pool)(mailHandler));

  // Every conversation hangs. Were the worker killed now, this is what it would cost.
  await eventually(() => mails.length === concurrency);
  expect(await tally()).toEqual({ begun: concurrency, untaken: concurrency * 2 });
  stopping.abort();
  const drained = consumer.drain();
  answer.resolve({ reply: "250 ok", providerMessageId: null });
  await drained;
  expect(mails).toHaveLength(concurrency);
});

test("a paused handler starts nothing and counts no attempt, deliveries in flight end, and all are sent once after the resume", async () => {
  await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, pgboss.job cascade");
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no mail handler");
  const held = Promise.withResolvers<Receipt>();
  const accepted: Receipt = { reply: "250 ok", providerMessageId: null };
  const { ports, mails } = recordingPorts(() => (mails.length === 1 ? held.promise : Promise.resolve(accepted)));
  const context = { pool, boss: pipeline.boss, handler, policy: handler.retry, ports };
  const permit = watchGate(pool)(mailHandler);
  let refused = 0;
  const refuse = () => {
    refused += 1;
    permit.refuse();
  };
  const consumer = deliver({ ...context, signal: new AbortController().signal }, { ...permit, refuse });
  await aBacklog(1);
  consumer.notify();
  await eventually(() => mails.length === 1);

  const by = { handler: mailHandler, reason: "the mail server is being moved", actor: anOperator, requestId: null };
  await pauseHandler(by);
  await aBacklog(20);
  consumer.notify();
  held.resolve(accepted);
  // The one in flight is delivered. The worker fetched jobs, found the pause and returned them.
  const stateOf = async () =>
    (
      await pool.query(
        `select count(*) filter (where state = 'delivered')::int as delivered, sum(attempts)::int as attempts,
                count(*) filter (where state = 'queued' and sending_since is null)::int as waits from delivery where handler = $1`,
        [mailHandler],
      )
    ).rows[0];
  await eventually(async () => refused > 0 && (await stateOf()).delivered === 1);
  expect(await stateOf()).toEqual({ delivered: 1, attempts: 1, waits: 20 });

  await resumeHandler({ ...by, reason: "moved" });
  consumer.notify();
  await eventually(async () => (await stateOf()).delivered === 21);
  expect([mails.length, (await stateOf()).attempts]).toEqual([21, 21]);
  await consumer.drain();
});
