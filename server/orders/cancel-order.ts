import { orderCancelled } from "#server/messages/order-cancelled.ts";
import { type OrderChange, settleOrder } from "#server/orders/settle-order.ts";

/** Cancels an order that is not shipped yet, and publishes `order.cancelled`. */
export async function cancelOrder(change: OrderChange) {
  await settleOrder(change, "cancelled", orderCancelled);
  return {
    success: true as const,
    orderId: change.id,
    status: "cancelled" as const,
    message: "Your order is cancelled. We have written you a mail about it.",
  };
}
