"use client";
import { useState } from "react";
import { formatMilliseconds, markerText } from "#components/console/history/chart-labels.ts";
import { Time } from "#components/ui/time.tsx";
import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

const columns = [
  ["Created", (point: HistoryPointDto) => count(point.written)],
  ["Delivered", (point: HistoryPointDto) => count(point.delivered)],
  ["Failed attempts", (point: HistoryPointDto) => count(point.failed)],
  ["Dead-lettered", (point: HistoryPointDto) => count(point.died)],
  ["p50", (point: HistoryPointDto) => formatMilliseconds(point.p50Ms)],
  ["p95", (point: HistoryPointDto) => formatMilliseconds(point.p95Ms)],
  ["Outbox", (point: HistoryPointDto) => count(point.pending)],
  ["Waiting", (point: HistoryPointDto) => count(point.waiting)],
  ["In flight", (point: HistoryPointDto) => count(point.inFlight)],
  ["Dead letters", (point: HistoryPointDto) => count(point.dead)],
] as const;

const numbers = new Intl.NumberFormat("en-GB");
const count = (number: number | null): string => (number === null ? "–" : numbers.format(number));

type HistoryTableProps = Pick<HistoryDto, "markers" | "bucketSeconds"> & { points: readonly HistoryPointDto[] };

/** Markers of a bucket. Alerts are marked where they fired and resolved. */
function markedAt(markers: readonly HistoryMarkerDto[], at: string): string {
  const begun = markers.filter((marker) => marker.at === at).map(markerText);
  const resolved = markers
    .filter((marker) => marker.kind === "alert" && marker.until === at)
    .map(() => "alert resolved");
  return [...begun, ...resolved].join("; ");
}

/** Numbers of the charts, newest first. A dash means no sample. Rows are rendered only while open. */
export function HistoryTable({ points, markers, bucketSeconds }: HistoryTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="pt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer text-xs text-fg-2 max-desk:py-3.5">Show as table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable regions must be reachable by keyboard. */}
      <section aria-label="Numbers of the charts" tabIndex={0} className="max-h-96 overflow-auto pt-2">
        <table className="w-full min-w-[900px]">
          <thead className="sticky top-0 bg-bg">
            <tr>
              <th scope="col" className="py-1 text-start text-xs font-medium text-fg-3">
                From
              </th>
              {columns.map(([name]) => (
                <th key={name} scope="col" className="px-2 py-1 text-end text-xs font-medium text-fg-3">
                  {name}
                </th>
              ))}
              <th scope="col" className="ps-4 py-1 text-start text-xs font-medium text-fg-3">
                Marked
              </th>
            </tr>
          </thead>
          <tbody>
            {(open ? points.toReversed() : []).map((point) => (
              <tr key={point.at} className="border-t border-line">
                <th scope="row" className="py-1 text-start font-normal whitespace-nowrap">
                  <Time at={point.at} format={bucketSeconds < 300 ? "clock" : "day"} />
                </th>
                {columns.map(([name, of]) => (
                  <td key={name} className="px-2 py-1 text-end whitespace-nowrap">
                    {of(point)}
                  </td>
                ))}
                <td className="min-w-52 ps-4 py-1 text-xs text-fg-2">{markedAt(markers, point.at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
