import type { MarkName } from "#components/marks/mark-names.ts";
import { deliveryText } from "#components/store/orders/delivery-labels.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";
import type { OrderDto, TimelineEntryDto } from "#server/contracts/shop/order.ts";

export type TimelineStep = {
  key: string;
  mark: MarkName;
  title: string;
  sentence: string | null;
  at: string | null;
  /** Whether `at` is the start of a state that lasts. */
  since: boolean;
  delivery: DeliveryDto | null;
  /** Technical details. */
  entries: TimelineEntryDto[];
};

const ownStages = ["order_saved", "order_shipped", "order_cancelled"] as const;
type OwnStage = (typeof ownStages)[number];

const own: Record<OwnStage, { title: string; sentence: string; messageType: string; mail: string }> = {
  order_saved: {
    title: "Order saved",
    sentence: "Your order is stored.",
    messageType: "order.created",
    mail: "Confirmation e-mail",
  },
  order_shipped: {
    title: "Shipped",
    sentence: "Your order left the warehouse.",
    messageType: "order.shipped",
    mail: "Shipping e-mail",
  },
  order_cancelled: {
    title: "Order cancelled",
    sentence: "Nothing will be shipped or charged.",
    messageType: "order.cancelled",
    mail: "Cancellation e-mail",
  },
};

/** Customer-facing timeline, oldest first: order steps, each followed by its deliveries. */
export function timelineSteps(order: OrderDto): TimelineStep[] {
  const steps = ownStages.flatMap((stage) => {
    const entry = order.timeline.find((known) => known.stage === stage);
    return entry ? stepsOf(order, stage, entry) : [];
  });
  return order.status === "placed" ? [...steps, ahead] : steps;
}

const ahead: TimelineStep = {
  key: "ahead",
  mark: "waiting",
  title: "Shipping",
  sentence: "You will receive an e-mail when your order ships.",
  at: null,
  since: false,
  delivery: null,
  entries: [],
};

function stepsOf(order: OrderDto, stage: OwnStage, entry: TimelineEntryDto): TimelineStep[] {
  const { title, sentence, messageType, mail } = own[stage];
  const about = order.timeline.filter((known) => known.messageType === messageType);
  const deliveries = order.deliveries.filter((delivery) => delivery.messageType === messageType);
  const entriesOf = (delivery: DeliveryDto) => about.filter((known) => belongsTo(known, delivery, about));
  const claimed = new Set(deliveries.flatMap(entriesOf));
  const head: TimelineStep = {
    key: stage,
    mark: stage === "order_cancelled" ? "discarded" : "delivered",
    title,
    sentence,
    at: entry.at,
    since: false,
    delivery: null,
    entries: [entry, ...about.filter((known) => !claimed.has(known))],
  };
  if (deliveries.length === 0) return [head, { ...ahead, key: mail, title: `${mail} is being sent`, sentence: null }];
  return [
    head,
    ...deliveries.map((delivery) => {
      const entries = entriesOf(delivery);
      const text = deliveryText(delivery, order.customer.email);
      return { key: delivery.rootId, ...text, at: timeOf(delivery, entries), delivery, entries };
    }),
  ];
}

/** A replay's message_written entry has no handler; another entry of the same message identifies it. */
function belongsTo(entry: TimelineEntryDto, delivery: DeliveryDto, about: TimelineEntryDto[]): boolean {
  if (entry.handler !== null) return entry.handler === delivery.handler && entry.stage !== "handler_off";
  const first = about.find((known) => known.stage === "message_written");
  if (entry.messageId === null || entry.messageId === first?.messageId) return false;
  const owner = about.find((known) => known.messageId === entry.messageId && known.handler !== null);
  if (owner) return owner.handler === delivery.handler;
  // An undone replay has only its message_written entry, which belongs to the replayed delivery.
  const replayed = about.some((known) => known.stage === "replayed" && known.handler === delivery.handler);
  return delivery.messageId === entry.messageId || replayed;
}

function timeOf(delivery: DeliveryDto, entries: TimelineEntryDto[]): string | null {
  if (delivery.settledAt !== null) return delivery.settledAt;
  return entries.find((entry) => entry.stage === "attempt_failed" || entry.stage === "dead")?.at ?? null;
}
