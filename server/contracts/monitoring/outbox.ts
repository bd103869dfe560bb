import * as z from "zod";
import { quantilesDto } from "#server/contracts/monitoring/history.ts";

export const pendingMessageDto = z.object({
  id: z.uuid(),
  type: z.string(),
  subject: z.string(),
  writtenAt: z.iso.datetime(),
  /** Tries of its own that failed: an outage counts none. */
  attempts: z.int(),
  error: z.string().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
});

export const outboxDto = z.object({
  at: z.iso.datetime(),
  pending: z.int(),
  /** How long ago the oldest that is not relayed was committed. */
  lagSeconds: z.number().nullable(),
  /** Messages that could not be relayed in five tries of their own, and are dead letters. */
  parked: z.int(),
  /** From commit to relay, of what was relayed in the last 15 minutes. */
  relay: quantilesDto,
  /** When the relay last gave birth to a delivery; null where there is none. */
  lastRelayedAt: z.iso.datetime().nullable(),
  /** The oldest of those that are pending, twenty at most. */
  oldest: z.array(pendingMessageDto),
});
export type OutboxDto = z.output<typeof outboxDto>;

/** What must never be: each is looked for in the rows themselves. */
export const invariants = {
  orders_without_message: {
    title: "Every order has its message",
    broken: "orders have no order.created: what wrote them went around the store.",
    remedy: "Publish their message, in the order in which they were placed.",
  },
  relayed_without_delivery: {
    title: "Every relayed message has a delivery",
    broken: "messages are neither pending nor parked, and nobody was to deliver them.",
    remedy: "Mark them pending once more: insert their seq into outbox_pending.",
  },
  waiting_that_nothing_holds: {
    title: "What waits is held by something",
    broken: "deliveries have waited a minute longer than anything stands before them.",
    remedy: "Is a worker running? The relay releases them in its next tick.",
  },
  in_flight_without_job: {
    title: "What is in flight has a job",
    broken: "deliveries are in flight and no job will wake them.",
    remedy: "A worker gives them a job again within two minutes; if none runs, start one.",
  },
} as const;
export type Invariant = keyof typeof invariants;
export const invariantNames = Object.keys(invariants) as [Invariant, ...Invariant[]];

export const invariantResultDto = z.object({
  name: z.enum(invariantNames),
  /** How many break it, 1,000 at most; null where the look was not over in time. */
  broken: z.int().nullable(),
  /** The ids of the first of them. */
  examples: z.array(z.string()),
  milliseconds: z.int(),
});
export const invariantCheckDto = z.object({ at: z.iso.datetime(), results: z.array(invariantResultDto) });
export type InvariantCheckDto = z.output<typeof invariantCheckDto>;
