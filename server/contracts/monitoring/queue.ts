import * as z from "zod";
import { firingAlertDto } from "#server/contracts/monitoring/alert.ts";
import { quantilesDto } from "#server/contracts/monitoring/history.ts";
import { handlerDepthDto } from "#server/contracts/monitoring/pipeline.ts";

export const queueDto = handlerDepthDto.extend({
  /** In words: `3 retries after 60 s, doubling to 15 min, then the dead-letter queue`. Null for a handler of another build. */
  policy: z.string().nullable(),
  /** Deliveries that one worker has under way at once. */
  concurrency: z.int().nullable(),
  /** Worker processes that are alive and take its deliveries: how many, what they have in hand, and room for how many. */
  workers: z.object({ alive: z.int(), inHand: z.int(), places: z.int() }),
  /** What fires about it. */
  firing: z.array(firingAlertDto),
  /** Of the last 15 minutes: kept buckets and, of the last half minute, the rows. */
  lastQuarter: z.object({
    delivered: z.int(),
    failed: z.int(),
    died: z.int(),
    /** From the commit to the other side's answer. */
    p50Ms: z.int().nullable(),
    p95Ms: z.int().nullable(),
    /** From the queue to the first try. */
    wait: quantilesDto,
    /** A try, failed ones too. */
    run: quantilesDto,
  }),
});
export type QueueDto = z.output<typeof queueDto>;

export const queueListDto = z.object({ at: z.iso.datetime(), items: z.array(queueDto) });

export const handlerPauseBody = z.strictObject({
  reason: z.string().trim().min(1, "must say why").max(500, "must have at most 500 characters"),
});
export type HandlerPauseBody = z.output<typeof handlerPauseBody>;

/** What is so now: null once it is resumed. */
export const handlerPausedDto = z.object({ handler: z.string(), paused: handlerDepthDto.shape.paused });
