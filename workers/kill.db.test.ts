import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { type CrashPoint, crashPoints } from "#server/platform/env/crash-points.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator, deliveriesOf } from "#server/testing/factories.ts";
import { expireAllHeartbeats } from "#server/testing/queue-faults.ts";

const pool = await testDatabase();
const sink = await startLocalMailServer({ db: pool, port: 0 });
const children = new Set<ReturnType<typeof spawn>>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await sink.stop();
});

function start(script: string[], crashAt?: CrashPoint, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, script, {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: asRole("worker", urlOf(pool)),
      SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      RETRY_DELAY_SECONDS: "1",
      ...more,
      ...(crashAt ? { CRASHPOINT: `${crashAt}:1` } : {}),
    },
  });
  children.add(child);
  const ended = once(child, "exit").then(([code, signal]) => {
    children.delete(child);
    return signal ?? code;
  });
  return { child, ended };
}
const startWorker = (crashAt?: CrashPoint) => start(["workers/worker.ts"], crashAt);

const customerId = randomUUID();
const orders: { subject: string; email: string; bounces: boolean }[] = [];

/** One order whose mails are accepted, with a second mail that must stay behind the first, and one that bounces. */
async function placeOrders(): Promise<void> {
  for (const bounces of [false, true]) {
    const orderId = randomUUID();
    const email = `${bounces ? "bounce+" : ""}${orderId}@example.com`;
    const subject = `orders/${orderId}`;
    await publish(pool, orderCreated, {
      subject,
      data: { orderId, customerId, orderTotal: 1400, currency: "EUR", email },
    });
    if (!bounces) await publish(pool, orderShipped, { subject, data: { orderId, customerId, email } });
    orders.push({ subject, email, bounces });
  }
}

const wanted = (bounces: boolean) => (bounces ? ["dead"] : ["delivered", "delivered"]);
const statesOf = async (subject: string) => (await deliveriesOf(pool, subject)).map(({ state }) => state);

/** Every copy that the sink took of an order's mails, in the order they came: which delivery, under which Message-ID. */
async function copiesOf(email: string) {
  const { rows } = await pool.query<{ messageId: string }>(
    `select message_id as "messageId" from captured_mail where recipient = $1 order by received_at, id`,
    [email],
  );
  return rows.map(({ messageId }) => messageId);
}
const lostAttemptsOf = async (id: string) =>
  (await pool.query("select from attempt where delivery_id = $1 and outcome = 'worker_lost'", [id])).rowCount ?? 0;

test("a worker killed at each of its twelve crash points loses and swaps nothing, and resends only mails in flight", async () => {
  await pool.query("insert into customer (id, name, email) values ($1, 'Ada', 'ada@example.com')", [customerId]);
  for (const point of crashPoints.filter((name) => /^(relay|worker|dlq)\./.test(name))) {
    await placeOrders();
    const { child, ended } = startWorker(point);
    const timer = setTimeout(() => child.kill("SIGTERM"), 20_000);
    expect([point, await ended]).toEqual([point, "SIGKILL"]);
    clearTimeout(timer);
  }
  await expireAllHeartbeats(pool);
  const { child, ended } = startWorker();
  await eventually(
    async () => {
      for (const { subject, bounces } of orders) expect(await statesOf(subject)).toEqual(wanted(bounces));
      return true;
    },
    { timeoutMs: 60_000, everyMs: 250 },
  );
  child.kill("SIGTERM");
  expect(await ended).toBe(0);

  let extra = 0;
  for (const { subject, email, bounces } of orders) {
    const copies = await copiesOf(email);
    const deliveries = await deliveriesOf(pool, subject);
    // One Message-ID per delivery whatever the number of copies, and the first copies in commit order.
    const firsts = [...new Set(copies)];
    expect(firsts).toHaveLength(bounces ? 0 : 2);
    for (const [place, { id, idempotencyKey }] of deliveries.entries()) {
      if (bounces) continue;
      expect(firsts[place]).toContain(idempotencyKey);
      const again = copies.filter((messageId) => messageId === firsts[place]).length - 1;
      expect(again).toBeLessThanOrEqual(await lostAttemptsOf(id));
      extra += again;
    }
  }
  // Three of the points lie between the last byte and the record of the 250; one order's mail was in flight at each.
  expect(extra).toBeGreaterThan(0);
}, 150_000);

test("with AMBIGUOUS_SEND=park a worker killed after the dot leaves a dead letter that may have arrived, and no second copy", async () => {
  const orderId = randomUUID();
  const [subject, email] = [`orders/${orderId}`, `${orderId}@example.com`];
  const data = { orderId, customerId, orderTotal: 1400, currency: "EUR", email };
  await publish(pool, orderCreated, { subject, data });
  const { ended } = start(["workers/worker.ts"], "worker.dot_sent", { AMBIGUOUS_SEND: "park" });
  expect(await ended).toBe("SIGKILL");
  await expireAllHeartbeats(pool);
  const second = start(["workers/worker.ts"], undefined, { AMBIGUOUS_SEND: "park" });
  await eventually(async () => (await statesOf(subject))[0] === "dead", { timeoutMs: 60_000, everyMs: 250 });
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  const [dead] = await deliveriesOf(pool, subject);
  expect(dead).toMatchObject({ attempts: 1, failureCode: "delivery_unknown", ambiguousSince: expect.any(Date) });
  expect((await copiesOf(email)).length).toBeLessThanOrEqual(1);
}, 90_000);

test("a replay killed between its message and its mark leaves the dead letter unchanged", async () => {
  const letter = orders.find(({ bounces }) => bounces);
  const [dead] = await deliveriesOf(pool, letter?.subject ?? "");
  const input = { id: dead?.id, body: {}, expectedVersion: null, actor: anOperator, requestId: null };
  const code = `import "#server/modules.ts"; const { createReplay } = await import("#server/triage/replays/create-replay.ts"); await createReplay(${JSON.stringify(input)});`;
  const web = { DATABASE_URL: asRole("web", urlOf(pool)) };
  const { ended } = start(["--input-type=module", "--eval", code], "replay.outboxed_not_flagged", web);
  expect(await ended).toBe("SIGKILL");
  expect(await deliveriesOf(pool, letter?.subject ?? "")).toEqual([dead]);
  const { rowCount } = await pool.query("select from outbox_message where target_handler is not null");
  expect(rowCount).toBe(0);
});
