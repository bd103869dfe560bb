import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import { orderLabel } from "#server/shop/templates/order-label.ts";

/** The mail about a cancelled order. */
export function orderCancelled(order: { customerName: string; orderId: string }) {
  const label = orderLabel(order.orderId);
  return layOutMail({
    subject: `${label} is cancelled`,
    heading: "Your order is cancelled",
    greeting: greetingOf(order.customerName),
    paragraphs: ["Your order was cancelled before it shipped. Nothing will be shipped or charged."],
    facts: [{ label: "Reference", value: label }],
    closing: "You receive this e-mail because this address was entered for an order in the Redeliver store.",
  });
}
