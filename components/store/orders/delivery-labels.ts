import type { MarkName } from "#components/marks/mark-names.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";

type DeliveryText = { mark: MarkName; title: string; sentence: string | null; since: boolean };
type Thing = { name: string; arrived: string; here: (email: string) => string };

const mail = (name: string): Thing => ({
  name,
  arrived: `${name} delivered`,
  here: (email) => `Sent to ${email}.`,
});

const things: Record<string, Thing> = {
  "order-notifications order.created": mail("Confirmation e-mail"),
  "order-notifications order.shipped": mail("Shipping e-mail"),
  "order-notifications order.cancelled": mail("Cancellation e-mail"),
  "warehouse-webhook order.created": {
    name: "Warehouse notification",
    arrived: "Sent to warehouse",
    here: () => "Your order is being packed.",
  },
};

function thingOf({ handler, handlerLabel, messageType }: DeliveryDto): Thing {
  const other = { name: handlerLabel, arrived: `${handlerLabel} delivered`, here: () => "" };
  return things[`${handler} ${messageType}`] ?? other;
}

/** Customer-facing text of a delivery. Delays are amber, never red, because the order is safe. */
export function deliveryText(delivery: DeliveryDto, email: string): DeliveryText {
  const { name, arrived, here } = thingOf(delivery);
  const again = delivery.revision > 1;
  const late = (sentence: string): DeliveryText => ({
    mark: "retrying",
    title: `${name} is delayed`,
    sentence,
    since: true,
  });
  switch (delivery.shown) {
    case "delivered":
      return { mark: "delivered", title: arrived, sentence: here(email) || null, since: false };
    case "dead":
      return late("Your order is safe. Our team will send it again.");
    case "retrying":
      return late("Your order is safe. We are retrying automatically.");
    case "discarded":
      return {
        mark: "discarded",
        title: `${name} will not be sent`,
        sentence: "Our team cancelled this message. Your order is not affected.",
        since: false,
      };
    case "active":
    case "queued":
    case "waiting":
    case "replayed":
    case "replaying":
    case "withdrawn": {
      if (again || delivery.shown === "replaying") {
        const sentence = "Our team is sending it again.";
        return { mark: "replaying", title: `${name} is being sent again`, sentence, since: false };
      }
      if (delivery.attempts > 1) return late("Your order is safe. We are retrying now.");
      if (delivery.heldBy?.state === "dead") {
        const sentence = "It will be sent after the previous e-mail.";
        return { mark: "waiting", title: `${name} is waiting`, sentence, since: false };
      }
      const mark = delivery.shown === "waiting" ? "waiting" : "active";
      return { mark, title: `${name} is being sent`, sentence: null, since: false };
    }
    default:
      return delivery.shown satisfies never;
  }
}
