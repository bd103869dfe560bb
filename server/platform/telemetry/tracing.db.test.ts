import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as semanticConventions from "@opentelemetry/semantic-conventions/incubating";
import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { startTracing } from "#server/platform/telemetry/start-tracing.ts";
import { tracing } from "#server/platform/telemetry/tracing.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aProduct, deliveriesOf } from "#server/testing/factories.ts";
import {
  failed,
  type ReceivedSpan,
  spanKinds,
  startOtlpReceiver,
} from "#server/testing/servers/start-otlp-receiver.ts";
import { startProcess } from "#server/testing/start-process.ts";

const pool = await testDatabase();
const mailServer = await startLocalMailServer({ db: pool, port: 0 });
afterAll(() => mailServer.stop());
const api = await serveApi();
const product = await aProduct(pool);
const folder = mkdtempSync(path.join(tmpdir(), "redeliver-tracing-"));
afterAll(() => rmSync(folder, { recursive: true }));
const patience = { timeoutMs: 20_000 };

/** A real worker, and the files of OpenTelemetry's SDK that it has loaded. The API's no-ops are loaded by better-auth. */
function startWorker(env: Record<string, string>, duties: string[] = []) {
  const file = path.join(folder, `${Math.random()}`);
  appendFileSync(file, "");
  const hook = `import { registerHooks } from "node:module"; import { appendFileSync } from "node:fs";
    registerHooks({ load(url, context, next) {
      if (/@opentelemetry\\/(?!api\\/)/.test(url)) appendFileSync(${JSON.stringify(file)}, url + "\\n");
      return next(url, context);
    } });`;
  const worker = startProcess(
    ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, "workers/worker.ts", ...duties],
    {
      DATABASE_URL: urlOf(pool),
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      ...env,
    },
  );
  return { ...worker, loaded: () => readFileSync(file, "utf8").split("\n").filter(Boolean) };
}

async function placeOrder(email: string, headers: Record<string, string> = {}): Promise<string> {
  const json = { customer: { name: "Ada Lovelace", email }, items: [{ productId: product.id, quantity: 1 }] };
  const answer = await api.call("POST", "/api/v1/orders", { json, headers });
  expect(answer.status, answer.text).toBe(201);
  return `orders/${JSON.parse(answer.text).orderId}`;
}
const becomes = (subject: string, state: string) =>
  eventually(async () => (await deliveriesOf(pool, subject)).at(-1)?.state === state, patience);
const given = (digit: string, flags: string) => `00-${digit.repeat(32)}-00f067aa0ba902b7-${flags}`;
const ofTrace = (spans: readonly ReceivedSpan[], digit: string) =>
  spans.filter(({ traceId }) => traceId === digit.repeat(32));
/** The spans from the root to `last`, by their parents: two spans may start in the same millisecond. */
function chainTo(spans: readonly ReceivedSpan[], last: string): ReceivedSpan[] {
  const chain: ReceivedSpan[] = [];
  let step = spans.find(({ name }) => name === last);
  for (; step; step = spans.find(({ spanId }) => spanId === chain[0]?.parentSpanId)) chain.unshift(step);
  return chain;
}
const namesOf = (spans: readonly ReceivedSpan[]) => spans.map(({ name }) => name).toSorted();
const storedOf = async (subject: string) =>
  (await pool.query("select traceparent from outbox_message where subject = $1 order by seq", [subject])).rows.map(
    ({ traceparent }) => traceparent as string,
  );

