import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { settleDelivered } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import { relayBatch } from "#server/delivery/outbox/relay-batch.ts";
import { claimMessages } from "#server/delivery/outbox/sql/claim-messages.ts";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, registry, webhookHandler } from "#server/testing/pipeline.ts";
import { claimWithoutSettling, endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const statesOf = async (subject: string, handler = mailHandler) =>
  (await deliveriesOf(pool, subject, handler)).map(({ revision, state }) => `${revision} ${state}`);
const runTicks = async () => {
  while ((await pipeline.tick()).more) {}
};

/** Makes the relay's insert of one subject fail with an error of the row, until the returned function is called. */
async function poison(subject: string, when = "new.state <> 'dead'") {
  const name = `poison_${randomUUID().replaceAll("-", "")}`;
  await pool.query(
    `create function ${name}() returns trigger language plpgsql as $$
     begin if ${when} and new.subject = '${subject}' then raise exception 'poison' using errcode = '22000'; end if; return new; end $$`,
  );
  await pool.query(
    `create trigger ${name} before insert or update on delivery for each row execute function ${name}()`,
  );
  return () => pool.query(`drop trigger ${name} on delivery`);
}

test("keeps later messages of an order waiting behind one that cannot be published yet", async () => {
  const { subject, orderId } = await anOrderCreated(pool);
  const cure = await poison(
    subject,
    `new.position = (select min(seq) from outbox_message where subject = new.subject)`,
  );
  await anOrderShipped(pool, orderId);
  const other = await anOrderCreated(pool);
  await runTicks();
  await runTicks();
  expect(await statesOf(subject)).toEqual(["1 waiting"]);
  expect(await statesOf(other.subject)).toEqual(["1 queued"]);

  await cure();
  await pool.query("update outbox_pending set next_try_at = now() where next_try_at is not null");
  await runTicks();
  expect(await statesOf(subject)).toEqual(["1 queued", "1 waiting"]);
});

test("does not count another message's error against an unknown type at the head of the outbox", async () => {
  const id = randomUUID();
  await pool.query(
    "insert into outbox_message (id, source, type, subject, data) values ($1, 'test', 'order.teleported', $2, '{}')",
    [id, `orders/${randomUUID()}`],
  );
  const { subject } = await anOrderCreated(pool);
  const cure = await poison(subject);
  for (let ticks = 0; ticks < 3; ticks += 1) await pipeline.tick(1);
  await cure();
  const { rows } = await pool.query("select attempts, error from outbox_pending where message_id = $1", [id]);
  expect(rows).toEqual([{ attempts: 1, error: expect.stringContaining("No message definition") }]);
  await pool.query("update outbox_pending set next_try_at = now() where next_try_at is not null");
  await runTicks();
});

test("counts no attempt when a release fails", async () => {
  const held = await anOrderCreated(pool);
  await anOrderShipped(pool, held.orderId);
  await runTicks();
  await pipeline.work();
  const cure = await poison(held.subject, "old.state = 'waiting' and new.state = 'queued'");
  const pending = await anOrderCreated(pool);
  await expect(pipeline.tick()).rejects.toThrow("poison");
  const { rows } = await pool.query("select attempts, error from outbox_pending where message_id = $1", [pending.id]);
  expect(rows).toEqual([{ attempts: 0, error: null }]);
  await cure();
  await runTicks();
  expect(await statesOf(held.subject)).toEqual(["1 delivered", "1 queued"]);
  expect(await statesOf(pending.subject)).toEqual(["1 queued"]);
});

test("releases a message at once that was created while the previous one was being settled", async () => {
  const { subject, orderId } = await anOrderCreated(pool);
  await pipeline.tick();
  const [first] = await deliveriesOf(pool, subject);
  if (!first) throw new Error("no delivery");
  await pipeline.take(mailHandler);
  const tried = await claimWithoutSettling(pool, first.id);
  await inTransaction(pool, async (tx) => {
    const receipt = { reply: "250 ok", providerMessageId: null };
    await settleDelivered(tx, [{ tried, receipt }]);
    // Created too late for the hint, checked too early to be free.
    await anOrderShipped(pool, orderId);
    await runTicks();
    expect(await statesOf(subject)).toEqual(["1 queued", "1 waiting"]);
  });
  const released = async () => {
    await runTicks();
    expect(await statesOf(subject)).toEqual(["1 delivered", "1 queued"]);
    return true;
  };
  await eventually(released, { timeoutMs: 4_000 });
});

test("keeps one delivery per order in flight in commit order under concurrent releases and batches", async () => {
  for (let round = 0; round < 30; round += 1) {
    const { subject, orderId } = await anOrderCreated(pool);
    await pipeline.tick();
    const more = [anOrderShipped(pool, orderId), pipeline.work(), pipeline.tick(), pipeline.tick()];
    await Promise.all([...more, anOrderShipped(pool, orderId).then(() => pipeline.tick())]);
    const early = await deliveriesOf(pool, subject);
    expect(early.filter(({ state }) => state === "queued").length).toBeLessThanOrEqual(1);
    const delivered = async () => {
      await runTicks();
      await pipeline.work();
      expect(await statesOf(subject)).toEqual(["1 delivered", "1 delivered", "1 delivered"]);
      return true;
    };
    // A row older than 250 ms that was checked before its predecessor ended is checked again after 5 s.
    await eventually(delivered, { timeoutMs: 15_000 });
    const { rows } = await pool.query(
      "select position from delivery where subject = $1 and handler = $2 order by accepted_at",
      [subject, mailHandler],
    );
    expect(rows.map(({ position }) => position)).toEqual(
      rows.map(({ position }) => position).toSorted((a, b) => a - b),
    );
  }
}, 60_000);

test("strands nothing when a mail is delivered while the relay creates the next of its order", async () => {
  const { subject, orderId } = await anOrderCreated(pool);
  await runTicks();
  await anOrderShipped(pool, orderId);
  await inTransaction(pool, async (tx) => {
    expect(await lockRelay(tx)).toBe(true);
    expect(await claimMessages(tx, { limit: 10, ...registry })).toMatchObject({ relayed: 1 });
    await pipeline.work();
    expect(await statesOf(subject)).toEqual(["1 delivered"]);
  });
  await runTicks();
  expect(await statesOf(subject)).toEqual(["1 delivered", "1 queued"]);
  await pipeline.work();
  expect(await statesOf(subject)).toEqual(["1 delivered", "1 delivered"]);
});

test("sends a replay once after its delivered successors, without blocking others", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  await discard({ id: dead.delivery.id, reason: "test", expectedVersion: null, ...by });
  await runTicks();
  await pipeline.work();
  await restore({ id: dead.delivery.id, ...by });
  await anOrderShipped(pool, dead.orderId);
  await runTicks();
  expect(await statesOf(dead.subject)).toEqual(["1 dead", "1 delivered", "1 waiting"]);

  const accepted = await createReplay({ id: dead.delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, accepted.delivery.id);
  await runTicks();
  expect(await statesOf(dead.subject)).toEqual(["1 replayed", "2 queued", "1 delivered", "1 waiting"]);
  await pipeline.work();
  await runTicks();
  await pipeline.work();
  expect(await statesOf(dead.subject)).toEqual(["1 replayed", "2 delivered", "1 delivered", "1 delivered"]);
  expect((await deliveriesOf(pool, dead.subject)).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
});

test("holds a replay until the successor in flight is settled", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  await discard({ id: dead.delivery.id, reason: "test", expectedVersion: null, ...by });
  await runTicks();
  await restore({ id: dead.delivery.id, ...by });
  const accepted = await createReplay({ id: dead.delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, accepted.delivery.id);
  await runTicks();
  expect(await statesOf(dead.subject)).toEqual(["1 replayed", "2 waiting", "1 queued"]);
  await pipeline.work();
  await runTicks();
  expect(await statesOf(dead.subject)).toEqual(["1 replayed", "2 queued", "1 delivered"]);
});

test("dead-letters one of two handlers of a message without affecting the other", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderCreated(pool, { orderId: dead.orderId });
  // Both are ordered here, so that only its own sequence can unblock the other one.
  const routes = registry.routes.map((route) => ({ ...route, ordered: true, holds: true }));
  while ((await relayBatch(pool, pipeline.boss, { ...registry, routes })).more) {}
  const { ports, webhooks } = recordingPorts();
  await pipeline.work(webhookHandler, ports);
  expect(await statesOf(dead.subject)).toEqual(["1 dead", "1 waiting"]);
  expect(await statesOf(dead.subject, webhookHandler)).toEqual(["1 delivered", "1 delivered"]);
  expect(webhooks.filter(({ body }) => JSON.stringify(body).includes(dead.subject))).toHaveLength(2);
});
