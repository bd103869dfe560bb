import type { MarkName } from "#components/marks/mark-names.ts";
import { auditActions } from "#server/contracts/audit.ts";

/** Verb phrase of an action after the actor's name. Unknown actions keep their ID. */
export const verbOf = (action: string): string =>
  action in auditActions ? auditActions[action as keyof typeof auditActions] : action;

/** State icons of actions on messages. */
export const actionMarks: Record<string, MarkName> = {
  "dead-letter.replay": "replaying",
  "dead-letter.correct-recipient": "maybe-sent",
  "dead-letter.override": "maybe-sent",
  "dead-letter.undo": "withdrawn",
  "dead-letter.discard": "discarded",
  "dead-letter.restore": "dead",
  "dead-letter.release": "waiting",
  "delivery.retry": "retrying",
  "delivery.stop": "dead",
  "delivery.resend": "replaying",
  "replay.create": "replaying",
  "replay.start": "replaying",
  "replay.approve": "replaying",
  "replay.decline": "withdrawn",
  "replay.pause": "paused",
  "replay.resume": "replaying",
  "replay.abort": "withdrawn",
  "replay.rate": "replaying",
  "replay.override": "maybe-sent",
  "replay.stop": "dead",
  "cause.mute": "paused",
  "cause.resolve": "delivered",
  "handler.pause": "paused",
  "breaker.open": "paused",
  "breaker.hold": "paused",
  "sending.pause": "paused",
  "order.ship": "delivered",
  "order.cancel": "discarded",
};
