import * as z from "zod";
import { breakerDto } from "#server/contracts/delivery/breaker.ts";
import { handlerNoun } from "#server/contracts/delivery/delivery.ts";
import { sendingPauseDto } from "#server/contracts/delivery/sending.ts";
import { firingAlertDto } from "#server/contracts/monitoring/alert.ts";

const age = z.number().nullable();

/** The depths of one handler, counted on `delivery`. Replayed, discarded and withdrawn deliveries are not counted. */
export const handlerDepthDto = z.object({
  handler: z.string(),
  label: z.string(),
  noun: handlerNoun,
  enabled: z.boolean(),
  /** Null unless an operator paused it. Its deliveries wait until it is resumed. */
  paused: z.object({ reason: z.string(), by: z.string(), since: z.iso.datetime() }).nullable(),
  /** Null while its circuit breaker is closed without an override. A pause takes precedence. */
  breaker: breakerDto.nullable(),
  /** Not released yet: blocked by an earlier message of its subject, held, or within an undo window. */
  waiting: z.int(),
  /** Released, before the first attempt. */
  ready: z.int(),
  /** In flight in a worker. */
  active: z.int(),
  /** Failed at least once, waiting for the next attempt. */
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
  /** Worker processes that are alive and take deliveries. */
  workers: z.int(),
  /** Firing alerts that are not acknowledged. */
  alerts: z.int(),
  /** The first five of them: critical before warning, oldest first. */
  firing: z.array(firingAlertDto),
  /** Null while sending is allowed. Otherwise every delivery waits for an operator. */
  sending: sendingPauseDto.nullable(),
});
export type PipelineDto = z.output<typeof pipelineDto>;
