import { afterAll, describe, expect, it } from "vitest";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { aReplayBatch, drive, intoOneCause } from "#server/testing/replay-batches.ts";
import { listItems } from "#server/triage/replay-batches/list-items.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const items = async (id: string, outcome: Parameters<typeof listItems>[0]["outcome"] = null) =>
  (await listItems({ id, outcome, cursor: null, limit: 100 })).items;
const refusing = (text: string) => () => {
  throw new PermanentError("recipient_rejected", text, { reply: "550 5.1.1 no such user" });
};

describe("a sequence", () => {
  it("is replayed in its order within one wave", async () => {
    const { delivery, subject, orderId } = await aDeadLetter(pool, pipeline);
    await anOrderShipped(pool, orderId);
    await pipeline.tick();
    await pool.query(
      "update delivery set state = 'dead', verdict = 'dead', settled_at = now() where subject = $1 and state = 'waiting' and handler = $2",
      [subject, mailHandler],
    );
    const deliveries = await deliveriesOf(pool, subject);
    const cause = await intoOneCause(
      pool,
      deliveries.map(({ id }) => id),
    );
    const { id } = await aReplayBatch({ select: { cause }, start: true });
    const { ports, mails } = recordingPorts();
    const done = await drive(pool, pipeline, id, { ports });
    expect(done).toMatchObject({ state: "completed", waves: [{ size: 2, delivered: 2 }] });
    expect(mails.map(({ subject: title }) => title)).toEqual([
      expect.stringMatching(/order/i),
      expect.stringMatching(/way|shipped/i),
    ]);
    expect((await items(id)).map(({ id: letter }) => letter)).toEqual(deliveries.map((one) => one.id));
    expect(delivery.id).toBe(deliveries[0]?.id);
  });

  it("blocks an item behind a dead letter outside of the batch, which does not hold the gate", async () => {
    const { delivery, subject, orderId } = await aDeadLetter(pool, pipeline);
    await anOrderShipped(pool, orderId);
    await pipeline.tick();
    const { rows } = await pool.query(
      `update delivery set state = 'dead', verdict = 'dead', settled_at = now() where subject = $1 and state = 'waiting' and handler = $2 returning id`,
      [subject, mailHandler],
    );
    const other = await aDeadLetter(pool, pipeline);
    const cause = await intoOneCause(pool, [rows[0].id, other.delivery.id]);
    const { id } = await aReplayBatch({ select: { cause }, start: true });
    const done = await drive(pool, pipeline, id);
    expect(done).toMatchObject({ state: "completed", counts: { blocked: 1, delivered: 1 } });
    expect(await items(id, "blocked")).toMatchObject([{ id: rows[0].id, blockedBy: delivery.id }]);
  });

  it("withdraws an item behind one that failed again", async () => {
    const { subject, orderId } = await aDeadLetter(pool, pipeline);
    await anOrderShipped(pool, orderId);
    await pipeline.tick();
    await pool.query(
      "update delivery set state = 'dead', verdict = 'dead', settled_at = now() where subject = $1 and state = 'waiting' and handler = $2",
      [subject, mailHandler],
    );
    const deliveries = await deliveriesOf(pool, subject);
    const cause = await intoOneCause(
      pool,
      deliveries.map(({ id }) => id),
    );
    const { id } = await aReplayBatch({ select: { cause }, waves: "none", start: true });
    const { ports, mails } = recordingPorts(refusing("The mail server refused the recipient."));
    const done = await drive(pool, pipeline, id, { ports });
    expect(mails).toHaveLength(1);
    expect(done.counts).toMatchObject({ failedAgain: 1, blocked: 1 });
    expect((await deliveriesOf(pool, subject)).map(({ state }) => state).sort()).toEqual([
      "dead",
      "dead",
      "replayed",
      "withdrawn",
    ]);
  });
});
