import { formatCount, formatCounted } from "#components/format/format-count.ts";
import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

/** Cached: an axis formats hundreds of labels, and creating a formatter costs more than all of them. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Time label of a bucket in the user's time zone: 02:49:10 in short ranges, 02:49 in a day, 22 Nov 02:00 in a week. */
export function bucketLabel(at: string | number, bucketSeconds: number, timeZone?: string): string {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  const options: Intl.DateTimeFormatOptions =
    bucketSeconds < 60
      ? { ...clock, second: "2-digit" }
      : bucketSeconds < 3_600
        ? clock
        : { ...clock, day: "numeric", month: "short" };
  const key = JSON.stringify(options);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formatters.set(key, formatter);
  return formatter.format(new Date(at));
}

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
