import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { retryNow } from "#server/delivery/deliveries/retry-now.ts";
import { stopRetrying } from "#server/delivery/deliveries/stop-retrying.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated, anOrderShipped, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler, webhookHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { releaseHeld } from "#server/triage/dead-letters/release-held.ts";
import { listMessages } from "#server/triage/messages/list-messages.ts";
import { resend } from "#server/triage/replays/resend.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

process.env.WAREHOUSE_WEBHOOK_URL = "http://127.0.0.1:1/";
process.env.WAREHOUSE_WEBHOOK_SECRET = "a secret for the tests";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
beforeEach(() => pool.query("truncate outbox_message, outbox_pending, delivery, attempt, cause cascade"));

const by = { actor: anOperator, requestId: null };
const reason = "the customer asked";
const list = (filter: Parameters<typeof listMessages>[0]["filter"] = {}, limit = 50, cursor: string | null = null) =>
  listMessages({ filter, cursor, limit });
const shownOf = async (filter: Parameters<typeof list>[0]) =>
  (await list(filter)).items.map(({ handler, shown }) => `${handler} ${shown}`);
const deferring = recordingPorts(() => {
  throw new RetryableError("smtp_deferred", "Come again later.");
}).ports;
const mailOf = async (subject: string) => {
  const mail = (await deliveriesOf(pool, subject)).at(-1);
  if (!mail) throw new Error("there is no mail");
  return mail;
};
async function aRetrying() {
  const message = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work(mailHandler, deferring);
  return { ...message, mail: await mailOf(message.subject) };
}
async function aDelivered() {
  const message = await anOrderCreated(pool);
  await pipeline.tick();
  await pipeline.work();
  return { ...message, mail: await mailOf(message.subject) };
}
const auditOf = async (id: string) =>
  (await pool.query("select action, reason, result_id from audit_entry where target_id = $1 order by seq", [id])).rows;

test("finds messages by state, order, message, delivery, handler, type and time", async () => {
  const delivered = await aDelivered();
  const retrying = await aRetrying();
  const dead = await aDeadLetter(pool, pipeline);
  const shipped = await anOrderShipped(pool, dead.orderId);
  await pipeline.tick();
  const pending = await anOrderCreated(pool);

  expect(await shownOf({ state: "delivered" })).toEqual([`${mailHandler} delivered`]);
  expect(await shownOf({ state: "retrying" })).toEqual([`${mailHandler} retrying`]);
  expect(await shownOf({ state: "dead" })).toEqual([`${mailHandler} dead`]);
  expect(await shownOf({ state: "waiting" })).toEqual([`${mailHandler} waiting`]);
  expect(await shownOf({ state: "queued" })).toEqual(Array(3).fill(`${webhookHandler} queued`));
  for (const state of ["active", "replayed", "discarded", "withdrawn"] as const)
    expect(await shownOf({ state })).toEqual([]);
  expect(await list({ state: "pending" })).toMatchObject({ pending: [{ id: pending.id }], items: [] });

  expect(await shownOf({ order: dead.orderId, handler: mailHandler })).toEqual([
    `${mailHandler} waiting`,
    `${mailHandler} dead`,
  ]);
  expect((await list({ order: dead.orderId, state: "waiting" })).items).toMatchObject([
    { messageId: shipped.id, heldBy: { id: dead.delivery.id, state: "dead" }, orderId: dead.orderId },
  ]);
  // Created by one statement within one millisecond: their order is not defined.
  const born = (await shownOf({ message: retrying.id })).toSorted();
  expect(born).toEqual([`${mailHandler} retrying`, `${webhookHandler} queued`]);
  expect(await shownOf({ message: retrying.mail.id })).toEqual([`${mailHandler} retrying`]);
  expect(await shownOf({ message: retrying.mail.idempotencyKey })).toEqual([`${mailHandler} retrying`]);
  expect(await list({ message: pending.id })).toMatchObject({ pending: [{ id: pending.id }], items: [] });
  expect(await shownOf({ type: "order.shipped" })).toEqual([`${mailHandler} waiting`]);
  const { rows } = await pool.query("select created_at as at from delivery where id = $1", [retrying.mail.id]);
  const at = new Date(rows[0].at.getTime() + 1).toISOString();
  const before = (await list({ until: at, handler: mailHandler })).items.map(({ id }) => id);
  const after = (await list({ since: at, handler: mailHandler })).items.map(({ id }) => id);
  expect(before).toEqual([retrying.mail.id, delivered.mail.id]);
  expect(after).toHaveLength(2);
});

