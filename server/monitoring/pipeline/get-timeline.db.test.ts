import { afterAll, expect, test } from "vitest";
import { relayBatch } from "#server/delivery/outbox/relay-batch.ts";
import { getTimeline } from "#server/monitoring/pipeline/get-timeline.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, registry, webhookHandler } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

test("lists an order's timeline from the outbox through dead letter, undo and replay to the delivery", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const who = { id: delivery.id, actor: anOperator, requestId: null };
  await createReplay({ ...who, body: {}, expectedVersion: null });
  await undoReplay(who);
  const { delivery: replayed } = await createReplay({ ...who, body: {}, expectedVersion: null });
  await pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [replayed.id]);
  await pipeline.tick();
  await pipeline.work();
  await pipeline.work(webhookHandler);

  const { deliveries, timeline } = await getTimeline(subject);
  const ofMail = timeline.filter((entry) => entry.handler === mailHandler).map((entry) => entry.stage);
  expect(ofMail).toEqual(["attempt_failed", "dead", "replayed", "undone", "replayed", "delivered"]);
  expect(timeline[0]).toMatchObject({ stage: "message_written", messageType: "order.created" });
  expect(deliveries.map(({ handler, state, revision }) => [handler, state, revision])).toEqual([
    [mailHandler, "delivered", 3],
    [webhookHandler, "delivered", 1],
  ]);
});

test("names a handler that is switched off", async () => {
  const { subject } = await anOrderCreated(pool);
  const routes = registry.routes.filter(({ handler }) => handler !== webhookHandler);
  await relayBatch(pool, pipeline.boss, { ...registry, routes });
  const { timeline } = await getTimeline(subject);
  expect(timeline.filter((entry) => entry.stage === "handler_off")).toMatchObject([{ handler: webhookHandler }]);
});

test("names the dead letter that blocks a waiting mail, until it is discarded", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  await anOrderShipped(pool, dead.orderId);
  await pipeline.tick();
  const heldBy = async () =>
    (await getTimeline(dead.subject)).deliveries
      .filter(({ handler, state }) => handler === mailHandler && state !== "discarded" && state !== "dead")
      .map((delivery) => delivery.heldBy);
  const behindTheDead = { id: dead.delivery.id, state: "dead" };
  expect(await heldBy()).toEqual([behindTheDead, behindTheDead]);
  expect((await getDeadLetter(dead.delivery.id)).holding).toBe(2);

  await discard({ id: dead.delivery.id, reason: "test", expectedVersion: null, actor: anOperator, requestId: null });
  await pipeline.tick();
  const [, next] = await deliveriesOf(pool, dead.subject);
  expect(await heldBy()).toEqual([null, { id: next?.id, state: "queued" }]);
});
