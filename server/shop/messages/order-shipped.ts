import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { defineMessage } from "#server/delivery/messages/define-message.ts";
import { storeSource } from "#server/shop/messages/store-source.ts";

/** The warehouse handed an order to the carrier. */
export const orderShipped = defineMessage({
  type: "order.shipped",
  source: storeSource,
  label: "Order shipped",
  data: z.strictObject({
    orderId: z.uuid().meta({ edit: "immutable" }),
    customerId: z.uuid().meta({ edit: "immutable" }),
    email: emailAddress.meta({ pii: true, edit: "correctable" }),
  }),
  subject: ({ orderId }) => `orders/${orderId}`,
  example: {
    orderId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17",
    customerId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18",
    email: "ada@example.com",
  },
});
