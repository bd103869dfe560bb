import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { fixFor } from "#server/delivery/handlers/define-fix.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { registeredModules, registerModules } from "#server/delivery/handlers/registry.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { shop } from "#server/shop/module.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { aReplayBatch, deadLettersOfOneCause, drive } from "#server/testing/replay-batches.ts";
import { stepBatch } from "#server/triage/replay-batches/driver/step-batch.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { listItems } from "#server/triage/replay-batches/list-items.ts";
import { replayFailures } from "#server/triage/replay-batches/replay-failures.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";
import { abortBatch, changeBatchRate, pauseBatch, resumeBatch } from "#server/triage/replay-batches/steer-batch.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const fix = { patch: [{ op: "replace" as const, path: "/email", value: "ada@example.com" }] };
const items = async (id: string, outcome: Parameters<typeof listItems>[0]["outcome"] = null) =>
  (await listItems({ id, outcome, cursor: null, limit: 100 })).items;
const replaysOf = async (ids: readonly string[]): Promise<number> => {
  const { rows } = await pool.query(
    "select count(*)::int as n from audit_entry where action = 'dead-letter.replay' and target_id = any($1::text[])",
    [ids],
  );
  return rows[0].n;
};
const refusing = (text: string) => () => {
  throw new PermanentError("recipient_rejected", text, { reply: "550 5.1.1 no such user" });
};

it("replays a cause in waves of 1, 5 and the rest, each mail once, and keeps the receipt", async () => {
  const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 12);
  const { id } = await aReplayBatch({ select: { cause }, change: fix, start: true });
  const { ports, mails } = recordingPorts();
  const done = await drive(pool, pipeline, id, { ports });
  expect(done).toMatchObject({ state: "completed", total: 12, sentTwice: 0, stop: null, changed: 12 });
  expect(done.verdict).toBe("12 replayed: 12 delivered, 0 failed again, 0 sent twice.");
  expect(done.waves.map(({ size, state, delivered }) => [size, state, delivered])).toEqual([
    [1, "passed", 1],
    [5, "passed", 5],
    [6, "passed", 6],
  ]);
  expect(mails).toHaveLength(12);
  expect(mails.every(({ to }) => to.address === "ada@example.com")).toBe(true);
  expect(await replaysOf(ids)).toBe(12);
  expect((await items(id)).every(({ newId, outcome }) => newId !== null && outcome === "delivered")).toBe(true);
});

describe("the gate", () => {
  it("stops after one message where the handler is broken, and leaves the others as they were", async () => {
    const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 8);
    const { id } = await aReplayBatch({ select: { cause }, start: true });
    const { ports, mails } = recordingPorts(refusing("The mail server refused the recipient."));
    const stopped = await drive(pool, pipeline, id, { ports });
    expect(mails).toHaveLength(1);
    expect(stopped).toMatchObject({ state: "stopped", counts: { failedAgain: 1, aborted: 7 } });
    const { rows } = await pool.query(
      "select count(*)::int as n from delivery where id = any($1::uuid[]) and state = 'dead'",
      [ids],
    );
    expect(rows[0].n).toBe(7);
  });

  it("stops for a new cause, and the failures become a new draft", async () => {
    const ids = [];
    for (let nth = 0; nth < 4; nth += 1) ids.push((await aDeadLetter(pool, pipeline)).delivery.id);
    const { rows } = await pool.query<{ cause: string }>("select cause from delivery where id = $1", [ids[0]]);
    const letters = ids.map((id) => ({ id, version: 0 }));
    for (const letter of letters) {
      const { rows: found } = await pool.query("select version from delivery where id = $1", [letter.id]);
      letter.version = found[0].version;
    }
    const { id } = await aReplayBatch({ select: { letters }, start: true });
    const { ports } = recordingPorts((_, count) => {
      if (count === 3) throw new PermanentError("message_rejected", "The message is too large for this server.");
      return { reply: "250 ok", providerMessageId: null };
    });
    const stopped = await drive(pool, pipeline, id, { ports });
    expect(stopped).toMatchObject({ state: "stopped", stop: { code: "new-cause" }, counts: { failedAgain: 1 } });
    expect(stopped.stop?.cause).not.toBe(rows[0]?.cause);
    expect(stopped.verdict).toMatch(/1 failed again of a new cause/);
    const again = await replayFailures({ ...by, id, body: {}, idempotencyKey: null });
    expect(again).toMatchObject({ state: "draft", total: 1, select: { kind: "failures", failuresOf: id } });
    expect(await drive(pool, pipeline, (await startBatch({ ...by, id: again.id })).id)).toMatchObject({
      state: "completed",
    });
  });

  it("without gates replays all in one wave and stops for nothing", async () => {
    const { cause } = await deadLettersOfOneCause(pool, pipeline, 4);
    const { id } = await aReplayBatch({ select: { cause }, waves: "none", start: true });
    const { ports } = recordingPorts(refusing("The mail server refused the recipient."));
    expect(await drive(pool, pipeline, id, { ports })).toMatchObject({
      ...{ state: "completed", counts: { failedAgain: 4 } },
      waves: [{ size: 4, state: "passed" }],
    });
  });
});

