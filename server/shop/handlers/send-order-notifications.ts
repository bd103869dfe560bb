import * as z from "zod";
import { shownName } from "#server/adapters/mail/greeting-of.ts";
import { emailAddress } from "#server/contracts/email-address.ts";
import { suggestAddress } from "#server/contracts/suggest-address.ts";
import { fixFor } from "#server/delivery/handlers/define-fix.ts";
import { defineHandler } from "#server/delivery/handlers/define-handler.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { correctEmail } from "#server/shop/customers/correct-email.ts";
import { type KnownFacts, readKnownFacts } from "#server/shop/customers/read-known-facts.ts";
import type { OrderLinks } from "#server/shop/handlers/ports.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { orderOfSubject } from "#server/shop/orders/sql/read-order-facts.ts";
import { orderCancelled as orderCancelledMail } from "#server/shop/templates/order-cancelled.ts";
import { orderConfirmation as orderConfirmationMail } from "#server/shop/templates/order-confirmation.ts";
import { orderShipped as orderShippedMail } from "#server/shop/templates/order-shipped.ts";

/** The fix for each of the three messages: another address, optionally also for the customer. */
const correctRecipient = {
  id: "correct-recipient",
  label: "Correct the e-mail address",
  when: ["recipient_rejected"],
  input: z.object({
    email: emailAddress.meta({ title: "E-mail address" }),
    updateCustomer: z.boolean().default(false).meta({ title: "Also correct the customer" }),
  }),
  initial: (data: { email?: string }) => ({ email: data.email ?? "", updateCustomer: false }),
  readKnown: readKnownFacts,
  propose: (data: { email?: unknown }, { customer }: KnownFacts) => proposeAddress(data.email, customer?.email),
  apply: <Data extends { email: string }>(data: Data, input: { email: string }): Data => ({
    ...data,
    email: input.email,
  }),
  also: (subject: string, input: { email: string; updateCustomer: boolean }) => {
    const orderId = orderOfSubject(subject);
    if (!input.updateCustomer || orderId === null) return null;
    return {
      apply: async (tx: Tx) => {
        await correctEmail(tx, orderId, input.email);
      },
      audited: { updateCustomer: true },
    };
  },
} as const;

/** Proposes the customer's current address if it differs, and the address that a typo probably meant. */
function proposeAddress(email: unknown, current: string | undefined) {
  const given = typeof email === "string" ? email : "";
  const meant = suggestAddress(given);
  const proposals = [];
  if (current !== undefined && current.toLowerCase() !== given.toLowerCase() && suggestAddress(current) === null) {
    const reason = "The customer's current address differs from the payload's.";
    proposals.push({ rule: "customer", reason, input: { email: current } });
  }
  if (meant !== null && meant.toLowerCase() !== current?.toLowerCase()) {
    const domain = (address: string) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();
    const reason =
      domain(meant) === domain(given)
        ? 'The local mail server treats the part before the "+" as a scripted failure. Remove it to deliver the mail.'
        : `${domain(given)} is probably a typo of ${domain(meant)}.`;
    proposals.push({ rule: `domain ${domain(given)}`, reason, input: { email: meant } });
  }
  return proposals;
}

/** Mails the address in the payload. One queue for the three messages, so that the mails of an order keep their order. */
export const sendOrderNotifications = defineHandler({
  id: "order-notifications",
  label: "Order mails",
  noun: { one: "order mail", many: "order mails" },
  on: [orderCreated, orderShipped, orderCancelled],
  retry: { limit: 3, delaySeconds: 60, backoff: "exponential", maxDelaySeconds: 900 },
  ordered: true,
  onDeath: "hold",
  concurrency: 10,
  isPreparable: true,
  async run({ message, idempotencyKey, signal, beforeLastByte }, { mailer, customers, orders }) {
    const customer = await customers.find(message.data.customerId);
    if (!customer) {
      throw new PermanentError("customer_not_found", `there is no customer ${message.data.customerId}`);
    }
    const to = { name: shownName(customer.name), address: message.data.email };
    return mailer.send(
      { to, ...(await render(message, customer.name, orders)) },
      { idempotencyKey, signal, beforeLastByte },
    );
  },
  fixes: [
    fixFor(orderCreated, correctRecipient),
    fixFor(orderShipped, correctRecipient),
    fixFor(orderCancelled, correctRecipient),
  ],
});

type OrderMessage =
  | { type: "order.created"; data: z.output<typeof orderCreated.data> }
  | { type: "order.shipped"; data: z.output<typeof orderShipped.data> }
  | { type: "order.cancelled"; data: z.output<typeof orderCancelled.data> };

async function render(message: OrderMessage, customerName: string, orders: OrderLinks) {
  const { orderId } = message.data;
  switch (message.type) {
    case "order.created": {
      const { orderTotal: totalCents, currency } = message.data;
      const cancelLink = await orders.cancelLink(orderId);
      return orderConfirmationMail({ customerName, orderId, totalCents, currency, cancelLink });
    }
    case "order.shipped":
      return orderShippedMail({ customerName, orderId });
    case "order.cancelled":
      return orderCancelledMail({ customerName, orderId });
  }
}
