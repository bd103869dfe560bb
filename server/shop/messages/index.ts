import type { ModuleMessages } from "#server/delivery/messages/registry.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { orderSubject } from "#server/shop/messages/order-subject.ts";

/** The store's events. Pure, because the browser loads them too. */
export const shopMessages: ModuleMessages = {
  messages: [orderCreated, orderShipped, orderCancelled],
  subjects: [orderSubject],
  samples: {
    message: { label: "Place a sample order", href: "/checkout?sample=plain" },
    failure: { label: "Place an order that bounces", href: "/checkout?sample=bounce" },
  },
  sentPages: { "order-notifications": { label: "Open inbox", href: "/inbox" } },
};
