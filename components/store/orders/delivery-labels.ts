import type { MarkName } from "#components/marks/mark-names.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";

type Words = { mark: MarkName; title: string; sentence: string | null; since: boolean };
type Thing = { name: string; arrived: string; here: (email: string) => string };

const mail = (name: string): Thing => ({
  name,
  arrived: `${name} delivered`,
  here: (email) => `It is in the mailbox of ${email}.`,
});

const things: Record<string, Thing> = {
  "order-notifications order.created": mail("Confirmation mail"),
  "order-notifications order.shipped": mail("Shipping mail"),
  "order-notifications order.cancelled": mail("Cancellation mail"),
  "warehouse-webhook order.created": {
    name: "Message to the warehouse",
    arrived: "Sent to the warehouse",
    here: () => "They are packing it now.",
  },
};

function thingOf({ handler, handlerLabel, messageType }: DeliveryDto): Thing {
  const other = { name: handlerLabel, arrived: `${handlerLabel} done`, here: () => "It arrived." };
  return things[`${handler} ${messageType}`] ?? other;
}

/** A delivery in the customer's words. Late is amber and never red: the order itself is safe. */
export function deliveryText(delivery: DeliveryDto, email: string): Words {
  const { name, arrived, here } = thingOf(delivery);
  const again = delivery.revision > 1;
  const late = (sentence: string): Words => ({ mark: "retrying", title: `${name} is delayed`, sentence, since: true });
  switch (delivery.shown) {
    case "delivered":
      return { mark: "delivered", title: arrived, sentence: here(email), since: false };
    case "dead":
      return late("Your order is safe. The message is kept, and a person of our team will send it again.");
    case "retrying":
      return late("Your order is safe. The other side was busy, so we try again by ourselves.");
    case "discarded":
      return {
        mark: "discarded",
        title: `${name} will not be sent`,
        sentence: "Our team decided so. Your order is not changed by it.",
        since: false,
      };
    case "active":
    case "queued":
    case "waiting":
    case "replayed":
    case "replaying":
    case "withdrawn": {
      if (again || delivery.shown === "replaying") {
        const sentence = "A person of our team brought it back.";
        return { mark: "replaying", title: `${name} is being sent again`, sentence, since: false };
      }
      if (delivery.attempts > 1) return late("Your order is safe. We are trying again right now.");
      if (delivery.heldBy?.state === "dead") {
        const sentence = "It leaves by itself as soon as the mail before it is out.";
        return { mark: "waiting", title: `${name} keeps its turn`, sentence, since: false };
      }
      const mark = delivery.shown === "waiting" ? "waiting" : "active";
      return { mark, title: `${name} is on its way`, sentence: null, since: false };
    }
    default:
      return delivery.shown satisfies never;
  }
}
