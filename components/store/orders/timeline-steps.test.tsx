import { expect, test } from "vitest";
import { stageLabel } from "#components/pipeline/stage-labels.ts";
import { timelineSteps } from "#components/store/orders/timeline-steps.ts";
import { type DeliveryDto, shownStates } from "#server/contracts/delivery/delivery.ts";
import { type OrderDto, type TimelineEntryDto, timelineStages } from "#server/contracts/shop/order.ts";

const message = "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a17";
const replayMessage = "0191d0a4-7f3c-7f6e-9a52-4f1c8be20b18";

const entry = (stage: TimelineEntryDto["stage"], more: Partial<TimelineEntryDto> = {}): TimelineEntryDto => ({
  at: "2026-11-22T02:49:50.412Z",
  stage,
  messageId: message,
  messageType: "order.created",
  deliveryId: null,
  handler: null,
  attempt: null,
  revision: null,
  failureCode: null,
  ...more,
});

const delivery = (more: Partial<DeliveryDto> = {}): DeliveryDto => ({
  id: "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a19",
  handler: "order-notifications",
  handlerLabel: "Order mails",
  handlerNoun: { one: "order mail", many: "order mails" },
  messageId: message,
  messageType: "order.created",
  state: "queued",
  shown: "queued",
  attempts: 1,
  revision: 1,
  rootId: "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a19",
  failureCode: null,
  nextAttemptAt: null,
  releaseAt: "2026-11-22T02:49:50.412Z",
  settledAt: null,
  maybeSent: false,
  heldBy: null,
  ...more,
});

const order = (
  deliveries: DeliveryDto[],
  timeline: TimelineEntryDto[],
  status: OrderDto["status"] = "placed",
): OrderDto => ({
  id: "8f2c0000-7f3c-4f6e-9a52-4f1c8be20a17",
  status,
  totalCents: 7420,
  currency: "EUR",
  createdAt: "2026-11-22T02:49:50.412Z",
  customer: { name: "Ada Lovelace", email: "a•••@example.com" },
  items: [],
  deliveries,
  timeline,
});

const saved = [
  entry("order_saved", { messageId: null, messageType: null }),
  entry("message_written"),
  entry("relayed"),
];

test("the first step confirms the order regardless of its e-mail", () => {
  const [first, second, third] = timelineSteps(order([delivery()], saved));
  expect(first).toMatchObject({ title: "Order saved", mark: "delivered" });
  expect(second).toMatchObject({ title: "Confirmation e-mail is being sent", mark: "active" });
  expect(third).toMatchObject({ title: "Shipping", mark: "waiting" });
});

test.each([
  ["delivered", "Confirmation e-mail delivered", "delivered"],
  ["dead", "Confirmation e-mail is delayed", "retrying"],
  ["retrying", "Confirmation e-mail is delayed", "retrying"],
  ["waiting", "Confirmation e-mail is being sent", "waiting"],
  ["active", "Confirmation e-mail is being sent", "active"],
  ["replaying", "Confirmation e-mail is being sent again", "replaying"],
  ["discarded", "Confirmation e-mail will not be sent", "discarded"],
] as const)("an e-mail in state %s shows: %s", (shown, title, mark) => {
  expect(timelineSteps(order([delivery({ shown })], saved))[1]).toMatchObject({ title, mark });
});

test("an e-mail blocked by a dead letter is shown as waiting", () => {
  const heldBy = { id: replayMessage, state: "dead" } as const;
  const [, step] = timelineSteps(order([delivery({ shown: "waiting", heldBy })], saved));
  expect(step).toMatchObject({ title: "Confirmation e-mail is waiting", mark: "waiting" });
});

test.each(shownStates)("customers see no error state and no technical term (%s)", (shown) => {
  const steps = timelineSteps(order([delivery({ shown })], saved));
  expect(steps.map((step) => step.mark)).not.toContain("dead");
  expect(JSON.stringify(steps.map((step) => [step.title, step.sentence]))).not.toMatch(/dead|fail/i);
});

test.each(timelineStages)("technical details have a text for %s", (stage) => {
  const text = stageLabel(entry(stage, { handler: "order-notifications", attempt: 2, revision: 2 }));
  expect(text).toMatch(/^[\w …].{8,}/);
});

test("technical details contain handler, attempt and failure code", () => {
  const dead = entry("dead", { handler: "order-notifications", attempt: 4, failureCode: "smtp_deferred" });
  expect(stageLabel(dead)).toBe("order-notifications, attempt 4 dead-lettered: smtp_deferred");
});

test("a replay's message is listed under its delivery", () => {
  const timeline = [
    ...saved,
    entry("dead", { handler: "order-notifications", revision: 1 }),
    entry("message_written", { messageId: replayMessage }),
    entry("delivered", { messageId: replayMessage, handler: "order-notifications", revision: 2 }),
  ];
  const replay = delivery({ messageId: replayMessage, revision: 2, state: "delivered", shown: "delivered" });
  const [head, step] = timelineSteps(order([replay], timeline));
  expect(head?.entries.map((known) => known.stage)).toEqual(["order_saved", "message_written", "relayed"]);
  expect(step?.entries.map((known) => known.stage)).toEqual(["dead", "message_written", "delivered"]);
});

test("a message in the outbox is shown as being sent", () => {
  const titles = timelineSteps(order([], saved)).map((step) => [step.title, step.mark]);
  expect(titles[1]).toEqual(["Confirmation e-mail is being sent", "waiting"]);
});

test("a cancelled order ends with the cancellation and its e-mail", () => {
  const timeline = [
    ...saved,
    entry("order_cancelled", { messageId: null, messageType: null }),
    entry("message_written", { messageId: replayMessage, messageType: "order.cancelled" }),
  ];
  const mail = delivery({ messageType: "order.cancelled", shown: "waiting", messageId: replayMessage });
  const titles = timelineSteps(order([delivery({ shown: "delivered" }), mail], timeline, "cancelled")).map(
    (step) => step.title,
  );
  expect(titles).toEqual([
    "Order saved",
    "Confirmation e-mail delivered",
    "Order cancelled",
    "Cancellation e-mail is being sent",
  ]);
});
