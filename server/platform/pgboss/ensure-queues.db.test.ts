import { afterAll, expect, test } from "vitest";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { jobStatesOf, maintainQueue } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

async function aQueuedDelivery() {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const [delivery] = await deliveriesOf(pool, subject);
  if (!delivery) throw new Error("no delivery");
  return { subject, id: delivery.id };
}

/** Ages a job that is not fetched by a year, and runs pg-boss's maintenance. */
async function aYearPasses(id: string): Promise<void> {
  const { rowCount } = await pool.query(
    `update pgboss.job set created_on = created_on - interval '1 year', start_after = start_after - interval '1 year',
                           keep_until = keep_until - interval '1 year' where id = $1`,
    [id],
  );
  if (rowCount !== 1) throw new Error("there is no such job");
  await maintainQueue(pool, pipeline.boss);
}

test("keeps a dead letter that was not collected for a year, so that it is collected later", async () => {
  const { id, subject } = await aQueuedDelivery();
  const refusing = recordingPorts(() => {
    throw new PermanentError("recipient_rejected", "refused", { reply: "550 5.1.1 no such user" });
  });
  await pipeline.work(mailHandler, refusing.ports);
  await aYearPasses(id);
  expect(await jobStatesOf(pool, id, deadLetterQueueOf(mailHandler))).toEqual(["created"]);
  expect(await pipeline.collect()).toBe(1);
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "dead", failureCode: "recipient_rejected" }]);
});

test("keeps a job that was not fetched for a year, so that it is delivered later", async () => {
  const { id, subject } = await aQueuedDelivery();
  await aYearPasses(id);
  expect(await pipeline.work()).toBe(1);
  expect(await deliveriesOf(pool, subject)).toMatchObject([{ state: "delivered" }]);
});
