import type { MarkName } from "#components/marks/mark-names.ts";

/** What an action did to messages, as a mark of their state. What is no message has none. */
export const actionMarks: Record<string, MarkName> = {
  "dead-letter.replay": "replaying",
  "dead-letter.override": "maybe-sent",
  "dead-letter.undo": "withdrawn",
  "dead-letter.discard": "discarded",
  "dead-letter.restore": "dead",
  "dead-letter.release": "waiting",
  "delivery.retry": "retrying",
  "delivery.stop": "dead",
  "delivery.resend": "replaying",
  "cause.mute": "paused",
  "cause.resolve": "delivered",
  "handler.pause": "paused",
  "breaker.hold": "paused",
  "sending.pause": "paused",
  "order.ship": "delivered",
  "order.cancel": "discarded",
};
