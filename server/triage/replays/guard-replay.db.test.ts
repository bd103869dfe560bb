import { afterAll, expect, test } from "vitest";
import { maxReplays, type ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const replay = (id: string, body: ReplayBody = {}, actor = anOperator) =>
  createReplay({ id, body, expectedVersion: null, actor, requestId: null });
const states = async (subject: string) => (await deliveriesOf(pool, subject)).map(({ state }) => state);
const takenLate = (id: string) =>
  pool.query(
    "update delivery set accepted_at = '2026-11-03T14:02:05Z', provider_reply = '250 2.0.0 queued for bounce+ada as 7F' where id = $1",
    [id],
  );
const auditOf = async (id: string) =>
  (await pool.query("select action, reason, after from audit_entry where target_id = $1 order by seq", [id])).rows;

/** Sends the waiting revision and lets the receiver refuse it: the newest revision is dead-lettered. */
async function itDiesAgain(id: string): Promise<void> {
  await endUndoWindow(pool, id);
  await pipeline.tick();
  const refusing = recordingPorts(() => {
    throw new PermanentError("recipient_rejected", "refused again");
  });
  await pipeline.work(mailHandler, refusing.ports);
  await pipeline.collect();
}

test("a replay of an accepted message gets 409 with the time and the reply; an override with a reason replays it and is audited", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  await takenLate(delivery.id);
  const refused = replay(delivery.id, { reason: "I want to" });
  await expect(refused).rejects.toThrow(ConflictError);
  await expect(refused).rejects.toThrow(
    /accepted revision 1 on 2026-11-03 at 14:02:05 UTC and answered “250 2.0.0 queued for ••• as 7F”/,
  );
  await expect(refused).rejects.toMatchObject({
    extensions: { overrides: ["alreadySent"], accepted: { at: "2026-11-03T14:02:05.000Z", revision: 1 } },
  });
  const withoutReason = replay(delivery.id, { override: { alreadySent: true } });
  await expect(withoutReason).rejects.toThrow(InvalidInputError);
  await expect(withoutReason).rejects.toMatchObject({ fields: [{ pointer: "/reason" }] });
  expect(await states(subject)).toEqual(["dead"]);
  expect(await auditOf(delivery.id)).toEqual([]);

  await replay(delivery.id, { override: { alreadySent: true }, reason: "the box is gone" });
  expect(await states(subject)).toEqual(["replayed", "waiting"]);
  expect(await auditOf(delivery.id)).toMatchObject([
    { action: "dead-letter.override", reason: "the box is gone", after: { alreadySent: true } },
    { action: "dead-letter.replay", reason: "the box is gone", after: null },
  ]);
});

test("a message that may have been sent is not replayed without an override, not even corrected", async () => {
  const { delivery, subject, id } = await aDeadLetter(pool, pipeline);
  await pool.query("update delivery set ambiguous_since = now() where id = $1", [delivery.id]);
  const { rows } = await pool.query("select data from outbox_message where id = $1", [id]);
  const payload = { ...rows[0].data, email: "ada@example.com" };
  for (const body of [{}, { payload }, { override: { loop: true as const }, reason: "wrong one" }]) {
    await expect(replay(delivery.id, body)).rejects.toThrow(/may have been sent.*override alreadySent/);
  }
  expect((await getDeadLetter(delivery.id)).guard.maybeSentSince).not.toBeNull();
  await replay(delivery.id, { payload, override: { alreadySent: true }, reason: "they say it is not there" });
  expect(await states(subject)).toEqual(["replayed", "waiting"]);
});

test("the guard reads every revision: an accepted revision 1 guards revision 2", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const second = await replay(delivery.id);
  await itDiesAgain(second.delivery.id);
  await takenLate(delivery.id);
  await expect(replay(second.delivery.id)).rejects.toThrow(/accepted revision 1/);
});

test("a replay returns the later messages of its order that were sent already", async () => {
  const { delivery, subject, orderId } = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, orderId);
  await discard({ id: delivery.id, reason: "unblock the others", expectedVersion: null, ...by });
  await pipeline.tick();
  await pipeline.work();
  await restore({ id: delivery.id, ...by });
  const [, shipped] = await deliveriesOf(pool, subject);
  const overtakenBy = [{ id: shipped?.id, messageType: "order.shipped", at: shipped?.acceptedAt?.toISOString() }];
  expect((await getDeadLetter(delivery.id)).guard.overtakenBy).toEqual(overtakenBy);
  expect(await replay(delivery.id)).toMatchObject({ overtakenBy });
});

test("the confirmation of a cancelled order is replayed only with a reason", async () => {
  const { delivery, subject, orderId, id } = await aDeadLetter(pool, pipeline);
  const { rows } = await pool.query("select data from outbox_message where id = $1", [id]);
  const { customerId, email } = rows[0].data;
  await publish(pool, orderCancelled, { subject, data: { orderId, customerId, email, cancelledBy: "shop" } });
  const refused = replay(delivery.id);
  await expect(refused).rejects.toThrow(InvalidInputError);
  await expect(refused).rejects.toMatchObject({
    fields: [{ pointer: "/reason", detail: expect.stringMatching(/order\.cancelled of .* revoked/) }],
  });
  expect((await getDeadLetter(delivery.id)).guard.revokedBy).toMatchObject({ messageType: "order.cancelled" });
  await expect(replay(delivery.id, { reason: "they need it for their books" })).resolves.toMatchObject({
    delivery: { revision: 2 },
  });
});

test("a loop of replays ends after five failures; undone ones do not count, and an admin can override it with a reason", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  await replay(delivery.id);
  await undoReplay({ id: delivery.id, ...by });
  let newest = delivery.id;
  for (let count = 0; count < maxReplays; count += 1) {
    newest = (await replay(newest)).delivery.id;
    await itDiesAgain(newest);
  }
  await expect(replay(newest)).rejects.toThrow(/replayed 5 times and failed each time.*An admin can replay it again/);
  const override = { loop: true as const };
  await expect(replay(newest, { override, reason: "second replay" })).rejects.toMatchObject({ code: "forbidden" });
  const admin = { ...anOperator, role: "admin" as const };
  await expect(replay(newest, { override }, admin)).rejects.toThrow(InvalidInputError);
  await replay(newest, { override, reason: "the mailbox exists now" }, admin);
  expect((await states(subject)).at(-1)).toBe("waiting");
});

test("a replay that fails again is a dead letter of its cause, with its history", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const second = await replay(delivery.id, { reason: "mailbox was full" });
  await itDiesAgain(second.delivery.id);
  const deadLetter = await getDeadLetter(second.delivery.id);
  expect(deadLetter).toMatchObject({ state: "dead", revision: 2 });
  expect(deadLetter.lineage.map((revision) => revision.replay)).toMatchObject([
    null,
    { of: delivery.id, actor: "Maya Ito", reason: "mailbox was full", edited: false },
  ]);
  const { rows } = await pool.query(
    "select c.dead, c.deaths::int from cause c join delivery d on d.cause = c.fingerprint where d.id = $1",
    [second.delivery.id],
  );
  expect(rows[0].dead).toBeGreaterThan(0);
  expect(rows[0].deaths).toBeGreaterThan(rows[0].dead);
});
