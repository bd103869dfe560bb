import { publish } from "#server/delivery/outbox/publish.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { type OrderChange, settleOrder } from "#server/shop/orders/settle-order.ts";

/** Cancels an order that is not shipped yet, and publishes `order.cancelled`. */
export async function cancelOrder(change: OrderChange) {
  const { id, traceparent, actor } = change;
  const cancelledBy = actor.kind === "customer" ? "customer" : "shop";
  await settleOrder(change, "cancelled", (tx, order) =>
    publish(tx, orderCancelled, { subject: `orders/${id}`, data: { ...order, cancelledBy }, traceparent }),
  );
  return {
    success: true as const,
    orderId: change.id,
    status: "cancelled" as const,
    message: "Your order is cancelled. You will receive a mail about it.",
  };
}
