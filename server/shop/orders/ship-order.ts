import { publish } from "#server/delivery/outbox/publish.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { type OrderChange, settleOrder } from "#server/shop/orders/settle-order.ts";

/** Marks an order as shipped, and publishes `order.shipped`. */
export async function shipOrder(change: OrderChange) {
  const { id, traceparent } = change;
  await settleOrder(change, "shipped", (tx, order) =>
    publish(tx, orderShipped, { subject: `orders/${id}`, data: order, traceparent }),
  );
  return {
    success: true as const,
    orderId: change.id,
    status: "shipped" as const,
    message: "The order is shipped. The customer receives a mail about it.",
  };
}
