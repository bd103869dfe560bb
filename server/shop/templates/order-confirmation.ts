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
      "We have your order and are getting it ready. You will hear from us again when it is on its way.",
      "To cancel the order before it ships, open this link:",
      order.cancelLink,
    ],
    facts: [
      { label: "Reference", value: label },
      { label: "Total", value: formatMoney(order.totalCents, order.currency) },
    ],
    closing: "You get this mail because this address was given for an order in the Redeliver store.",
  });
}
