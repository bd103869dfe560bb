import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import { formatMoney } from "#server/shop/templates/format-money.ts";
import { orderLabel } from "#server/shop/templates/order-label.ts";

/** The mail about a placed order. */
export function orderConfirmation(order: {
  customerName: string;
  orderId: string;
  totalCents: number;
  currency: string;
  cancelLink: string;
}) {
  const label = orderLabel(order.orderId);
  return layOutMail({
    subject: `${label} is confirmed`,
    heading: "Thank you for your order",
    greeting: greetingOf(order.customerName),
    paragraphs: [
      "We received your order and are preparing it. We will e-mail you when it ships.",
      "To cancel the order before it ships, open this link:",
      order.cancelLink,
    ],
    facts: [
      { label: "Reference", value: label },
      { label: "Total", value: formatMoney(order.totalCents, order.currency) },
    ],
    closing: "You receive this e-mail because this address was entered for an order in the Redeliver store.",
  });
}