describe("an operator", () => {
  it("pauses, resumes and aborts a batch; messages in flight are still counted", async () => {
    const { cause } = await deadLettersOfOneCause(pool, pipeline, 10);
    const { id } = await aReplayBatch({ select: { cause }, change: fix, start: true });
    await drive(pool, pipeline, id, { until: ({ counts }) => counts.delivered >= 1 });
    await pauseBatch({ ...by, id });
    const before = await getBatch(id);
    for (let rounds = 0; rounds < 3; rounds += 1) await stepBatch(pool, id, { owner: "driver" });
    expect((await getBatch(id)).counts.pending).toBe(before.counts.pending);
    await expect(pauseBatch({ ...by, id })).rejects.toMatchObject({ code: "conflict" });
    await resumeBatch({ ...by, id });
    await drive(pool, pipeline, id, { until: ({ counts }) => counts.inFlight > 0 });
    const aborted = await abortBatch({ ...by, id });
    expect(aborted.counts.inFlight).toBeGreaterThan(0);
    const settled = await drive(pool, pipeline, id);
    expect(settled).toMatchObject({ state: "aborted", counts: { inFlight: 0, pending: 0 } });
    expect(settled.counts.delivered).toBe(
      before.counts.delivered + aborted.counts.inFlight + (aborted.counts.delivered - before.counts.delivered),
    );
  });

  it("limits the rate by the database's clock", async () => {
    const { cause } = await deadLettersOfOneCause(pool, pipeline, 6);
    const { id } = await aReplayBatch({ select: { cause }, waves: "none", ratePerSecond: 1 });
    await startBatch({ ...by, id });
    const step = () => stepBatch(pool, id, { owner: "driver" });
    await step();
    expect((await getBatch(id)).counts.inFlight).toBe(0);
    await pool.query("update replay_batch set tokens_at = tokens_at - interval '1 min' where id = $1", [id]);
    await step();
    expect((await getBatch(id)).counts.inFlight).toBe(1);
    await changeBatchRate({ ...by, id, ratePerSecond: null });
    await step();
    expect((await getBatch(id)).counts.inFlight).toBe(6);
  });

  it("pauses the handler: the batch waits and says so", async () => {
    const { cause } = await deadLettersOfOneCause(pool, pipeline, 2);
    const { id } = await aReplayBatch({ select: { cause }, start: true });
    await pool.query("insert into handler_pause (handler, reason, actor_name) values ($1, 'maintenance', 'Nora')", [
      mailHandler,
    ]);
    await stepBatch(pool, id, { owner: "driver" });
    expect(await getBatch(id)).toMatchObject({
      heldBy: { kind: "pause", handler: mailHandler },
      counts: { pending: 2 },
    });
    await pool.query("delete from handler_pause");
    expect(await drive(pool, pipeline, id)).toMatchObject({ state: "completed" });
  });
});

it("refuses a row that was replayed meanwhile with its author, and replays the others", async () => {
  const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 3);
  const { id } = await aReplayBatch({ select: { cause } });
  await createReplay({ id: ids[2] ?? "", body: {}, expectedVersion: null, ...by });
  await startBatch({ ...by, id });
  const done = await drive(pool, pipeline, id);
  expect(done).toMatchObject({ state: "completed", counts: { delivered: 2, conflict: 1 } });
  expect(await items(id, "conflict")).toMatchObject([{ id: ids[2], changedBy: { name: "Maya Ito" } }]);
  expect(await replaysOf(ids)).toBe(3);
});

it("lets live messages go first", async () => {
  const { cause } = await deadLettersOfOneCause(pool, pipeline, 2);
  const live = await anOrderCreated(pool);
  await pipeline.tick();
  await pool.query("update delivery set queued_at = now() - interval '5 s' where subject = $1", [live.subject]);
  const { id } = await aReplayBatch({ select: { cause }, start: true });
  await stepBatch(pool, id, { owner: "driver" });
  expect(await getBatch(id)).toMatchObject({ heldBy: { kind: "live-traffic" }, counts: { inFlight: 0 } });
  await pipeline.work();
  expect(await drive(pool, pipeline, id)).toMatchObject({ state: "completed" });
});

