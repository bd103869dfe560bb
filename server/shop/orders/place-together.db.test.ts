import { randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import type { PlaceOrderBody } from "#server/contracts/shop/order.ts";
import { AppError } from "#server/platform/errors.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase({ max: 20 });
const mug = await aProduct(pool, { priceCents: 1400 });
const elsewhere = await aProduct(pool, { currency: "USD" });

const place = (name: string, change: { items?: PlaceOrderBody["items"]; key?: string } = {}) =>
  placeOrder({
    body: {
      customer: { name, email: "ada@example.com" },
      items: change.items ?? [{ productId: mug.id, quantity: 1 }],
    },
    idempotencyKey: change.key ?? null,
    traceparent: null,
  });
const outcomeOf = (placing: ReturnType<typeof place>) =>
  placing.then(
    ({ replayed }) => (replayed ? "replayed" : "placed"),
    (error: unknown) => (error instanceof AppError ? error.code : "failed"),
  );
const outcomes = (placing: readonly ReturnType<typeof place>[]) => Promise.all(placing.map(outcomeOf));
const count = async (table: string) => Number((await pool.query(`select count(*) from ${table}`)).rows[0].count);
/** The number of transactions that wrote the orders. */
const transactions = async () =>
  Number((await pool.query("select count(distinct xmin::text) from customer_order")).rows[0].count);

beforeEach(async () => {
  await pool.query(
    "truncate customer, customer_order, order_line, idempotency_key, outbox_message, outbox_pending cascade",
  );
});

it("writes concurrent orders in one statement, each with its own lines, key, customer and message", async () => {
  const people = Array.from({ length: 12 }, (_, index) => `Person ${index}`);
  await Promise.all(
    people.map((name, index) => place(name, { key: name, items: [{ productId: mug.id, quantity: index + 1 }] })),
  );
  expect(await transactions()).toBe(1);
  const { rows } = await pool.query(`
    select customer.name, l.quantity, o.total_cents as total, m.data->>'orderTotal' as "told", k.key,
           m.data->>'customerId' = customer.id::text as "sameCustomer"
    from customer_order o join customer on customer.id = o.customer_id join order_line l on l.order_id = o.id
    join outbox_message m on m.subject = 'orders/' || o.id join idempotency_key k on k.order_id = o.id
    order by l.quantity`);
  expect(rows).toEqual(
    people.map((name, index) => {
      const total = 1400 * (index + 1);
      return { name, quantity: index + 1, total, told: String(total), key: name, sameCustomer: true };
    }),
  );
});

it("stores messages that the schema of order.created accepts, at the ends of every computed field", async () => {
  const dear = await aProduct(pool, { priceCents: 100_000_000 });
  const free = await aProduct(pool, { priceCents: 0 });
  const items = [[dear, 21] as const, [free, 1] as const, [elsewhere, 1] as const];
  const placing = items.map(([{ id }, quantity], index) =>
    place(`Person ${index}`, { items: [{ productId: id, quantity }] }),
  );
  expect(await outcomes(placing)).toEqual(["placed", "placed", "placed"]);
  const { rows } = await pool.query<{ data: unknown }>("select data from outbox_message order by data->'orderTotal'");
  const stored = rows.map(({ data }) => orderCreated.data.parse(data));
  expect(stored.map(({ orderTotal }) => orderTotal)).toEqual([0, 1400, 2_100_000_000]);
  expect(new Set(stored.map(({ currency }) => currency))).toEqual(new Set(["EUR", "USD"]));
});

it("stores one customer for five concurrent orders", async () => {
  await Promise.all(Array.from({ length: 5 }, () => place("Ada")));
  expect(await count("customer")).toBe(1);
  expect(await count("customer_order")).toBe(5);
});

it("refuses only the invalid order of a batch", async () => {
  const seen = await outcomes([
    place("Ada"),
    place("Bob", { items: [{ productId: randomUUID(), quantity: 1 }] }),
    place("Cleo", { items: [mug.id, elsewhere.id].map((productId) => ({ productId, quantity: 1 })) }),
    place("Dan"),
  ]);
  expect(seen).toEqual(["placed", "invalid_input", "invalid_input", "placed"]);
  expect(await count("customer_order")).toBe(2);
  expect(await count("outbox_message")).toBe(2);
});

it("fails only the order of a batch that violates a constraint, and stores nothing of it", async () => {
  await pool.query("alter table customer add constraint no_mallory check (name <> 'Mallory')");
  try {
    expect(await outcomes(["Ada", "Mallory", "Bob"].map((name) => place(name)))).toEqual([
      "placed",
      "failed",
      "placed",
    ]);
  } finally {
    await pool.query("alter table customer drop constraint no_mallory");
  }
  expect((await pool.query("select name from customer order by name")).rows).toEqual([
    { name: "Ada" },
    { name: "Bob" },
  ]);
  expect(await count("outbox_message")).toBe(2);
});

it("delays the other orders of a batch only briefly while one waits for its key", async () => {
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    const hold = "insert into idempotency_key (key, request_hash, order_id) values ('held', 'x', $1)";
    await holder.query(hold, [randomUUID()]);
    const held = place("Ada", { key: "held" });
    expect(await outcomes([place("Bob", { key: "b" }), place("Cleo")])).toEqual(["placed", "placed"]);
    // Bob and Cleo are answered while Ada's order still waits for the key.
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    expect((await pool.query(waiting)).rows).toHaveLength(1);
    await holder.query("rollback");
    expect(await outcomeOf(held)).toBe("placed");
  } finally {
    holder.release();
  }
  expect(await count("customer_order")).toBe(3);
});

it("fails a whole batch whose backend is terminated, and does not repeat it", async () => {
  await pool.query(`
    create sequence deaths;
    create function die() returns trigger language plpgsql as $$
      begin perform nextval('deaths'); perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger dies before insert on customer for each row when (new.name = 'Mallory') execute function die()`);
  try {
    expect(await outcomes(["Ada", "Mallory", "Bob"].map((name) => place(name)))).toEqual([
      "failed",
      "failed",
      "failed",
    ]);
    expect((await pool.query("select last_value, is_called from deaths")).rows).toEqual([
      { last_value: 1, is_called: true },
    ]);
  } finally {
    await pool.query("drop trigger dies on customer; drop function die(); drop sequence deaths");
  }
  expect(await count("customer_order")).toBe(0);
  expect(await outcomeOf(place("Ada"))).toBe("placed");
});
