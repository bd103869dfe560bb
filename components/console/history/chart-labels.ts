import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

/** Kept: an axis asks for hundreds of words at each reading, and to make a formatter takes longer than all of them. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** 02:49:10 in the short ranges, 02:49 in a day, 22 Nov 02:00 in a week; in the reader's zone. */
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

/** `10 s`, `1 min`, `5 min`, `1 h`: how long a bucket is. */
export const bucketWidth = (bucketSeconds: number): string =>
  bucketSeconds < 60
    ? `${bucketSeconds} s`
    : bucketSeconds < 3_600
      ? `${bucketSeconds / 60} min`
      : `${bucketSeconds / 3_600} h`;

export const formatMilliseconds = (milliseconds: number | null): string =>
  milliseconds === null
    ? "–"
    : milliseconds < 1_000
      ? `${milliseconds}\u00a0ms`
      : milliseconds < 60_000
        ? `${(milliseconds / 1_000).toFixed(1)} s`
        : `${Math.round(milliseconds / 60_000)} min`;

type Totals = Record<"written" | "delivered" | "failed" | "died", number>;

export const totalsOf = (points: readonly HistoryPointDto[]): Totals => {
  const total = (of: keyof Totals) => points.reduce((sum, point) => sum + (point[of] ?? 0), 0);
  return { written: total("written"), delivered: total("delivered"), failed: total("failed"), died: total("died") };
};

/** What a reader who does not see the chart is told instead. */
export function chartSummary({ points, bucketSeconds }: Pick<HistoryDto, "points" | "bucketSeconds">): string {
  const { delivered, failed, died } = totalsOf(points);
  const count = (number: number) => number.toLocaleString("en-GB");
  return `${count(delivered)} delivered, ${count(failed)} tries failed, ${count(died)} died, in ${points.length} buckets of ${bucketWidth(bucketSeconds)}`;
}

/** `replay`, `3 replays`, `deploy`, `2 alerts`: what stands at the line, where there is room. */
export function markerLabel(marker: HistoryMarkerDto): string {
  if (marker.kind === "deploy") return "deploy";
  return marker.count === 1 ? marker.kind : `${marker.count.toLocaleString("en-GB")} ${marker.kind}s`;
}

/** The same as a sentence, for the list and the table. */
export function markerText(marker: HistoryMarkerDto): string {
  if (marker.kind === "replay") return `${marker.count === 1 ? "1 replay" : markerLabel(marker)} by hand`;
  if (marker.kind === "deploy") return `build ${marker.builds.join(", ")} began to run`;
  const more = marker.count > 1 ? ` and ${marker.count - 1} more` : "";
  return `${marker.severity} alert${more}: ${marker.message}`;
}

/** Those that are within the points, cut to them; an alert that fires reaches to the last one. */
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
