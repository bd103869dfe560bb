import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";

/** The store's events. Pure, because the browser loads them too. */
export const shopMessages = [orderCreated, orderShipped, orderCancelled] as const;