test("pages have no gaps, and each has its scope", async () => {
  for (let n = 0; n < 5; n += 1) await anOrderCreated(pool);
  await pipeline.tick();
  const { rows } = await pool.query<{ id: string }>("select id from delivery order by id desc");
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({}, 3, cursor);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(rows.map(({ id }) => id));
  // Of 25,000 rows that do not match, a page scans 21,000, and the cursor continues there.
  await pool.query(
    `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, settled_at, accepted_at)
     select id, id, 'gone', 'none', 'delivered', id, id, n, now(), now()
     from (select n, gen_random_uuid() as id from generate_series(1, 25000) n) made`,
  );
  const first = await list({ handler: "unknown" });
  expect(first).toMatchObject({
    items: [],
    nextCursor: expect.any(String),
    scope: { searched: 21_000, complete: false },
  });
  const second = await list({ handler: "unknown" }, 50, first.nextCursor);
  expect(second).toMatchObject({ items: [], nextCursor: null, scope: { searched: 25_010, complete: true } });
});

test("finds orders by a customer's address and by an order number", async () => {
  const { orderId } = await aDelivered();
  const customer = randomUUID();
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'ada@example.com')", [customer]);
  await pool.query(
    "insert into customer_order (id, customer_id, status, total_cents, currency) values ($1, $2, 'placed', 1, 'EUR')",
    [orderId, customer],
  );
  await aDelivered();
  const found = await list({ address: "Ada@Example.com" });
  expect(new Set(found.items.map((item) => item.orderId))).toEqual(new Set([orderId]));
  expect((await list({ address: "nobody@example.com" })).items).toEqual([]);
  const number = orderId.slice(0, 8).toUpperCase();
  expect((await list({ order: number })).items).toEqual(found.items);
  expect((await list({ order: number, address: "nobody@example.com" })).items).toEqual([]);
  const other = number.startsWith("0") ? "1" : "0";
  expect((await list({ order: `${other}${number.slice(1)}` })).items).toEqual([]);
  expect((await list({ message: orderId })).items).toEqual(found.items);
});

test("retry now starts the next attempt, which counts", async () => {
  const { mail, subject } = await aRetrying();
  expect(await pipeline.work()).toBe(0);
  await retryNow({ id: mail.id, ...by });
  expect(await pipeline.work()).toBe(1);
  expect(await mailOf(subject)).toMatchObject({ state: "delivered", attempts: 2 });
  await expect(retryNow({ id: mail.id, ...by })).rejects.toThrow(ConflictError);
  expect(await auditOf(mail.id)).toMatchObject([{ action: "delivery.retry" }]);
});

test("stopped retries become a dead letter with the last failure, and their job does nothing", async () => {
  const { mail, subject } = await aRetrying();
  await stopRetrying({ id: mail.id, reason, ...by });
  expect(await mailOf(subject)).toMatchObject({ state: "dead", failureCode: "smtp_deferred", attempts: 1 });
  const { rows } = await pool.query("select dead, title from cause");
  expect(rows).toMatchObject([{ dead: 1 }]);
  const sent = recordingPorts();
  expect(await pipeline.work(mailHandler, sent.ports)).toBe(1);
  expect(await mailOf(subject)).toMatchObject({ state: "dead", attempts: 1 });
  expect((await pool.query("select 1 from pgboss.job where id = $1", [mail.id])).rowCount).toBe(0);
  expect(await auditOf(mail.id)).toMatchObject([{ action: "delivery.stop", reason }]);

  const untried = await anOrderCreated(pool);
  await pipeline.tick();
  await stopRetrying({ id: (await mailOf(untried.subject)).id, reason, ...by });
  expect(await mailOf(untried.subject)).toMatchObject({ state: "dead", failureCode: "stopped", attempts: 0 });
});

