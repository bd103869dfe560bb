import { afterAll, expect, onTestFinished, test } from "vitest";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { type SpanAttributes, setTracing } from "#server/platform/telemetry/tracing.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { preparedAttempt } from "#server/testing/prepared-attempt.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const world = { pool, pipeline, signal: new AbortController().signal };
const pause = { handler: mailHandler, reason: "the mail server is being moved", actor: anOperator, requestId: null };

/** A real mailer, and the server that it sends to. */
async function aMailServer() {
  const server = await startScriptedServer({ extensions: ["PIPELINING"] });
  onTestFinished(server.close);
  return { server, mailer: createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" }) };
}

/** Locks a delivery, so that its claim waits until the lock is released. */
async function lock(id: string) {
  const rival = await pool.connect();
  await rival.query("begin");
  await rival.query("select from delivery where id = $1 for update", [id]);
  return async () => {
    await rival.query("commit");
    rival.release();
  };
}

/** Records the spans of this process: their name, attributes, and whether they ended. */
function recordSpans() {
  const spans: { name: string; attributes: SpanAttributes; ended: boolean }[] = [];
  const start = ({ name, attributes }: { name: string; attributes: SpanAttributes }) => {
    const span = { name, attributes: { ...attributes }, ended: false };
    spans.push(span);
    return {
      traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
      set: (more: SpanAttributes) => void Object.assign(span.attributes, more),
      fail: () => {},
      end: () => {
        span.ended = true;
      },
    };
  };
  setTracing({ start, stop: async () => {} });
  onTestFinished(() => setTracing(undefined));
  return spans;
}

test("sends the envelope during the claim, and the body after its commit", async () => {
  const { server, mailer } = await aMailServer();
  const ahead = await preparedAttempt(world, { ports: { mailer } });
  const unlock = await lock((await ahead.delivery()).id);
  ahead.slot.resolve(true);
  await eventually(() => server.heard.includes("DATA"));
  expect(server.bodyBytes()).toBe(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await unlock();
  await ahead.done;
  expect(server.mails).toHaveLength(1);
  expect(await ahead.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("sends no byte of the body where the claim is refused, and counts no attempt", async () => {
  const { server, mailer } = await aMailServer();
  const ahead = await preparedAttempt(world, { ports: { mailer } });
  await pauseHandler(pause);
  ahead.slot.resolve(true);
  await ahead.done;
  await eventually(() => server.closed() === server.connections());
  expect(server.bodyBytes()).toBe(0);
  expect(server.mails).toHaveLength(0);
  expect(await ahead.delivery()).toMatchObject({ state: "queued", attempts: 0, sendingSince: null });
  await resumeHandler({ ...pause, reason: "moved" });
  expect(await pipeline.work()).toBe(1);
});

test("settles a mail although the claim of another one waits for a lock", async () => {
  const { server, mailer } = await aMailServer();
  const first = await preparedAttempt(world, { ports: { mailer } });
  const second = await preparedAttempt(world, { attempt: first.attempt });
  const unlock = await lock((await first.delivery()).id);
  first.slot.resolve(true);
  await eventually(() => server.heard.includes("DATA"));
  second.slot.resolve(true);
  await second.done;
  expect(await second.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
  expect(await first.delivery()).toMatchObject({ state: "queued", attempts: 0 });
  await unlock();
  await first.done;
  expect(await first.delivery()).toMatchObject({ state: "delivered", attempts: 1 });
});

test("ends the span of a prepared attempt, with its number or as unclaimed", async () => {
  const spans = recordSpans();
  const attempts = () => spans.filter(({ name }) => name === `deliver ${mailHandler}`);
  const refused = await preparedAttempt(world);
  await pauseHandler(pause);
  refused.slot.resolve(true);
  await refused.done;
  expect(attempts()).toMatchObject([{ ended: true, attributes: { "redeliver.outcome": "unclaimed" } }]);
  expect(attempts()[0]?.attributes).not.toHaveProperty("redeliver.attempt");
  await resumeHandler({ ...pause, reason: "moved" });
  expect(await pipeline.work()).toBe(1);
  spans.length = 0;
  const claimed = await preparedAttempt(world);
  claimed.slot.resolve(true);
  await claimed.done;
  expect(attempts()).toMatchObject([
    { ended: true, attributes: { "redeliver.attempt": 1, "redeliver.outcome": "delivered" } },
  ]);
});
