import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { distributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { orderStatuses, timelineEntryDto, timelineStages } from "#server/contracts/shop/order.ts";

/** One entry of a trace: a step of the pipeline with its error or reply, or an operator action with actor and reason. */
export const traceEntryDto = timelineEntryDto.extend({
  stage: z.enum([...timelineStages, "hand"]),
  /** The duration of the attempt. */
  durationMs: z.int().nullable(),
  worker: z.string().nullable(),
  build: z.string().nullable(),
  /** The error or the reply of the destination, masked. */
  said: z.string().nullable(),
  /** The audited action, for `hand`. */
  action: z.string().nullable(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
  /** The delivery that a replay created. */
  resultId: z.string().nullable(),
  /** The payload before and after an edit, masked. */
  before: z.json().nullable(),
  after: z.json().nullable(),
});
export type TraceEntryDto = z.output<typeof traceEntryDto>;

/** The history of one order, oldest first. */
export const traceDto = z.object({
  orderId: z.uuid(),
  /** Null where the order itself was deleted. */
  order: z.object({ status: z.enum(orderStatuses), createdAt: z.iso.datetime() }).nullable(),
  /** The newest revision of each root. */
  deliveries: z.array(deliveryDto),
  /** The OpenTelemetry traces of its messages, oldest first. */
  distributed: z.array(distributedTraceDto),
  entries: z.array(traceEntryDto),
});
export type TraceDto = z.output<typeof traceDto>;
