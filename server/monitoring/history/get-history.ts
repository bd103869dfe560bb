import {
  type HistoryDto,
  type HistoryPointDto,
  type HistoryRange,
  historyRanges,
} from "#server/contracts/monitoring/history.ts";
import { getMarkers } from "#server/monitoring/history/get-markers.ts";
import { shareQuarter } from "#server/monitoring/history/share-quarter.ts";
import { countFlows, type HistoryRow, readPoints } from "#server/monitoring/history/sql/read-history.ts";
import { db } from "#server/platform/database/db.ts";

const allTogether = "*";
/** The stored points of a range, and how many of the last buckets are counted on the rows instead. */
const sources: Record<HistoryRange, { resolution: 10 | 60 | 3600; counted: number }> = {
  "15m": { resolution: 10, counted: 3 },
  "1h": { resolution: 60, counted: 2 },
  "24h": { resolution: 60, counted: 1 },
  "7d": { resolution: 3600, counted: 0 },
};

/**
 * The buckets of a range: stored ones, and the last of them counted on the rows, so that recent events are included.
 * A missing bucket has no depths. Its flows of 0 are reliable only if `kept` is true.
 */
export async function getHistory(range: HistoryRange, handler: string | null): Promise<HistoryDto> {
  const { seconds, bucketSeconds } = historyRanges[range];
  const { resolution, counted } = sources[range];
  const now = Date.now();
  const width = bucketSeconds * 1_000;
  const present = Math.floor(now / width) * width;
  const first = present - seconds * 1_000 + width;
  const of = { handler: handler ?? allTogether, bucketSeconds };
  const [kept, recent, markers, [minute], quarter] = await Promise.all([
    readPoints(db(), { ...of, resolution, since: new Date(first) }),
    counted === 0 ? [] : countFlows(db(), { ...of, since: new Date(present - (counted - 1) * width) }),
    getMarkers({ since: new Date(first), bucketSeconds, handler }),
    countFlows(db(), { handler: of.handler, since: new Date(now - 60_000), bucketSeconds: 60 }),
    shareQuarter(),
  ]);
  const rows = new Map(kept.map((row) => [row.at.getTime(), row]));
  for (const row of recent) rows.set(row.at.getTime(), { ...row, ...depthsOf(rows.get(row.at.getTime())) });
  const points = Array.from({ length: Math.round((present - first) / width) + 1 }, (_, index) => first + index * width);
  const { written = 0, delivered = 0, failed = 0, died = 0 } = minute ?? {};
  return {
    lastMinute: { written: handler === null ? written : null, delivered, failed, died },
    ...{ range, handler, bucketSeconds, at: new Date(now).toISOString(), kept: kept.length > 0 },
    stages: stagesOf(quarter.of(handler)),
    points: points.map((at) => toPoint(at, rows.get(at), handler === null)),
    markers,
  };
}

const stagesOf = ({ relay, wait, run, total }: HistoryDto["stages"]): HistoryDto["stages"] => ({
  relay,
  wait,
  run,
  total,
});

const noDepths = { pending: null, waiting: null, inFlight: null, dead: null };
const depthsOf = (row: HistoryRow | undefined) =>
  row ? { pending: row.pending, waiting: row.waiting, inFlight: row.inFlight, dead: row.dead } : noDepths;

function toPoint(at: number, row: HistoryRow | undefined, all: boolean): HistoryPointDto {
  const { written = 0, delivered = 0, failed = 0, died = 0, p50Ms = null, p95Ms = null } = row ?? {};
  const flows = { written: all ? written : null, delivered, failed, died, p50Ms, p95Ms };
  const depths = depthsOf(row);
  return { at: new Date(at).toISOString(), ...flows, ...depths, pending: all ? depths.pending : null };
}
