import * as z from "zod";

/** The stored states. server/delivery/deliveries/delivery-state.ts documents them. */
export const deliveryStates = [
  "waiting",
  "queued",
  "retrying",
  "delivered",
  "dead",
  "replayed",
  "discarded",
  "withdrawn",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The state on screens: the stored state, refined by other columns. */
export const shownStates = [...deliveryStates, "active", "replaying"] as const;
export type ShownState = (typeof shownStates)[number];

const isoTime = z.iso.datetime();

/** Names of one delivery of a handler and of several, for sentences: "order mail", "order mails". */
export const handlerNoun = z.object({ one: z.string(), many: z.string() });
export type HandlerNoun = z.output<typeof handlerNoun>;

/** Lists contain one row per root: the newest revision. */
export const deliveryDto = z.object({
  id: z.uuid(),
  handler: z.string(),
  handlerLabel: z.string(),
  handlerNoun,
  messageId: z.uuid(),
  messageType: z.string(),
  state: z.enum(deliveryStates),
  shown: z.enum(shownStates),
  attempts: z.int(),
  revision: z.int(),
  rootId: z.uuid(),
  failureCode: z.string().nullable(),
  nextAttemptAt: isoTime.nullable(),
  releaseAt: isoTime,
  settledAt: isoTime.nullable(),
  maybeSent: z.boolean(),
  /** The delivery that blocks a waiting one: a dead letter, one in flight, or an earlier waiting one. */
  heldBy: z.object({ id: z.uuid(), state: z.enum(deliveryStates) }).nullable(),
});
export type DeliveryDto = z.output<typeof deliveryDto>;

export const attemptOutcomes = ["delivered", "retried", "dead", "worker_lost"] as const;

export const attemptDto = z.object({
  number: z.int(),
  outcome: z.enum(attemptOutcomes),
  startedAt: isoTime,
  endedAt: isoTime,
  worker: z.string(),
  build: z.string(),
  failureCode: z.string().nullable(),
  error: z.string().nullable(),
  reply: z.string().nullable(),
});
export type AttemptDto = z.output<typeof attemptDto>;
