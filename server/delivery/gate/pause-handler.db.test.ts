import { afterAll, expect, test } from "vitest";
import { pauseHandler, resumeHandler } from "#server/delivery/gate/pause-handler.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { handler: mailHandler, reason: "the mail server is being moved", actor: anOperator, requestId: null };

test("holds the deliveries of a paused handler without counting attempts, and continues after a resume", async () => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  await pauseHandler(by);
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  await pipeline.work(webhookHandler, ports);
  expect(mails).toEqual([]);
  const state = async (handler: string) =>
    (await deliveriesOf(pool, subject, handler)).map((delivery) => [delivery.state, delivery.attempts]);
  expect(await state(mailHandler)).toEqual([["queued", 0]]);
  expect(await state(webhookHandler)).toEqual([["delivered", 1]]);
  const { items } = await listQueues();
  expect(items.find(({ handler }) => handler === mailHandler)?.paused).toMatchObject({
    reason: by.reason,
    by: anOperator.name,
  });
  expect(items.find(({ handler }) => handler === webhookHandler)).toMatchObject({
    paused: null,
    policy: expect.stringContaining("retries"),
    lastQuarter: { delivered: 1, failed: 0, died: 0, p50Ms: expect.any(Number) },
  });

  await resumeHandler({ ...by, reason: "moved" });
  await pipeline.work(mailHandler, ports);
  expect(await state(mailHandler)).toEqual([["delivered", 1]]);
});

test("accepts and audits one of ten concurrent pauses, and one of ten resumes", async () => {
  const before = (await pool.query("select from audit_entry where action like 'handler.%'")).rowCount ?? 0;
  const outcomes = async (act: () => Promise<unknown>) => {
    const settled = await Promise.allSettled(Array.from({ length: 10 }, act));
    return settled.filter(({ status }) => status === "fulfilled").length;
  };
  expect(await outcomes(() => pauseHandler(by))).toBe(1);
  await expect(pauseHandler(by)).rejects.toThrow(ConflictError);
  expect(await outcomes(() => resumeHandler(by))).toBe(1);
  await expect(resumeHandler(by)).rejects.toThrow(ConflictError);
  expect((await pool.query("select from audit_entry where action like 'handler.%'")).rowCount).toBe(before + 2);
});

test("refuses to pause an unknown handler", async () => {
  await expect(pauseHandler({ ...by, handler: "unknown" })).rejects.toThrow(NotFoundError);
});
