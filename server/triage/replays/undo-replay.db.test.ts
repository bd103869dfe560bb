import { afterAll, expect, test } from "vitest";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { releaseDeliveries } from "#server/delivery/outbox/sql/release-deliveries.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aDeadLetter, anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const statesOf = async (subject: string) =>
  (await deliveriesOf(pool, subject)).map(({ revision, state }) => `${revision} ${state}`);
const oneSessionWaits = () =>
  eventually(async () => {
    const { rowCount } = await pool.query(
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return rowCount === 1;
  });

test("an undo during the release of a replay waits for it, and then gets 409", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const replay = await createReplay({ id: delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, replay.delivery.id);
  const undo = await inTransaction(pool, async (tx) => {
    await lockRelay(tx);
    expect((await releaseDeliveries(tx, 10)).released).toMatchObject([{ id: replay.delivery.id }]);
    const undoing = Promise.allSettled([undoReplay({ id: delivery.id, ...by })]);
    await oneSessionWaits();
    return { undoing };
  });
  const [undone] = await undo.undoing;
  expect(undone).toMatchObject({
    status: "rejected",
    reason: { message: expect.stringMatching(/handed to a worker/) },
  });
  expect(await statesOf(subject)).toEqual(["1 replayed", "2 queued"]);
});

test("the relay does not release a replay during its undo", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const replay = await createReplay({ id: delivery.id, body: {}, expectedVersion: null, ...by });
  await endUndoWindow(pool, replay.delivery.id);
  // The undo waits before its audit entry.
  const holder = await pool.connect();
  await holder.query("begin");
  await holder.query("lock table audit_entry in exclusive mode");
  const undoing = undoReplay({ id: delivery.id, ...by });
  await oneSessionWaits();
  expect(await pipeline.tick()).toMatchObject({ locked: true, released: 0 });
  await holder.query("commit");
  holder.release();
  await undoing;
  expect(await pipeline.tick()).toMatchObject({ released: 0 });
  expect(await statesOf(subject)).toEqual(["1 dead", "2 withdrawn"]);
});
