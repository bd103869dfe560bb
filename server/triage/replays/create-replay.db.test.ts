import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { releaseDeliveries } from "#server/delivery/outbox/sql/release-deliveries.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { AppError, ConflictError, InvalidInputError, NotFoundError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { jobStatesOf } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const replay = (
  id: string,
  body: Parameters<typeof createReplay>[0]["body"] = {},
  expectedVersion: number | null = null,
) => createReplay({ id, body, expectedVersion, actor: anOperator, requestId: null });
const dataOf = async (messageId: string) =>
  (await pool.query("select data from outbox_message where id = $1", [messageId])).rows[0].data;
const endUndoWindow = (id: string) =>
  pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [id]);
const statesOf = async (subject: string) =>
  (await deliveriesOf(pool, subject)).map(({ revision, state }) => `${revision} ${state}`);

test("twenty racing replays of one dead letter give one replay and nineteen conflicts with the winner", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => replay(delivery.id, {}, delivery.version)));
  const won = results.filter((result) => result.status === "fulfilled");
  const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(won).toHaveLength(1);
  expect(lost).toHaveLength(19);
  for (const error of lost) {
    expect(error).toBeInstanceOf(ConflictError);
    expect(error.extensions.winner).toMatchObject({ id: won[0]?.value.delivery.id, revision: 2 });
  }
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 waiting"]);
  const { rows } = await pool.query("select count(*)::int as n from outbox_message where subject = $1", [subject]);
  expect(rows[0].n).toBe(2);
});

test("a corrected payload is delivered once under a new key; the original message stays as it was", async () => {
  const { delivery, subject, id: messageId } = await aDeadLetter(pool, pipeline);
  const original = await dataOf(messageId);
  const accepted = await replay(delivery.id, { payload: { ...original, email: "ada@example.com" }, reason: "typo" });
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  const [, corrected] = await deliveriesOf(pool, subject);
  expect(mails).toMatchObject([{ to: { address: "ada@example.com" }, idempotencyKey: corrected?.idempotencyKey }]);
  expect(corrected?.idempotencyKey).not.toBe(delivery.idempotencyKey);
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 delivered"]);
  expect(await dataOf(messageId)).toEqual(original);

  const seen = await getDeadLetter(delivery.id);
  expect(seen).toMatchObject({ state: "replayed", newestId: accepted.delivery.id });
  expect(seen.lineage.map((revision) => revision.state)).toEqual(["replayed", "delivered"]);
  expect(seen.actions).toMatchObject([
    { action: "correct-recipient", reason: "typo", before: { email: "b•••@example.com" } },
    { action: "replay", reason: "typo", actor: "Maya Ito", before: { email: "b•••@example.com" } },
  ]);
});

test("an unchanged replay keeps the idempotency key, so that a receiver can drop a second copy", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  await replay(delivery.id);
  const [first, second] = await deliveriesOf(pool, subject);
  expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
});

test("a replay goes to its own handler only", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const accepted = await replay(delivery.id);
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  const { rows } = await pool.query(
    "select handler, count(*)::int as n from delivery where subject = $1 group by 1 order by 1",
    [subject],
  );
  expect(rows).toEqual([
    { handler: mailHandler, n: 2 },
    { handler: "warehouse-webhook", n: 1 },
  ]);
});

test("a replay waits for its undo window and can be undone in it", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const accepted = await replay(delivery.id);
  await pipeline.tick();
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 waiting"]);
  await undoReplay({ id: delivery.id, actor: anOperator, requestId: null });
  expect(await statesOf(subject)).toEqual(["1 dead", "2 withdrawn"]);
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  expect(await pipeline.work()).toBe(0);

  const again = await replay(delivery.id);
  expect(again.delivery.revision).toBe(3);
});

test("a late undo gets 409 and changes nothing", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const accepted = await replay(delivery.id);
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  await expect(undoReplay({ id: delivery.id, actor: anOperator, requestId: null })).rejects.toThrow(
    /handed to a worker at/,
  );
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 queued"]);
});

test("an undo succeeds at 4.99 s and gets 409 at 5.01 s", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const early = await replay(delivery.id);
  const { rows } = await pool.query(
    "select extract(epoch from release_at - created_at)::float8 as seconds from delivery where id = $1",
    [early.delivery.id],
  );
  expect(rows[0].seconds).toBe(5);
  // Within one transaction now() does not change.
  const releasedAt = (id: string, seconds: number) =>
    inTransaction(pool, async (tx) => {
      await tx.query(
        `update delivery set release_at = w.ends_at, check_at = w.ends_at
         from (select now() + (5 - $2::float8) * interval '1 s' as ends_at) w where id = $1`,
        [id, seconds],
      );
      // On a slow machine the undo window of another test's replay may end meanwhile.
      return (await releaseDeliveries(tx, 10)).released.map((released) => released.id).filter((found) => found === id);
    });
  expect(await releasedAt(early.delivery.id, 4.99)).toEqual([]);
  await undoReplay({ id: delivery.id, actor: anOperator, requestId: null });
  expect(await statesOf(subject)).toEqual(["1 dead", "2 withdrawn"]);

  const late = await replay(delivery.id);
  expect(await releasedAt(late.delivery.id, 5.01)).toEqual([late.delivery.id]);
  await expect(undoReplay({ id: delivery.id, actor: anOperator, requestId: null })).rejects.toThrow(
    /handed to a worker at/,
  );
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 withdrawn", "3 queued"]);
});

