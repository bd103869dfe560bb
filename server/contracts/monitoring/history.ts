import * as z from "zod";
import { alertSeverities } from "#server/contracts/monitoring/alert.ts";

/** The length of a chart and of its buckets. */
export const historyRanges = {
  "15m": { seconds: 900, bucketSeconds: 10, words: "15 minutes" },
  "1h": { seconds: 3_600, bucketSeconds: 60, words: "hour" },
  "24h": { seconds: 86_400, bucketSeconds: 300, words: "24 hours" },
  "7d": { seconds: 604_800, bucketSeconds: 3_600, words: "7 days" },
} as const;
export const historyRange = z.enum(Object.keys(historyRanges) as [keyof typeof historyRanges]);
export type HistoryRange = keyof typeof historyRanges;

const depth = z.int().nullable();

export const historyPointDto = z.object({
  /** The start of the bucket. */
  at: z.iso.datetime(),
  /** Messages committed to the outbox. Null for a single handler. */
  written: z.int().nullable(),
  delivered: z.int(),
  /** Failed attempts, including the ones that dead-lettered. */
  failed: z.int(),
  died: z.int(),
  /** From commit to delivery. Of longer buckets: the median of its minutes, and its slowest minute. */
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
  /** The highest depths of the bucket. Null where no worker recorded any. */
  pending: depth,
  waiting: depth,
  inFlight: depth,
  dead: depth,
});
export type HistoryPointDto = z.output<typeof historyPointDto>;

/** Within 2 %, or 1 ms. Null without deliveries. */
export const quantilesDto = z.object({ p50Ms: z.int().nullable(), p95Ms: z.int().nullable() });
export type QuantilesDto = z.output<typeof quantilesDto>;
/** Latency per stage. `relay`: from commit to relay. `wait`: from queue to the first attempt. `run`: an attempt. */
const stagesDto = z.object({ relay: quantilesDto, wait: quantilesDto, run: quantilesDto, total: quantilesDto });

/** Events of a bucket; one of a kind per bucket. */
const historyMarkerDto = z.discriminatedUnion("kind", [
  /** Replays by operators. */
  z.object({ kind: z.literal("replay"), at: z.iso.datetime(), count: z.int() }),
  /** Processes of another build started. */
  z.object({ kind: z.literal("deploy"), at: z.iso.datetime(), builds: z.array(z.string()) }),
  /** Alerts without a bucket between them, with the message of the most severe one. */
  z.object({
    kind: z.literal("alert"),
    at: z.iso.datetime(),
    /** The bucket in which the last of them was resolved. Null while one fires. */
    until: z.iso.datetime().nullable(),
    count: z.int(),
    severity: z.enum(alertSeverities),
    message: z.string(),
  }),
]);
export type HistoryMarkerDto = z.output<typeof historyMarkerDto>;

export const historyDto = z.object({
  range: historyRange,
  /** Null for all handlers. */
  handler: z.string().nullable(),
  bucketSeconds: z.int(),
  at: z.iso.datetime(),
  /** Every bucket of the range, oldest first. The last one is still open. */
  points: z.array(historyPointDto),
  /** Oldest first. Alerts from before the range are at its first bucket. */
  markers: z.array(historyMarkerDto),
  /** Flows of the last 60 seconds, counted on the rows. */
  lastMinute: historyPointDto.pick({ written: true, delivered: true, failed: true, died: true }),
  /** Latency per stage in the last 15 minutes, for every range. */
  stages: stagesDto,
  /** Whether a worker has stored any bucket of it. Without any, only recent rows are counted. */
  kept: z.boolean(),
});
export type HistoryDto = z.output<typeof historyDto>;