test("puts a request, its message, the relay, every attempt, the mail and a replay into one trace", async () => {
  const receiver = await startOtlpReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20let-me-in",
    // The export interval is too long for the test: the shutdown has sent these spans.
    OTEL_BSP_SCHEDULE_DELAY: "60000",
  };
  const worker = startWorker(env);
  await startTracing(parseEnv(env), "web");

  const simple = await placeOrder("ada@example.com", { traceparent: given("a", "01") });
  const busy = await placeOrder("busy1+ada@example.com", { traceparent: given("b", "01") });
  const unsampled = await placeOrder("ada@example.com", { traceparent: given("c", "00") });
  const alone = await placeOrder("ada@example.com");
  const refused = await placeOrder("bounce+ada@example.com", { traceparent: given("d", "01") });
  for (const subject of [simple, busy, unsampled, alone]) await becomes(subject, "delivered");
  await becomes(refused, "dead");
  const [dead] = await deliveriesOf(pool, refused);
  const replayed = await api.call("POST", `/api/v1/dead-letters/${dead?.id}/replay`, {
    headers: { ...asOperator, "if-match": "*", traceparent: given("e", "01") },
    json: { fix: { id: "correct-recipient", input: { email: "ada@example.com" } }, reason: "typo" },
  });
  expect(replayed.status, replayed.text).toBe(202);
  await pool.query("update delivery set release_at = now(), check_at = now() where state = 'waiting'");
  await becomes(refused, "delivered");

  await tracing()?.stop();
  worker.child.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  const spans = receiver.spans();

  const chain = chainTo(ofTrace(spans, "a"), "SMTP send");
  expect(ofTrace(spans, "a"), "and nothing else").toHaveLength(chain.length);
  expect(chain.map(({ name, kind, service }) => [name, kind, service])).toEqual([
    ["POST /api/v1/orders", spanKinds.server, "redeliver-web"],
    ["publish order.created", spanKinds.producer, "redeliver-web"],
    ["relay order-notifications", spanKinds.producer, "redeliver-worker"],
    ["deliver order-notifications", spanKinds.consumer, "redeliver-worker"],
    ["SMTP send", spanKinds.client, "redeliver-worker"],
  ]);
  const [request, publish, relay, deliver, send] = chain;
  expect(chain.map(({ parentSpanId }) => parentSpanId)).toEqual([
    "00f067aa0ba902b7",
    ...[request, publish, relay, deliver].map((span) => span?.spanId),
  ]);
  expect(await storedOf(simple)).toEqual([`00-${"a".repeat(32)}-${publish?.spanId}-01`]);
  expect(request?.attributes).toMatchObject({ "http.route": "/api/v1/orders", "http.response.status_code": 201 });
  expect(deliver?.attributes).toMatchObject({
    ...{ "messaging.operation.type": "process", "messaging.destination.name": "order-notifications" },
    ...{ "redeliver.attempt": 1, "redeliver.outcome": "delivered" },
  });
  expect(deliver?.attributes["messaging.message.id"]).toBe(publish?.attributes["messaging.message.id"]);
  expect(send?.attributes).toMatchObject({ "server.address": "127.0.0.1", "server.port": mailServer.port });
  for (const { startTimeUnixNano, endTimeUnixNano } of chain)
    expect(endTimeUnixNano).toBeGreaterThanOrEqual(startTimeUnixNano);

  const attempts = ofTrace(spans, "b")
    .filter(({ kind }) => kind === spanKinds.consumer)
    .toSorted(
      (one, other) => Number(one.attributes["redeliver.attempt"]) - Number(other.attributes["redeliver.attempt"]),
    );
  expect(
    attempts.map(({ attributes, status }) => [attributes["redeliver.outcome"], attributes["error.type"], status.code]),
  ).toEqual([
    ["retrying", "smtp_deferred", failed],
    ["delivered", undefined, 0],
  ]);
  expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId)).size, "both below the one relay").toBe(1);

  expect(ofTrace(spans, "c"), "an unsampled request has no spans").toEqual([]);
  expect(await storedOf(unsampled)).toEqual([expect.stringMatching(/^00-c{32}-[0-9a-f]{16}-00$/)]);
  const [own = ""] = await storedOf(alone);
  expect(spans.filter(({ traceId }) => traceId === own.slice(3, 35))).toHaveLength(5);

  const again = ofTrace(spans, "d").find(({ links }) => links.length > 0);
  const replaying = spans.find(({ name }) => name === "POST /api/v1/dead-letters/{id}/replay");
  expect(replaying).toMatchObject({ traceId: "e".repeat(32) });
  expect(again, "the request of a replay is a link").toMatchObject({
    name: "publish order.created",
    links: [{ traceId: replaying?.traceId, spanId: replaying?.spanId }],
  });
  expect(namesOf(ofTrace(spans, "d"))).toEqual(namesOf([...chain, ...chain.slice(1)]));

  expect(receiver.headers().authorization).toBe("Bearer let-me-in");
  const everything = JSON.stringify(spans, (_, value) => (typeof value === "bigint" ? String(value) : value));
  expect(everything).not.toMatch(/@|Lovelace/);
  for (const subject of [simple, refused]) expect(everything).not.toContain(subject.slice("orders/".length));
  const known = new Set<unknown>(Object.values(semanticConventions));
  const names = new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...names].filter((name) => !known.has(name) && !name.startsWith("redeliver."))).toEqual([]);
  expect(worker.loaded().length, "the hook of the other test sees what is loaded").toBeGreaterThan(10);
}, 60_000);

test("delays no order, mail or shutdown when the collector hangs, answers 500 or is down", async () => {
  const failing = await startOtlpReceiver(500);
  const hanging = await startOtlpReceiver("never");
  const envOf = (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: "10" });
  const workers = [startWorker(envOf(failing.url), ["relay"]), startWorker(envOf(hanging.url), ["deliver"])];
  await startTracing(parseEnv(envOf("http://127.0.0.1:1")), "web");
  const subjects = await Promise.all(Array.from({ length: 40 }, () => placeOrder("ada@example.com")));
  for (const subject of subjects) {
    await becomes(subject, "delivered");
    expect(await deliveriesOf(pool, subject)).toMatchObject([{ attempts: 1 }]);
  }
  await eventually(() => failing.asked() > 0 && hanging.asked() > 0, patience);
  const stoppingAt = performance.now();
  for (const { child } of workers) child.kill("SIGTERM");
  await tracing()?.stop();
  expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(performance.now() - stoppingAt).toBeLessThan(7_000);
}, 60_000);

test("loads no file of the SDK without an endpoint, and passes the request's trace context on", async () => {
  const worker = startWorker({});
  const subject = await placeOrder("ada@example.com", { traceparent: given("f", "01") });
  await becomes(subject, "delivered");
  expect(await storedOf(subject)).toEqual([given("f", "01")]);
  expect(worker.loaded()).toEqual([]);
  worker.child.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
}, 30_000);