test("undo racing the relay has one winner, fifty times", async () => {
  for (let round = 0; round < 50; round += 1) {
    const { delivery, subject } = await aDeadLetter(pool, pipeline);
    const accepted = await replay(delivery.id);
    await endUndoWindow(accepted.delivery.id);
    const [undone] = await Promise.allSettled([
      undoReplay({ id: delivery.id, actor: anOperator, requestId: null }),
      pipeline.tick(),
    ]);
    await pipeline.tick();
    expect(await statesOf(subject)).toEqual(
      undone.status === "fulfilled" ? ["1 dead", "2 withdrawn"] : ["1 replayed", "2 queued"],
    );
    expect(await jobStatesOf(pool, accepted.delivery.id)).toEqual(undone.status === "fulfilled" ? [] : ["created"]);
  }
}, 60_000);

test("a replay is sent before the later messages of its order that still wait", async () => {
  const { delivery, subject, orderId } = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, orderId);
  await pipeline.tick();
  const accepted = await replay(delivery.id);
  await pipeline.tick();
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 waiting", "1 waiting"]);
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 queued", "1 waiting"]);
});

test("a replay that fails again is the new dead letter, with its history", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const accepted = await replay(delivery.id);
  await endUndoWindow(accepted.delivery.id);
  await pipeline.tick();
  const { PermanentError } = await import("#server/delivery/handlers/outcomes.ts");
  await pipeline.work(
    mailHandler,
    recordingPorts(() => {
      throw new PermanentError("recipient_rejected", "refused again");
    }).ports,
  );
  await pipeline.collect();
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 dead"]);
  await expect(replay(delivery.id)).rejects.toThrow(ConflictError);
  await expect(replay(accepted.delivery.id)).resolves.toMatchObject({ delivery: { revision: 3 } });
});

test("an invalid payload gets 422 with its field, and nothing changes", async () => {
  const { delivery, subject, id } = await aDeadLetter(pool, pipeline);
  const original = await dataOf(id);
  const refused = replay(delivery.id, { payload: { ...original, email: "not an address", extra: 1 } });
  await expect(refused).rejects.toThrow(InvalidInputError);
  await expect(refused).rejects.toMatchObject({
    fields: [{ pointer: "/payload/email" }, { pointer: "/payload/extra" }],
  });
  expect(await statesOf(subject)).toEqual(["1 dead"]);
});

test("a payload about another order is refused", async () => {
  const { delivery, subject, id } = await aDeadLetter(pool, pipeline);
  const refused = replay(delivery.id, { payload: { ...(await dataOf(id)), orderId: randomUUID() } });
  await expect(refused).rejects.toMatchObject({
    fields: [{ pointer: "/payload", detail: expect.stringContaining(subject) }],
  });
  expect(await statesOf(subject)).toEqual(["1 dead"]);
});

test("racing undos by either ID of one replay have one winner and no deadlock, ten times", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { delivery, subject } = await aDeadLetter(pool, pipeline);
    const { delivery: revision } = await replay(delivery.id);
    const ids = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? delivery.id : revision.id));
    const undos = await Promise.allSettled(ids.map((id) => undoReplay({ id, actor: anOperator, requestId: null })));
    expect(undos.filter((undo) => undo.status === "fulfilled")).toHaveLength(1);
    for (const undo of undos) if (undo.status === "rejected") expect(undo.reason).toBeInstanceOf(ConflictError);
    expect(await statesOf(subject)).toEqual(["1 dead", "2 withdrawn"]);
  }
});

test("a dead letter lists its actions in their order", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? replay(delivery.id) : undoReplay({ id: delivery.id, actor: anOperator, requestId: null }),
    ),
  );
  const { actions } = await getDeadLetter(delivery.id);
  actions.forEach(({ action }, index) => {
    expect(action).toBe(index % 2 === 0 ? "replay" : "undo");
  });
});

test("a fix of the handler corrects the payload and, if requested, the customer", async () => {
  const customerId = randomUUID();
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'bounce+ada@example.com')", [customerId]);
  const { delivery, subject, orderId } = await aDeadLetter(pool, pipeline);
  await pool.query("insert into customer_order (id, customer_id, total_cents, currency) values ($1, $2, 1400, 'EUR')", [
    orderId,
    customerId,
  ]);
  await replay(delivery.id, {
    reason: "typo",
    fix: { id: "correct-recipient", input: { email: "ada@example.com", updateCustomer: true } },
  });
  const [, second] = await deliveriesOf(pool, subject);
  expect(await dataOf(second?.messageId ?? "")).toMatchObject({ email: "ada@example.com" });
  expect((await pool.query("select email from customer where id = $1", [customerId])).rows).toEqual([
    { email: "ada@example.com" },
  ]);
});

test("a fix whose replay is refused does not change the customer", async () => {
  const customerId = randomUUID();
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'bounce+ada@example.com')", [customerId]);
  const { delivery, id } = await aDeadLetter(pool, pipeline);
  await pool.query("update outbox_message set data = jsonb_build_object('customerId', $2::text) where id = $1", [
    id,
    customerId,
  ]);
  const refused = replay(delivery.id, {
    reason: "typo",
    fix: { id: "correct-recipient", input: { email: "ada@example.com", updateCustomer: true } },
  });
  await expect(refused).rejects.toThrow(InvalidInputError);
  expect((await pool.query("select email from customer where id = $1", [customerId])).rows).toEqual([
    { email: "bounce+ada@example.com" },
  ]);
});

test("a stale version gets 412 while it is still dead", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const stale = replay(delivery.id, {}, delivery.version - 1);
  await expect(stale).rejects.toThrow(AppError);
  await expect(stale).rejects.toMatchObject({ code: "precondition_failed" });
});

test("a discarded delivery must be restored before a replay, an unknown one is 404", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  await discard({ id: delivery.id, reason: "test", expectedVersion: null, actor: anOperator, requestId: null });
  await expect(replay(delivery.id)).rejects.toThrow(/Restore it first/);
  await expect(replay(randomUUID())).rejects.toThrow(NotFoundError);
});
