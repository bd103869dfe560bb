import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { defineMessage } from "#server/delivery/messages/define-message.ts";
import { storeSource } from "#server/shop/messages/store-source.ts";

/** A customer or the shop cancelled an order before it was shipped. */
export const orderCancelled = defineMessage({
  type: "order.cancelled",
  source: storeSource,
  version: 2,
  label: "Order cancelled",
  revokes: ["order.created"],
  data: z.strictObject({
    orderId: z.uuid().meta({ edit: "immutable" }),
    customerId: z.uuid().meta({ edit: "immutable" }),
    email: emailAddress.meta({ pii: true, edit: "correctable" }),
    // Free to edit: it concerns neither identity nor money, and no other row has it.
    cancelledBy: z.enum(["customer", "shop"]).meta({ edit: "free" }),
  }),
  subject: ({ orderId }) => `orders/${orderId}`,
  example: {
    orderId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17",
    customerId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18",
    email: "ada@example.com",
    cancelledBy: "customer",
  },
  // Version 1 had no cancelledBy, because only customers could cancel.
  upgrades: { 1: (data) => ({ ...data, cancelledBy: "customer" }) },
});