test("an active delivery is neither retried now nor stopped: 409 with the time of its start", async () => {
  const { mail } = await aRetrying();
  await pool.query("update delivery set sending_since = now() where id = $1", [mail.id]);
  const inHand = /It has been in flight since \d\d:\d\d:\d\d UTC/;
  await expect(retryNow({ id: mail.id, ...by })).rejects.toThrow(inHand);
  await expect(stopRetrying({ id: mail.id, reason, ...by })).rejects.toThrow(inHand);
});

test("release lets the messages behind a dead letter go, which stays dead", async () => {
  const dead = await aDeadLetter(pool, pipeline);
  await anOrderShipped(pool, dead.orderId);
  await pipeline.tick();
  const { version } = await mailOf(dead.subject);
  await expect(releaseHeld({ id: dead.delivery.id, reason, expectedVersion: version + 7, ...by })).rejects.toThrow(
    /has changed/,
  );
  await releaseHeld({ id: dead.delivery.id, reason, expectedVersion: null, ...by });
  await pipeline.tick();
  await pipeline.work();
  expect((await deliveriesOf(pool, dead.subject)).map(({ state }) => state)).toEqual(["dead", "delivered"]);
  await expect(releaseHeld({ id: dead.delivery.id, reason, expectedVersion: null, ...by })).rejects.toThrow(
    "It blocks no messages.",
  );
});

test("resend sends a second copy with its own key, once per version, and can be undone", async () => {
  const { mail, subject } = await aDelivered();
  const copy = { id: mail.id, reason, expectedVersion: mail.version, ...by };
  const undone = await resend(copy);
  await undoReplay({ id: mail.id, ...by });
  expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["delivered", "withdrawn"]);
  await expect(resend(copy)).rejects.toThrow(/has changed/);

  const accepted = await resend({ ...copy, expectedVersion: null });
  expect(accepted.delivery.id).not.toBe(undone.delivery.id);
  await expect(resend({ ...copy, expectedVersion: null })).rejects.toThrow(/sent again already: revision 3/);
  await endUndoWindow(pool, accepted.delivery.id);
  await pipeline.tick();
  const sent = recordingPorts();
  await pipeline.work(mailHandler, sent.ports);
  expect(sent.mails).toHaveLength(1);
  const [first, second, third] = await deliveriesOf(pool, subject);
  expect([first?.state, third?.state]).toEqual(["delivered", "delivered"]);
  expect(new Set([first, second, third].map((revision) => revision?.idempotencyKey)).size).toBe(3);
  expect((await auditOf(mail.id)).map(({ action }) => action)).toEqual([
    "delivery.resend",
    "dead-letter.undo",
    "delivery.resend",
  ]);
});

test("a visitor of the public demo cannot resend where mails leave this machine", async () => {
  const { mail } = await aDelivered();
  const before = { DEMO_MODE: env().DEMO_MODE, SMTP_URL: env().SMTP_URL };
  const copy = (demo: boolean) =>
    resend({ id: mail.id, reason, expectedVersion: null, actor: { ...anOperator, demo }, requestId: null });
  Object.assign(env(), { DEMO_MODE: "public", SMTP_URL: "smtp://mail.example.com" });
  await expect(copy(true)).rejects.toMatchObject({ code: "forbidden" });
  Object.assign(env(), { SMTP_URL: undefined });
  await copy(true);
  const second = await aDelivered();
  Object.assign(env(), { SMTP_URL: "smtp://mail.example.com" });
  await resend({ id: second.mail.id, reason, expectedVersion: null, ...by });
  Object.assign(env(), before);
});
