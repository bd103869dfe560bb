import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { distributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { orderStatuses, timelineEntryDto, timelineStages } from "#server/contracts/shop/order.ts";

/** One moment of a trace: a step of the machine, with what it said, or what a hand did, with who and why. */
export const traceEntryDto = timelineEntryDto.extend({
  stage: z.enum([...timelineStages, "hand"]),
  /** How long the try took. */
  durationMs: z.int().nullable(),
  worker: z.string().nullable(),
  build: z.string().nullable(),
  /** The error or the reply of the other side, masked. */
  said: z.string().nullable(),
  /** The action as the audit names it, for `hand`. */
  action: z.string().nullable(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
  /** The delivery that a replay made. */
  resultId: z.string().nullable(),
  /** Copies of the payload where a hand changed it, masked. */
  before: z.json().nullable(),
  after: z.json().nullable(),
});
export type TraceEntryDto = z.output<typeof traceEntryDto>;

/** Everything about one order, oldest first: from its transaction to the last mail. */
export const traceDto = z.object({
  orderId: z.uuid(),
  /** Null when the order itself is not kept here. */
  order: z.object({ status: z.enum(orderStatuses), createdAt: z.iso.datetime() }).nullable(),
  /** The newest revision of each root. */
  deliveries: z.array(deliveryDto),
  /** Those of OpenTelemetry that its messages belong to, the first one first. */
  distributed: z.array(distributedTraceDto),
  entries: z.array(traceEntryDto),
});
export type TraceDto = z.output<typeof traceDto>;
