import * as z from "zod";
import { quantilesDto } from "#server/contracts/monitoring/history.ts";

export const pendingMessageDto = z.object({
  id: z.uuid(),
  type: z.string(),
  subject: z.string(),
  writtenAt: z.iso.datetime(),
  /** Failed attempts. An outage counts none. */
  attempts: z.int(),
  error: z.string().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
});

export const outboxDto = z.object({
  at: z.iso.datetime(),
  pending: z.int(),
  /** Age of the oldest pending message. */
  lagSeconds: z.number().nullable(),
  /** Messages that were dead-lettered after five failed relay attempts. */
  parked: z.int(),
  /** From commit to relay, in the last 15 minutes. */
  relay: quantilesDto,
  /** When the relay last created a delivery. Null without deliveries. */
  lastRelayedAt: z.iso.datetime().nullable(),
  /** The oldest pending messages, 20 at most. */
  oldest: z.array(pendingMessageDto),
});
export type OutboxDto = z.output<typeof outboxDto>;

/** Invariants of the pipeline, checked on the rows. */
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
  /** The number of violations, 1,000 at most. Null where the check timed out. */
  broken: z.int().nullable(),
  /** The IDs of the first violations. */
  examples: z.array(z.string()),
  milliseconds: z.int(),
});
export const invariantCheckDto = z.object({ at: z.iso.datetime(), results: z.array(invariantResultDto) });
export type InvariantCheckDto = z.output<typeof invariantCheckDto>;
