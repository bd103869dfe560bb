"use client";
import { useState } from "react";
import { markerText } from "#components/console/history/chart-labels.ts";
import { formatMilliseconds } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { HistoryDto, HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

type Row = { point: HistoryPointDto; format: "clock" | "day"; marked: string };

const count = (number: number | null): string => (number === null ? "–" : formatCount(number));
const figures: readonly [name: string, format: (point: HistoryPointDto) => string][] = [
  ["Created", ({ written }) => count(written)],
  ["Delivered", ({ delivered }) => count(delivered)],
  ["Failed attempts", ({ failed }) => count(failed)],
  ["Dead-lettered", ({ died }) => count(died)],
  ["p50", ({ p50Ms }) => formatMilliseconds(p50Ms)],
  ["p95", ({ p95Ms }) => formatMilliseconds(p95Ms)],
  ["Outbox", ({ pending }) => count(pending)],
  ["Waiting", ({ waiting }) => count(waiting)],
  ["In flight", ({ inFlight }) => count(inFlight)],
  ["Dead letters", ({ dead }) => count(dead)],
];

const column = dataColumns<Row>();
const columns = [
  column("from", "From", (row) => <Time at={row.point.at} format={row.format} />, {
    head: "pt-1 text-start",
    cell: "py-1 whitespace-nowrap",
    isRowHeader: true,
  }),
  ...figures.map(([name, format]) =>
    column(name, name, (row) => format(row.point), {
      both: "px-2 text-end",
      head: "pt-1",
      cell: "py-1 whitespace-nowrap",
    }),
  ),
  column("marked", "Markers", (row) => row.marked, {
    both: "ps-4",
    head: "pt-1 text-start",
    cell: "min-w-52 py-1 text-xs text-fg-2",
  }),
];

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
        <DataTable
          columns={columns}
          items={(open ? points.toReversed() : []).map((point): Row => {
            const format = bucketSeconds < 300 ? "clock" : "day";
            return { point, format, marked: markedAt(markers, point.at) };
          })}
          idOf={({ point }) => point.at}
          className="w-full min-w-[900px]"
          headClassName="sticky top-0 bg-bg"
        />
      </section>
    </details>
  );
}
