import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import { orderLabel } from "#server/shop/templates/order-label.ts";

/** The mail about a shipped order. */
export function orderShipped(order: { customerName: string; orderId: string }) {
  const label = orderLabel(order.orderId);
  return layOutMail({
    subject: `${label} was shipped`,
    heading: "Your order was shipped",
    greeting: greetingOf(order.customerName),
    paragraphs: ["We handed your parcel to the carrier. No action is needed."],
    facts: [{ label: "Reference", value: label }],
    closing: "You receive this e-mail because this address was entered for an order in the Redeliver store.",
  });
}
