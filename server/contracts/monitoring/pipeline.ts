import * as z from "zod";
import { breakerDto } from "#server/contracts/delivery/breaker.ts";
import { sendingPauseDto } from "#server/contracts/delivery/sending.ts";
import { firingAlertDto } from "#server/contracts/monitoring/alert.ts";

const age = z.number().nullable();

/** One handler's depths, counted on `delivery`. Replayed, discarded and withdrawn deliveries are in none of them. */
export const handlerDepthDto = z.object({
  handler: z.string(),
  label: z.string(),
  enabled: z.boolean(),
  /** Null where its deliveries may be tried. Otherwise they wait until an operator resumes it. */
  paused: z.object({ reason: z.string(), by: z.string(), since: z.iso.datetime() }).nullable(),
  /** Null where its breaker neither holds anything nor is kept from it. A pause goes before it. */
  breaker: breakerDto.nullable(),
  /** Born, not released: behind an earlier message of its order, held, or inside an undo window. */
  waiting: z.int(),
  /** Released, first try not begun. */
  ready: z.int(),
  /** In a worker's hands now. */
  active: z.int(),
  /** Failed at least once, waiting for its next try. */
  retrying: z.int(),
  dead: z.int(),
  delivered: z.int(),
  /** Age of the oldest that is waiting, ready, active or retrying. */
  oldestAgeSeconds: age,
  oldestDeadAgeSeconds: age,
});
export type HandlerDepthDto = z.output<typeof handlerDepthDto>;

export const pipelineDto = z.object({
  at: z.iso.datetime(),
  outbox: z.object({ pending: z.int(), parked: z.int(), oldestAgeSeconds: age }),
  handlers: z.array(handlerDepthDto),
  /** Worker processes that are alive and take deliveries. Without one everything waits. */
  workers: z.int(),
  /** Alerts that fire and that nobody has acknowledged. */
  alerts: z.int(),
  /** The first five of them: critical ones before warnings, the longest first. */
  firing: z.array(firingAlertDto),
  /** Null when mails and webhooks may leave. Otherwise everything waits for an operator. */
  sending: sendingPauseDto.nullable(),
});
export type PipelineDto = z.output<typeof pipelineDto>;
