import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { getTrace } from "#server/shop/traces/get-trace.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, aProduct } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

test("lists every attempt, edit, replay and discard with actor and reason, without personal data", async () => {
  const { delivery, orderId } = await aDeadLetter(pool, pipeline, { email: "bounce+grace.hopper@example.com" });
  const by = { id: delivery.id, actor: anOperator, requestId: null };
  await discard({ ...by, reason: "grace.hopper@example.com asked for it", expectedVersion: null });
  await restore(by);
  await createReplay({ ...by, body: {}, expectedVersion: null });
  await undoReplay(by);
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const { rows } = await pool.query("update outbox_message set traceparent = $2 where id = $1 returning data", [
    delivery.messageId,
    traceparent,
  ]);
  Object.assign(env(), { TRACE_URL_TEMPLATE: "https://traces.example.com/{traceId}?org=1" });
  const payload = { ...rows[0].data, email: "grace@example.com" };
  const replay = await createReplay({ ...by, body: { payload, reason: "typo" }, expectedVersion: null });
  await endUndoWindow(pool, replay.delivery.id);
  await pipeline.tick();
  await pipeline.work();

  const trace = await getTrace(orderId);
  const id = "4bf92f3577b34da6a3ce929d0e0e4736";
  expect(trace.distributed, "once for the message and its replay").toEqual([
    { id, url: `https://traces.example.com/${id}?org=1` },
  ]);
  Object.assign(env(), { TRACE_URL_TEMPLATE: undefined });
  expect((await getTrace(orderId)).distributed).toEqual([{ id, url: null }]);
  expect(trace.entries[0]).toMatchObject({ stage: "message_written", messageType: "order.created" });
  const ofMail = trace.entries.filter(({ handler }) => handler === delivery.handler);
  expect(ofMail.map(({ stage, action }) => action ?? stage)).toEqual([
    "attempt_failed",
    "dead",
    "dead-letter.discard",
    "dead-letter.restore",
    "dead-letter.replay",
    "dead-letter.undo",
    "dead-letter.correct-recipient",
    "dead-letter.replay",
    "delivered",
  ]);
  expect(trace.entries.find(({ stage }) => stage === "attempt_failed")).toMatchObject({
    attempt: 1,
    durationMs: expect.any(Number),
    said: "The mail server refused the recipient.",
  });
  expect(trace.entries.findLast(({ action }) => action === "dead-letter.replay")).toMatchObject({
    actor: "Maya Ito",
    reason: "typo",
    resultId: replay.delivery.id,
    before: { email: "b•••@example.com" },
    after: { email: "g•••@example.com" },
  });
  expect(JSON.stringify(trace)).not.toMatch(/grace/);
  const times = trace.entries.map(({ at }) => at);
  expect(times).toEqual(times.toSorted());
});

test("starts with the order's transaction, and is served by its route", async () => {
  const product = await aProduct(pool);
  const customer = { name: "Ada", email: "ada@example.com" };
  const json = { customer, items: [{ productId: product.id, quantity: 1 }] };
  const { orderId } = JSON.parse((await api.call("POST", "/api/v1/orders", { json })).text);
  const answer = await api.call("GET", `/api/v1/traces/${orderId}`, { headers: asOperator });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({
    order: { status: "placed" },
    entries: [{ stage: "order_saved" }, { stage: "message_written", messageType: "order.created" }],
  });
});

test("returns 404 for an unknown order", async () => {
  await expect(getTrace(randomUUID())).rejects.toThrow(NotFoundError);
});
