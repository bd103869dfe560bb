import { orderShipped } from "#server/messages/order-shipped.ts";
import { type OrderChange, settleOrder } from "#server/orders/settle-order.ts";

/** Hands an order to the carrier, and publishes `order.shipped`. */
export async function shipOrder(change: OrderChange) {
  await settleOrder(change, "shipped", orderShipped);
  return {
    success: true as const,
    orderId: change.id,
    status: "shipped" as const,
    message: "The order is shipped. The customer gets a mail about it.",
  };
}
