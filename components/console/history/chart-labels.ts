import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { formatTime } from "#components/format/format-time.ts";
import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

/** Time label of a bucket: 02:49:10 in short ranges, 02:49 in a day, 22 Nov, 02:00 in a week. */
export const bucketLabel = (at: string | number, bucketSeconds: number): string =>
  formatTime(at, bucketSeconds < 60 ? "clock" : bucketSeconds < 3_600 ? "minute" : "day");

/** Width of a bucket: `10 s`, `1 min`, `5 min`, `1 h`. */
export const bucketWidth = (bucketSeconds: number): string =>
  bucketSeconds < 60
    ? `${bucketSeconds} s`
    : bucketSeconds < 3_600
      ? `${bucketSeconds / 60} min`
      : `${bucketSeconds / 3_600} h`;

type Totals = Record<"written" | "delivered" | "failed" | "died", number>;

export const totalsOf = (points: readonly HistoryPointDto[]): Totals => {
  const total = (of: keyof Totals) => points.reduce((sum, point) => sum + (point[of] ?? 0), 0);
  return { written: total("written"), delivered: total("delivered"), failed: total("failed"), died: total("died") };
};

/** Text alternative of the charts. */
export function chartSummary({ points, bucketSeconds }: Pick<HistoryDto, "points" | "bucketSeconds">): string {
  const { delivered, failed, died } = totalsOf(points);
  return `${formatCount(delivered)} delivered, ${formatCounted(failed, "failed attempt")}, ${formatCount(died)} dead-lettered, in ${points.length} buckets of ${bucketWidth(bucketSeconds)}`;
}

/** Label at a marker line: `replay`, `3 replays`, `deploy`, `2 alerts`. */
export function markerLabel(marker: HistoryMarkerDto): string {
  if (marker.kind === "deploy") return "deploy";
  return marker.count === 1 ? marker.kind : `${formatCount(marker.count)} ${marker.kind}s`;
}

/** Text of a marker in the list and table. */
export function markerText(marker: HistoryMarkerDto): string {
  if (marker.kind === "replay") return `${formatCounted(marker.count, "manual replay")}`;
  if (marker.kind === "deploy") return `build ${marker.builds.join(", ")} deployed`;
  const more = marker.count > 1 ? ` and ${marker.count - 1} more` : "";
  return `${marker.severity} alert${more}: ${marker.message}`;
}

/** Markers within the points, clipped to them. A firing alert extends to the last point. */
export function markersWithin(
  markers: readonly HistoryMarkerDto[],
  points: readonly HistoryPointDto[],
): { marker: HistoryMarkerDto; from: string; to: string }[] {
  const [first, last] = [points[0]?.at, points.at(-1)?.at];
  if (first === undefined || last === undefined) return [];
  return markers.flatMap((marker) => {
    const end = marker.kind === "alert" ? (marker.until ?? last) : marker.at;
    if (marker.at > last || end < first) return [];
    return [{ marker, from: marker.at < first ? first : marker.at, to: end > last ? last : end }];
  });
}
