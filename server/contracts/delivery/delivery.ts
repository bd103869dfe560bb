import * as z from "zod";

/** The stored states; what they mean is documented in server/delivery/deliveries/delivery-state.ts. */
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

/** What a person is shown: the stored state, refined by the facts beside it. */
export const shownStates = [...deliveryStates, "active", "replaying"] as const;
export type ShownState = (typeof shownStates)[number];

const isoTime = z.iso.datetime();

/** One row per root in every list: the newest revision, with the older ones as its lineage. */
export const deliveryDto = z.object({
  id: z.uuid(),
  handler: z.string(),
  handlerLabel: z.string(),
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
  /** What a waiting delivery waits behind: a dead letter, what is in flight, or an earlier one that waits too. */
  heldBy: z.object({ id: z.uuid(), state: z.enum(deliveryStates) }).nullable(),
});
export type DeliveryDto = z.output<typeof deliveryDto>;

export const attemptDto = z.object({
  number: z.int(),
  outcome: z.enum(["delivered", "retried", "dead", "worker_lost"]),
  startedAt: isoTime,
  endedAt: isoTime,
  worker: z.string(),
  build: z.string(),
  failureCode: z.string().nullable(),
  error: z.string().nullable(),
  reply: z.string().nullable(),
});
export type AttemptDto = z.output<typeof attemptDto>;
