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

/** Invariants of the pipeline, checked in the database. */
export const invariants = {
  orders_without_message: {
    title: "Every row that publishes has a message",
    broken: "rows have no message. Their application did not write them.",
    remedy: "Publish their messages in the sequence of the rows.",
  },
  relayed_without_delivery: {
    title: "Every relayed message has a delivery",
    broken: "messages are neither pending nor failed, and have no delivery.",
    remedy: "Insert their seq into outbox_pending to mark them as pending.",
  },
  waiting_that_nothing_holds: {
    title: "Every waiting delivery has a reason to wait",
    broken: "deliveries have been waiting for over a minute without a reason.",
    remedy: "Check that a worker is running. The relay releases them in its next run.",
  },
  in_flight_without_job: {
    title: "Every delivery in flight has a job",
    broken: "deliveries are in flight without a job.",
    remedy: "A worker creates their jobs within two minutes. Start one if none is running.",
  },
} as const;
export type Invariant = keyof typeof invariants;
export const invariantNames = Object.keys(invariants) as [Invariant, ...Invariant[]];

const invariantResultDto = z.object({
  name: z.enum(invariantNames),
  /** The number of violations, 1,000 at most. Null where the check timed out. */
  broken: z.int().nullable(),
  /** The IDs of the first violations. */
  examples: z.array(z.string()),
  milliseconds: z.int(),
});
export const invariantCheckDto = z.object({ at: z.iso.datetime(), results: z.array(invariantResultDto) });
export type InvariantCheckDto = z.output<typeof invariantCheckDto>;
