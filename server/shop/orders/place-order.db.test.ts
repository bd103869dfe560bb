import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { orderPlacedDto, type PlaceOrderBody } from "#server/contracts/shop/order.ts";
import { AppError } from "#server/platform/errors.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const mug = await aProduct(pool, { priceCents: 1400 });
const lamp = await aProduct(pool, { priceCents: 3_950 });

const anOrder = (change: Partial<PlaceOrderBody> = {}): PlaceOrderBody => ({
  customer: { name: "Ada", email: "ada@example.com" },
  items: [
    { productId: mug.id, quantity: 2 },
    { productId: lamp.id, quantity: 1 },
  ],
  ...change,
});
const place = (body = anOrder(), idempotencyKey: string | null = null, traceparent: string | null = null) =>
  placeOrder({ body, idempotencyKey, traceparent });
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const refusal = (attempt: Promise<unknown>) => attempt.then(() => "accepted", codeOf);
const count = async (table: string) => Number((await pool.query(`select count(*) from ${table}`)).rows[0].count);

beforeEach(async () => {
  await pool.query(
    "truncate customer, customer_order, order_line, idempotency_key, outbox_message, outbox_pending cascade",
  );
});

describe("placeOrder", () => {
  it("saves the order at the catalogue's prices with its message, in one transaction", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const { order, replayed } = await place(anOrder(), null, traceparent);
    expect(replayed).toBe(false);
    expect(orderPlacedDto.parse(order)).toEqual(order);

    const { rows: orders } = await pool.query("select *, xmin from customer_order");
    expect(orders).toMatchObject([{ id: order.orderId, status: "placed", total_cents: 6_750, currency: "EUR" }]);
    const { rows: lines } = await pool.query("select * from order_line order by line_number");
    expect(lines).toMatchObject([
      { line_number: 1, product_id: mug.id, name: "Enamel mug", quantity: 2, unit_price_cents: 1400 },
      { line_number: 2, product_id: lamp.id, quantity: 1, unit_price_cents: 3_950 },
    ]);
    const { rows: messages } = await pool.query("select *, xmin from outbox_message");
    expect(messages).toMatchObject([
      { type: "order.created", version: 1, subject: `orders/${order.orderId}`, traceparent },
    ]);
    expect(orderCreated.data.parse(messages[0].data)).toEqual({
      orderId: order.orderId,
      customerId: orders[0].customer_id,
      orderTotal: 6_750,
      currency: "EUR",
      email: "ada@example.com",
    });
    expect(messages[0].xmin).toBe(orders[0].xmin);
    expect(messages[0].occurred_at).toEqual(orders[0].created_at);
  });

  it("reuses a customer of the same name and address, and adds one for another name", async () => {
    await place();
    await place();
    await place(anOrder({ customer: { name: "Charles", email: "ada@example.com" } }));
    const { rows } = await pool.query("select name from customer order by name");
    expect(rows).toEqual([{ name: "Ada" }, { name: "Charles" }]);
    expect(await count("customer_order")).toBe(3);
  });

  it("takes an order of a product that is free", async () => {
    const gift = await aProduct(pool, { priceCents: 0 });
    await place(anOrder({ items: [{ productId: gift.id, quantity: 1 }] }));
    expect((await pool.query("select total_cents from customer_order")).rows).toEqual([{ total_cents: 0 }]);
  });

  it("keeps the price of an order when the product's price changes", async () => {
    const product = await aProduct(pool, { priceCents: 100 });
    await place(anOrder({ items: [{ productId: product.id, quantity: 1 }] }));
    await pool.query("update product set price_cents = 900 where id = $1", [product.id]);
    expect((await pool.query("select unit_price_cents from order_line")).rows).toEqual([{ unit_price_cents: 100 }]);
  });
});

describe("an idempotency key", () => {
  it("returns the same response for the same order, whatever its JSON layout", async () => {
    const first = await place(anOrder(), "key-1");
    const again = await place(
      anOrder({ items: anOrder().items.map((item) => ({ ...item, productId: item.productId.toUpperCase() })) }),
      "key-1",
    );
    expect(again).toEqual({ order: first.order, replayed: true });
    expect(await count("customer_order")).toBe(1);
    expect(await count("outbox_message")).toBe(1);
  });

  it("refuses another order", async () => {
    await place(anOrder(), "key-1");
    const other = anOrder({ items: [{ productId: mug.id, quantity: 3 }] });
    expect(await refusal(place(other, "key-1"))).toBe("idempotency_key_reused");
    expect(await count("customer_order")).toBe(1);
  });

  it("returns the first response also when the product was removed", async () => {
    const product = await aProduct(pool);
    const order = anOrder({ items: [{ productId: product.id, quantity: 1 }] });
    const first = await place(order, "key-1");
    await pool.query("update product set active = false where id = $1", [product.id]);
    expect(await place(order, "key-1")).toEqual({ order: first.order, replayed: true });
    expect(await refusal(place(order, "key-2"))).toBe("invalid_input");
  });

  it("is not stored for a refused order", async () => {
    const wrong = anOrder({ items: [{ productId: randomUUID(), quantity: 1 }] });
    expect(await refusal(place(wrong, "key-1"))).toBe("invalid_input");
    expect((await place(anOrder(), "key-1")).replayed).toBe(false);
  });

  it("counts as new after 24 hours, not before", async () => {
    const first = await place(anOrder(), "key-1");
    await pool.query("update idempotency_key set created_at = now() - interval '23 hours 59 minutes'");
    expect((await place(anOrder(), "key-1")).order.orderId).toBe(first.order.orderId);
    await pool.query("update idempotency_key set created_at = now() - interval '24 hours 1 second'");
    const second = await place(anOrder({ items: [{ productId: mug.id, quantity: 9 }] }), "key-1");
    expect(second.replayed).toBe(false);
    expect(second.order.orderId).not.toBe(first.order.orderId);
    expect(await count("customer_order")).toBe(2);
  });

  it("places 50 orders for 50 keys that are each sent 8 times concurrently", async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
    const answers = await Promise.all(
      keys.flatMap((key) => Array.from({ length: 8 }, async () => ({ key, ...(await place(anOrder(), key)) }))),
    );
    for (const key of keys) {
      const ofKey = answers.filter((answer) => answer.key === key);
      expect(new Set(ofKey.map(({ order }) => order.orderId)).size).toBe(1);
      expect(ofKey.filter(({ replayed }) => !replayed)).toHaveLength(1);
    }
    expect(await count("customer_order")).toBe(50);
    expect(await count("outbox_message")).toBe(50);
    expect(await count("idempotency_key")).toBe(50);
  });

  it("waits two seconds for the first request, then answers that it is still running", async () => {
    const first = await pool.connect();
    try {
      await first.query("begin");
      await first.query("insert into idempotency_key (key, request_hash, order_id) values ('key-1', 'x', $1)", [
        randomUUID(),
      ]);
      const startedAt = performance.now();
      expect(await refusal(place(anOrder(), "key-1"))).toBe("idempotency_key_in_flight");
      expect(performance.now() - startedAt).toBeGreaterThan(1_900);
    } finally {
      await first.query("rollback");
      first.release();
    }
    // The lock timeout was local to the statement: the connection is returned without it.
    expect((await pool.query("show lock_timeout")).rows).toEqual([{ lock_timeout: "0" }]);
    expect((await place(anOrder(), "key-1")).replayed).toBe(false);
  });
});