describe("the lease", () => {
  it("is one driver's until it ends: then another continues", async () => {
    const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 3);
    const { id } = await aReplayBatch({ select: { cause }, start: true });
    expect(await stepBatch(pool, id, { owner: "first" })).toMatchObject({ progressed: true, inFlight: true });
    expect(await stepBatch(pool, id, { owner: "second" })).toBeNull();
    await pool.query("update replay_batch set leased_until = now() - interval '1 s' where id = $1", [id]);
    expect(await drive(pool, pipeline, id, { owner: "second" })).toMatchObject({ state: "completed" });
    expect(await replaysOf(ids)).toBe(3);
  });

  it("of racing steps each item is replayed by one", async () => {
    const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 10);
    const { id } = await aReplayBatch({ select: { cause }, waves: "none", start: true });
    await Promise.all(
      Array.from({ length: 8 }, (_, nth) => stepBatch(pool, id, { owner: `driver ${nth % 2}`, chunk: 3 })),
    );
    expect(
      await drive(pool, pipeline, id, {
        owner: "driver 0",
        until: ({ state, counts }) => state === "completed" || counts.pending > 0,
      }),
    ).toBeDefined();
    await pool.query("update replay_batch set leased_until = null, lease_owner = null");
    expect(await drive(pool, pipeline, id)).toMatchObject({ counts: { delivered: 10 } });
    expect(await replaysOf(ids)).toBe(10);
  });
});

it("continues the other batches while a step of one fails", async () => {
  const broken = await deadLettersOfOneCause(pool, pipeline, 1);
  const healthy = await deadLettersOfOneCause(pool, pipeline, 2);
  const first = await aReplayBatch({ select: { cause: broken.cause }, start: true });
  const second = await aReplayBatch({ select: { cause: healthy.cause }, start: true });
  // A row that this build cannot read.
  await pool.query(`update replay_batch set change = '{"patch": "unknown"}' where id = $1`, [first.id]);
  const done = await drive(pool, pipeline, second.id);
  expect(done).toMatchObject({ state: "completed", counts: { delivered: 2 } });
  await pool.query("update replay_batch set change = null where id = $1", [first.id]);
  expect(await drive(pool, pipeline, first.id)).toMatchObject({ state: "completed" });
});

it("leaves behind the messages on which a module's fix fails, and replays the others", async () => {
  const modules = registeredModules();
  const failing = fixFor(orderCreated, {
    ...{ id: "failing", label: "Fails on one message", when: [], input: z.strictObject({}), initial: () => ({}) },
    apply: (data) => {
      if (data.email.startsWith("bounce+0")) throw new TypeError("cannot read properties of undefined");
      return { ...data, email: "ada@example.com" };
    },
  });
  const handlers = [{ ...sendOrderNotifications, fixes: [...sendOrderNotifications.fixes, failing] }];
  const others = shop.handlers.filter(({ id }) => id !== mailHandler);
  registerModules([{ ...shop, handlers: [...handlers, ...others] }, ...modules.filter((module) => module !== shop)]);
  try {
    const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, 3);
    const { id } = await aReplayBatch({
      select: { cause },
      change: { fix: { id: "failing", input: {} } },
      start: true,
    });
    const done = await drive(pool, pipeline, id);
    expect(done).toMatchObject({ state: "completed", counts: { delivered: 2, invalid: 1 } });
    const [left] = await items(id, "invalid");
    expect(left).toMatchObject({ id: ids[0], detail: expect.stringMatching(/the change fails on this message/) });
  } finally {
    registerModules(modules);
  }
});

it("leaves out a dead letter of another version than the one that was read, although it is still dead", async () => {
  const { ids } = await deadLettersOfOneCause(pool, pipeline, 2);
  const { rows } = await pool.query("select id, version from delivery where id = any($1::uuid[]) order by id", [ids]);
  const [stale, current] = rows;
  const letters = [{ id: stale.id, version: stale.version + 1 }, current];
  const batch = await aReplayBatch({ select: { letters }, start: true });
  expect(batch).toMatchObject({ counts: { conflict: 1, pending: 1 } });
  const done = await drive(pool, pipeline, batch.id);
  expect(done).toMatchObject({ state: "completed", counts: { delivered: 1, conflict: 1 } });
  const { rows: after } = await pool.query("select state, version from delivery where id = $1", [stale.id]);
  expect(after).toEqual([{ state: "dead", version: stale.version }]);
});
