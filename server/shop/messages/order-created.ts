import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { defineMessage } from "#server/delivery/messages/define-message.ts";
import { storeSource } from "#server/shop/messages/store-source.ts";

/** A customer placed an order. Published in the order's transaction. */
export const orderCreated = defineMessage({
  type: "order.created",
  source: storeSource,
  label: "Order created",
  data: z.strictObject({
    orderId: z.uuid().meta({ edit: "immutable" }),
    customerId: z.uuid().meta({ edit: "immutable" }),
    orderTotal: z.int().min(0).meta({ edit: "immutable" }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be a three-letter ISO 4217 code")
      .meta({ pii: false, edit: "immutable" }),
    email: emailAddress.meta({ pii: true, edit: "correctable" }),
  }),
  subject: ({ orderId }) => `orders/${orderId}`,
  example: {
    orderId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17",
    customerId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18",
    orderTotal: 7420,
    currency: "EUR",
    email: "ada@example.com",
  },
});
