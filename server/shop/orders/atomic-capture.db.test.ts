import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase({ max: 20 });
const product = (await aProduct(pool)).id;
const root = path.resolve(import.meta.dirname, "../../..");

const place = (name = "Ada") =>
  placeOrder({
    body: { customer: { name, email: "ada@example.com" }, items: [{ productId: product, quantity: 1 }] },
    idempotencyKey: null,
    traceparent: null,
  });
const settled = (attempt: Promise<{ order: { orderId: string } }>) =>
  attempt.then(
    ({ order }) => order.orderId,
    () => null,
  );

/** Orders without a message, messages without an order, and orders without lines. There must be none. */
async function halves(): Promise<Record<string, number>> {
  const { rows } = await pool.query(`
    select
      (select count(*) from customer_order o where not exists
        (select from outbox_message m where m.subject = 'orders/' || o.id)) as "ordersWithoutMessage",
      (select count(*) from outbox_message m where not exists
        (select from customer_order o where m.subject = 'orders/' || o.id)) as "messagesWithoutOrder",
      (select count(*) from customer_order o where not exists
        (select from order_line l where l.order_id = o.id)) as "ordersWithoutLines",
      (select count(*) from customer c where not exists
        (select from customer_order o where o.customer_id = c.id)) as "customersWithoutOrder"`);
  return rows[0];
}
const none = { ordersWithoutMessage: 0, messagesWithoutOrder: 0, ordersWithoutLines: 0, customersWithoutOrder: 0 };
const orderIds = async (): Promise<string[]> =>
  (await pool.query("select id from customer_order")).rows.map(({ id }) => id);

beforeEach(async () => {
  await pool.query("truncate customer, customer_order, order_line, outbox_message, outbox_pending cascade");
});

/** Backends with an uncommitted order that wait for the test's lock. */
async function waitingBackends(): Promise<number[]> {
  const { rows } = await pool.query(
    "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  return rows.map(({ pid }) => pid);
}

/** Runs `work` while another connection holds the lock of `statement`, and releases the lock afterwards. */
async function whileLocked<T>(statement: string, work: () => Promise<T>): Promise<T> {
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    await holder.query(statement);
    return await work();
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

describe("an order and its message", () => {
  it("are both rolled back when the backend is terminated after writing both", async () => {
    // The lock blocks each statement at its last step, the check of a foreign key: all its rows are written by then.
    await place("Regular");
    for (let round = 0; round < 10; round += 1) {
      const before = (await orderIds()).length;
      const attempts = await whileLocked("select from customer where name = 'Regular' for update", async () => {
        const running = Array.from({ length: 8 }, () => settled(place("Regular")));
        const pids = await eventually(async () => {
          const waiting = await waitingBackends();
          return waiting.length === 8 && waiting;
        });
        await pool.query("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", [pids.slice(0, 4)]);
        await eventually(async () => (await waitingBackends()).length === 4);
        return running;
      });
      const answers = await Promise.all(attempts);
      expect(answers.filter((answer) => answer === null)).toHaveLength(4);
      const after = await orderIds();
      expect(after).toHaveLength(before + 4);
      for (const answer of answers) if (answer !== null) expect(after).toContain(answer);
      expect(await halves()).toEqual(none);
    }
  });

  it.each([
    [
      "while the message is written",
      "create trigger fails before insert on outbox_message for each row execute function fail()",
    ],
    [
      "at the commit, after everything was written",
      "create constraint trigger fails after insert on customer_order deferrable initially deferred for each row execute function fail()",
    ],
  ])("are both rolled back when a constraint fails %s", async (_, trigger) => {
    await pool.query(
      "create or replace function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$",
    );
    await pool.query(trigger);
    const table = trigger.includes("outbox_message") ? "outbox_message" : "customer_order";
    try {
      expect(await settled(place())).toBeNull();
      expect(await halves()).toEqual(none);
      expect(await orderIds()).toEqual([]);
    } finally {
      await pool.query(`drop trigger fails on ${table}`);
    }
    expect(await settled(place())).not.toBeNull();
  });

  it("both exist or neither when the writing process is killed", async () => {
    const script = `
      import { placeOrder } from "#server/shop/orders/place-order.ts";
      const body = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: ${JSON.stringify(product)}, quantity: 1 }] };
      const loop = async () => { for (;;) { await placeOrder({ body, idempotencyKey: null, traceparent: null }); process.stdout.write("."); } };
      await Promise.all(Array.from({ length: 8 }, loop));`;
    for (let round = 1; round <= 3; round += 1) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
        cwd: root,
        env: { ...process.env, NODE_ENV: "production", DATABASE_URL: urlOf(pool) },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let answered = 0;
      child.stdout.on("data", (dots: Buffer) => {
        answered += dots.length;
        if (answered >= 20 * round) child.kill("SIGKILL");
      });
      await new Promise((resolve) => child.once("close", resolve));
      await eventually(async () => {
        const { rows } = await pool.query(
          "select from pg_stat_activity where state <> 'idle' and datname = current_database()",
        );
        return rows.length === 1;
      });
      expect(answered).toBeGreaterThan(0);
      expect((await orderIds()).length).toBeGreaterThanOrEqual(answered);
      expect(await halves()).toEqual(none);
    }
  });

  it("are returned to a repeat with the same key after a kill between commit and response", async () => {
    const script = `
      import { placeOrder } from "#server/shop/orders/place-order.ts";
      const body = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: ${JSON.stringify(product)}, quantity: 1 }] };
      await placeOrder({ body, idempotencyKey: "killed", traceparent: null });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: "test",
        DATABASE_URL: urlOf(pool),
        CRASHPOINT: "api.committed_no_response:1",
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
    const repeat = await placeOrder({
      body: { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product, quantity: 1 }] },
      idempotencyKey: "killed",
      traceparent: null,
    });
    expect(repeat.replayed).toBe(true);
    expect(await orderIds()).toEqual([repeat.order.orderId]);
    expect(await halves()).toEqual(none);
  });
});
