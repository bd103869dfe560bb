import type { QuantilesDto } from "#server/contracts/monitoring/history.ts";
import { addHistograms, quantileOf } from "#server/monitoring/history/latency-histogram.ts";
import {
  countPassed,
  type PassedRow,
  readPassed,
  type Stage,
  stages,
} from "#server/monitoring/history/sql/read-quarter.ts";
import { db } from "#server/platform/database/db.ts";

const bucketMilliseconds = 10_000;
const buckets = 90;
/** The newest buckets may still be counted again: these are counted on the rows. */
const counted = 3;

type Passed = { delivered: number; failed: number; died: number } & Record<Stage, QuantilesDto>;
export type Quarter = {
  /** The start of its first bucket. */
  since: Date;
  /** Of one handler, or of all. */
  of: (handler: string | null) => Passed;
};

/** Flows and stage latencies of the last 15 minutes, of every handler: stored buckets, and the rows of the last 30 s. */
export async function getQuarter(): Promise<Quarter> {
  const present = Math.floor(Date.now() / bucketMilliseconds) * bucketMilliseconds;
  const since = new Date(present - (buckets - 1) * bucketMilliseconds);
  const until = new Date(present - (counted - 1) * bucketMilliseconds);
  const rows = (await Promise.all([readPassed(db(), { since, until }), countPassed(db(), until)])).flat();
  return { since, of: (handler) => addUp(rows, handler) };
}

function addUp(rows: readonly PassedRow[], handler: string | null): Passed {
  const flows = rows.filter((row) => row.handler === (handler ?? "*"));
  const sum = (of: "delivered" | "failed" | "died") => flows.reduce((total, row) => total + row[of], 0);
  const quantiles = stages.map((stage) => {
    const mine = rows.filter((row) => handler === null || row.handler === handler);
    const histogram = addHistograms(mine.map((row) => row.spread?.[stage] ?? {}));
    return [stage, { p50Ms: quantileOf(histogram, 0.5), p95Ms: quantileOf(histogram, 0.95) }];
  });
  return {
    ...{ delivered: sum("delivered"), failed: sum("failed"), died: sum("died") },
    ...(Object.fromEntries(quantiles) as Record<Stage, QuantilesDto>),
  };
}
