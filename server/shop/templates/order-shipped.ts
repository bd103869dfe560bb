import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import { orderLabel } from "#server/shop/templates/order-label.ts";

/** The mail about a shipped order. */
export function orderShipped(order: { customerName: string; orderId: string }) {
  const label = orderLabel(order.orderId);
  return layOutMail({
    subject: `${label} is on its way`,
    heading: "Your order is on its way",
    greeting: greetingOf(order.customerName),
    paragraphs: ["We have handed your parcel to the carrier. There is nothing more for you to do."],
    facts: [{ label: "Reference", value: label }],
    closing: "You get this mail because this address was given for an order in the Redeliver store.",
  });
}
