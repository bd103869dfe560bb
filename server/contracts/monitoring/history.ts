import * as z from "zod";
import { alertSeverities } from "#server/contracts/monitoring/alert.ts";

/** How far back a chart reaches, and how long its buckets are. */
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
  /** The bucket's beginning. */
  at: z.iso.datetime(),
  /** Messages that were committed to the outbox. Of all handlers only: null for one. */
  written: z.int().nullable(),
  delivered: z.int(),
  /** Tries that failed, dead ones included. */
  failed: z.int(),
  died: z.int(),
  /** From the commit to the other side's answer. Of longer buckets: the median of its minutes, and its slowest minute's. */
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
  /** Depths, the highest that was seen; null where no worker looked. */
  pending: depth,
  waiting: depth,
  inFlight: depth,
  dead: depth,
});
export type HistoryPointDto = z.output<typeof historyPointDto>;

/** Within 2 %, or a millisecond. Null where nothing passed. */
export const quantilesDto = z.object({ p50Ms: z.int().nullable(), p95Ms: z.int().nullable() });
export type QuantilesDto = z.output<typeof quantilesDto>;
/** What a stage of the pipeline may take. `relay`: from commit to relay; `wait`: from queue to the first try; `run`: a try. */
export const stagesDto = z.object({ relay: quantilesDto, wait: quantilesDto, run: quantilesDto, total: quantilesDto });

/** What happened in a bucket beside its numbers; one of a kind per bucket. */
export const historyMarkerDto = z.discriminatedUnion("kind", [
  /** Operators replayed so many. */
  z.object({ kind: z.literal("replay"), at: z.iso.datetime(), count: z.int() }),
  /** Processes of another build began to run. */
  z.object({ kind: z.literal("deploy"), at: z.iso.datetime(), builds: z.array(z.string()) }),
  /** Alerts that fired without a bucket between them: the worst of them speaks for all. */
  z.object({
    kind: z.literal("alert"),
    at: z.iso.datetime(),
    /** The bucket in which the last of them was over; null while one fires. */
    until: z.iso.datetime().nullable(),
    count: z.int(),
    severity: z.enum(alertSeverities),
    message: z.string(),
  }),
]);
export type HistoryMarkerDto = z.output<typeof historyMarkerDto>;

export const historyDto = z.object({
  range: historyRange,
  /** Null for all together. */
  handler: z.string().nullable(),
  bucketSeconds: z.int(),
  at: z.iso.datetime(),
  /** Every bucket of the range, oldest first; the last one is not over. */
  points: z.array(historyPointDto),
  /** Oldest first. What began before the range is at its first bucket. */
  markers: z.array(historyMarkerDto),
  /** What passed in the last 60 seconds, counted on the rows. */
  lastMinute: historyPointDto.pick({ written: true, delivered: true, failed: true, died: true }),
  /** How long each stage took in the last 15 minutes, whatever the range. */
  stages: stagesDto,
  /** Whether a worker has kept any of it. Without one, only what can be counted now is here. */
  kept: z.boolean(),
});
export type HistoryDto = z.output<typeof historyDto>;
