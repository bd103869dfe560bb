import { markersWithin, markerText } from "#components/console/history/chart-labels.ts";
import { formatCount } from "#components/format/format-count.ts";
import { Time } from "#components/ui/time.tsx";
import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

const mostShown = 5;
const colourOf = (marker: HistoryMarkerDto): string => {
  if (marker.kind === "replay") return "bg-replaying-mark";
  if (marker.kind === "deploy") return "bg-line-input";
  return marker.severity === "critical" ? "bg-danger" : "bg-retrying-mark";
};

type MarkerListProps = Pick<HistoryDto, "markers" | "bucketSeconds"> & { points: readonly HistoryPointDto[] };

/** Legend of the chart markers, newest first. */
export function MarkerList({ markers, points, bucketSeconds }: MarkerListProps) {
  const marked = markersWithin(markers, points).toReversed();
  if (marked.length === 0) return null;
  const more = marked.length - mostShown;
  const format = bucketSeconds < 300 ? "clock" : "day";
  return (
    <ul aria-label="Chart markers" className="grid gap-1 pt-3 text-xs text-fg-2">
      {marked.slice(0, mostShown).map(({ marker }) => (
        <li key={`${marker.kind} ${marker.at}`} className="flex items-start gap-2">
          <span aria-hidden="true" className={`mt-0.5 h-3 w-0.5 shrink-0 ${colourOf(marker)}`} />
          <span className="min-w-0 text-pretty wrap-anywhere">
            <Time at={marker.at} format={format} className="text-fg-3" />
            {marker.kind === "alert" && (
              <span className="text-fg-3">
                {marker.until === null ? (
                  " until now"
                ) : (
                  <>
                    {" to "}
                    <Time at={marker.until} format={format} />
                  </>
                )}
              </span>
            )}{" "}
            {markerText(marker)}
          </span>
        </li>
      ))}
      {more > 0 && <li className="ps-2.5 text-fg-3">{`${formatCount(more)} earlier, see table`}</li>}
    </ul>
  );
}
