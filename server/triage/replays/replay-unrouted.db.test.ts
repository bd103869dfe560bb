import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { relayBatch } from "#server/delivery/outbox/relay-batch.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const older = { routes: [], knownTypes: [] };

/** A dead letter of a relay that is older than the web that published the message. */
async function anUnroutedDeadLetter(message = anOrderCreated(pool)) {
  const { id, subject } = await message;
  for (let attempts = 0; attempts < 5; attempts += 1) {
    await relayBatch(pool, pipeline.boss, older);
    await pool.query("update outbox_pending set next_try_at = now() where message_id = $1", [id]);
  }
  const [deadLetter] = await deliveriesOf(pool, subject, "unrouted");
  if (deadLetter?.state !== "dead") throw new Error("nothing was parked");
  return { deadLetter, subject };
}

test("a replayed message that an older build did not know reaches each of its handlers once", async () => {
  const { deadLetter, subject } = await anUnroutedDeadLetter();
  const replay = await createReplay({ id: deadLetter.id, body: {}, expectedVersion: null, ...by });
  await pipeline.tick();
  expect(await deliveriesOf(pool, subject)).toEqual([]);
  await endUndoWindow(pool, replay.delivery.id);
  while ((await pipeline.tick()).more);
  const { ports, mails, webhooks } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.work(webhookHandler, ports);
  expect({ mails: mails.length, webhooks: webhooks.length }).toEqual({ mails: 1, webhooks: 1 });
  const states = await Promise.all(
    [mailHandler, webhookHandler, "unrouted"].map((h) => deliveriesOf(pool, subject, h)),
  );
  expect(states.flat().map(({ state, position }) => `${state} ${position - deadLetter.position}`)).toEqual([
    "delivered 0",
    "delivered 0",
    "replayed 0",
    "delivered 0",
  ]);
  // As if the relay had known the handlers from the start: a restored copy that a newer build relays uses the same keys.
  const keyOf = async (handler: string) =>
    (await pool.query("select idempotency_key_of($1, $2) as key", [deadLetter.messageId, handler])).rows[0].key;
  expect(mails[0]?.idempotencyKey).toBe(await keyOf(mailHandler));
  expect(webhooks[0]?.idempotencyKey).toBe(await keyOf(webhookHandler));
});

test("such a replay can be undone, and is a dead letter again where the relay knows no handler", async () => {
  const { deadLetter, subject } = await anUnroutedDeadLetter();
  await createReplay({ id: deadLetter.id, body: {}, expectedVersion: null, ...by });
  await undoReplay({ id: deadLetter.id, ...by });
  const replay = await createReplay({ id: deadLetter.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, replay.delivery.id);
  await relayBatch(pool, pipeline.boss, older);
  expect((await deliveriesOf(pool, subject, "unrouted")).map(({ state }) => state)).toEqual([
    "replayed",
    "withdrawn",
    "dead",
  ]);
  const again = await createReplay({ id: replay.delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, again.delivery.id);
  while ((await pipeline.tick()).more);
  expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["queued"]);
});

test("a replay of a message of an unknown type gets 409 with the reason", async () => {
  const id = randomUUID();
  const subject = `orders/${id}`;
  const message = pool
    .query(
      `insert into outbox_message (id, source, type, subject, data) values ($1, 'test', 'order.teleported', $2, '{}')`,
      [id, subject],
    )
    .then(() => ({ id, subject, seq: 0, orderId: id }));
  const { deadLetter } = await anUnroutedDeadLetter(message);
  const replay = createReplay({ id: deadLetter.id, body: {}, expectedVersion: null, ...by });
  await expect(replay).rejects.toThrow(ConflictError);
  await expect(replay).rejects.toThrow("Deploy one that has");
});
