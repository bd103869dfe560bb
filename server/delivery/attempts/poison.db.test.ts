import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { createPool } from "#server/platform/database/db.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { attemptsOf, expireHeartbeats } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const only = async (subject: string) => {
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return delivery;
};

const mailServerMilliseconds = 20;

/**
 * A worker that fetches ten jobs at a time, and is lost when it begins with the poison: nothing in flight ends, and its
 * connections are closed. The mail server takes a moment for each of the others. Resolves to whether it survived.
 */
async function aWorker(poison: string): Promise<boolean> {
  const handler = handlerOfId(mailHandler);
  if (!handler) throw new Error("no handler");
  const death = Promise.withResolvers<boolean>();
  let dead = false;
  const { ports } = recordingPorts(async (mail) => {
    if (mail.to.address === poison) {
      dead = true;
      death.resolve(false);
    } else {
      await delay(mailServerMilliseconds);
    }
    return dead ? new Promise<Receipt>(() => undefined) : { reply: "250 ok", providerMessageId: null };
  });
  const context = { boss: pipeline.boss, handler, policy: handler.retry, signal: new AbortController().signal };
  const connections = createPool(urlOf(pool), { max: 4 });
  const attempt = createAttempt({ ...context, pool: connections, ports });
  const jobs = await pipeline.boss.fetch(mailHandler, { batchSize: 10 });
  const handled = jobs.map(({ id, retryCount }) => attempt({ id, retryCount, deliveryId: id }));
  const lived = await Promise.race([death.promise, Promise.all(handled).then(() => true)]);
  await connections.end();
  const held = jobs.map(({ id }) => id);
  if (!lived) await expireHeartbeats(pool, pipeline.boss, held);
  return lived;
}

test("dead-letters a poison message after its own retry limit without affecting other messages", async () => {
  // The oldest job, so that every worker begins with it: the worst case for the others.
  const poison = await anOrderCreated(pool, { email: "poison@example.com" });
  await pipeline.tick();
  const neighbours = [];
  for (let n = 0; n < 7; n += 1) neighbours.push(await anOrderCreated(pool));
  await pipeline.tick();
  let deaths = 0;
  await eventually(
    async () => {
      if (!(await aWorker("poison@example.com"))) deaths += 1;
      await pipeline.collect();
      return (await only(poison.subject)).state === "dead";
    },
    { timeoutMs: 15_000 },
  );
  expect(deaths).toBe(4);
  await pipeline.work();
  for (const { subject } of neighbours) {
    const { id, state } = await only(subject);
    expect(state).toBe("delivered");
    expect((await attemptsOf(pool, id)).filter(({ outcome }) => outcome === "worker_lost").length).toBeLessThanOrEqual(
      1,
    );
  }
  expect(await only(poison.subject)).toMatchObject({ attempts: 4, failureCode: "worker_lost" });
});
