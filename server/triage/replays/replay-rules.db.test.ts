import { afterAll, expect, test } from "vitest";
import type { ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { getTimeline } from "#server/monitoring/pipeline/get-timeline.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

// Rules from the issues of other consoles. docs/replay-rules.md lists them.
const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const replay = (id: string, body: ReplayBody = {}) =>
  createReplay({ id, body, expectedVersion: null, actor: anOperator, requestId: null });
const envelopesOf = async (subject: string) =>
  (
    await pool.query(
      "select source, type, version, subject, traceparent, data from outbox_message where subject = $1 order by seq",
      [subject],
    )
  ).rows;

/** Replays it, delivers it, and returns the mails that were sent. */
async function itIsReplayed(id: string, body: ReplayBody = {}) {
  const accepted = await replay(id, body);
  await endUndoWindow(pool, accepted.delivery.id);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  return { mails, ...accepted };
}

test("an edited replay has the same steps as an unchanged one: outbox, relay, queue, delivery and audit", async () => {
  const eventsOf = async (edit: object | null) => {
    const { delivery, subject } = await aDeadLetter(pool, pipeline);
    const [original] = await envelopesOf(subject);
    const { delivery: revision } = await itIsReplayed(
      delivery.id,
      edit === null ? {} : { payload: { ...original.data, ...edit }, reason: "typo" },
    );
    const { timeline } = await getTimeline(subject);
    const { rows: audited } = await pool.query("select action from audit_entry where target_id = $1", [delivery.id]);
    const { rows: jobs } = await pool.query("select name, state from pgboss.job where id = $1", [revision.id]);
    const stages = timeline.filter(({ handler }) => handler === mailHandler).map(({ stage }) => stage);
    return { stages, audited, jobs, messages: (await envelopesOf(subject)).map(({ type }) => type) };
  };
  const asItIs = await eventsOf(null);
  expect(asItIs.stages).toEqual(["attempt_failed", "dead", "replayed", "delivered"]);
  expect(await eventsOf({ email: "ada@example.com" })).toEqual({
    ...asItIs,
    audited: [{ action: "dead-letter.correct-recipient" }, ...asItIs.audited],
  });
});

test("a replay of a delivered message is refused with any override, and nothing is sent", async () => {
  const { delivery, subject } = await aDeadLetter(pool, pipeline);
  const { delivery: delivered } = await itIsReplayed(delivery.id);
  const all = { override: { alreadySent: true as const, loop: true as const }, reason: "second replay" };
  await expect(replay(delivered.id, all)).rejects.toThrow(ConflictError);
  await expect(replay(delivered.id, all)).rejects.toThrow("It was delivered.");
  await pipeline.tick();
  expect(await pipeline.work()).toBe(0);
  expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["replayed", "delivered"]);
});

test("a replay keeps trace, source, type, subject and position, corrected or not", async () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  for (const edit of [{}, { email: "ada@example.com" }]) {
    const { delivery, subject, id } = await aDeadLetter(pool, pipeline);
    await pool.query("update outbox_message set traceparent = $2 where id = $1", [id, traceparent]);
    const [before] = await envelopesOf(subject);
    await replay(delivery.id, { payload: { ...before.data, ...edit }, reason: "typo" });
    const [, after] = await envelopesOf(subject);
    expect(after).toEqual({ ...before, data: { ...before.data, ...edit } });
    const [first, second] = await deliveriesOf(pool, subject);
    expect(second).toMatchObject({ position: first?.position, rootId: first?.rootId, handler: first?.handler });
  }
});

test("a second replay of one dead letter gets 409 with a link to the first", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const { delivery: first } = await itIsReplayed(delivery.id);
  await expect(replay(delivery.id)).rejects.toMatchObject({
    code: "conflict",
    extensions: { winner: { id: first.id, href: `/api/v1/dead-letters/${first.id}` } },
  });
});
