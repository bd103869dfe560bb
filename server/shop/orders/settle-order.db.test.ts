import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { cancelOrder } from "#server/shop/orders/cancel-order.ts";
import { getOrder } from "#server/shop/orders/get-order.ts";
import { placeOrder } from "#server/shop/orders/place-order.ts";
import { shipOrder } from "#server/shop/orders/ship-order.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator, aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const mug = await aProduct(pool, { priceCents: 1400 });

async function aPlacedOrder(): Promise<string> {
  const { order } = await placeOrder({
    body: { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: mug.id, quantity: 2 }] },
    idempotencyKey: null,
    traceparent: null,
  });
  return order.orderId;
}
const change = (id: string) => ({ id, traceparent: null, actor: anOperator, requestId: null });
const messagesOf = async (id: string) =>
  (await pool.query("select type, data from outbox_message where subject = $1 order by seq", [`orders/${id}`])).rows;

describe("shipping and cancelling", () => {
  it("publish a message after that of the order", async () => {
    const shipped = await aPlacedOrder();
    expect(await shipOrder(change(shipped))).toMatchObject({ success: true, orderId: shipped, status: "shipped" });
    const cancelled = await aPlacedOrder();
    expect(await cancelOrder(change(cancelled))).toMatchObject({ orderId: cancelled, status: "cancelled" });

    const [, ofShipped] = await messagesOf(shipped);
    expect(ofShipped.type).toBe("order.shipped");
    expect(orderShipped.data.parse(ofShipped.data)).toMatchObject({ orderId: shipped, email: "ada@example.com" });
    const [, ofCancelled] = await messagesOf(cancelled);
    expect(ofCancelled.type).toBe("order.cancelled");
    expect(orderCancelled.data.parse(ofCancelled.data)).toMatchObject({
      orderId: cancelled,
      cancelledBy: "shop",
    });
  });

  it("are refused for a final order, with its status", async () => {
    const id = await aPlacedOrder();
    await shipOrder(change(id));
    const late = await cancelOrder(change(id)).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(ConflictError);
    expect(late).toMatchObject({
      message: "This order is shipped, so it cannot be cancelled any more.",
      extensions: { orderStatus: "shipped" },
    });
    await expect(shipOrder(change(id))).rejects.toThrow("This order is shipped already.");
    expect(await messagesOf(id)).toHaveLength(2);
  });

  it("return 404 for an unknown order", async () => {
    await expect(cancelOrder(change(randomUUID()))).rejects.toBeInstanceOf(NotFoundError);
  });

  it("settle an order exactly once when ten requests are concurrent", async () => {
    const id = await aPlacedOrder();
    const racing = Array.from({ length: 10 }, (_, index) =>
      index % 2 ? shipOrder(change(id)) : cancelOrder(change(id)),
    );
    const results = await Promise.allSettled(racing);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await messagesOf(id)).toHaveLength(2);
  });

  it("change nothing when the message cannot be written", async () => {
    const id = await aPlacedOrder();
    await pool.query(
      "update customer set email = 'not an address' where id = (select customer_id from customer_order where id = $1)",
      [id],
    );
    await expect(shipOrder(change(id))).rejects.toThrow();
    expect((await getOrder(id)).status).toBe("placed");
    expect(await messagesOf(id)).toHaveLength(1);
  });
});

describe("getOrder", () => {
  it("shows the order, its lines and its timeline, with the address masked", async () => {
    const id = await aPlacedOrder();
    await shipOrder(change(id));
    const order = await getOrder(id);
    expect(order).toMatchObject({
      id,
      status: "shipped",
      totalCents: 2800,
      currency: "EUR",
      customer: { name: "A•••", email: "a•••@example.com" },
      items: [{ productId: mug.id, name: "Enamel mug", art: "enamel-mug", quantity: 2, unitPriceCents: 1400 }],
      deliveries: [],
    });
    expect(order.timeline.map(({ stage, messageType }) => [stage, messageType])).toEqual([
      ["order_saved", null],
      ["message_written", "order.created"],
      ["order_shipped", null],
      ["message_written", "order.shipped"],
    ]);
    expect(JSON.stringify(order)).not.toContain("ada@example.com");
  });

  it("returns 404 for an unknown order", async () => {
    await expect(getOrder(randomUUID())).rejects.toBeInstanceOf(NotFoundError);
  });
});
