import * as z from "zod";
import { firingAlertDto } from "#server/contracts/monitoring/alert.ts";
import { quantilesDto } from "#server/contracts/monitoring/history.ts";
import { handlerDepthDto } from "#server/contracts/monitoring/pipeline.ts";

const queueDto = handlerDepthDto.extend({
  /** Such as `3 retries after 60 s, doubling to 15 min, then the dead-letter queue`. Null for a handler of another build. */
  policy: z.string().nullable(),
  /** Deliveries in flight per worker at most. */
  concurrency: z.int().nullable(),
  /** Worker processes that are alive and take its deliveries, with their deliveries in flight and concurrency. */
  workers: z.object({ alive: z.int(), inHand: z.int(), places: z.int() }),
  /** Its firing alerts. */
  firing: z.array(firingAlertDto),
  /** Of the last 15 minutes: stored buckets, and the rows of the last 30 s. */
  lastQuarter: z.object({
    delivered: z.int(),
    failed: z.int(),
    died: z.int(),
    /** From commit to delivery. */
    p50Ms: z.int().nullable(),
    p95Ms: z.int().nullable(),
    /** From the queue to the first attempt. */
    wait: quantilesDto,
    /** An attempt, including failed ones. */
    run: quantilesDto,
  }),
});
export type QueueDto = z.output<typeof queueDto>;

export const queueListDto = z.object({ at: z.iso.datetime(), items: z.array(queueDto) });

/** The current pause, or null once it is resumed. */
export const handlerPausedDto = z.object({ handler: z.string(), paused: handlerDepthDto.shape.paused });
