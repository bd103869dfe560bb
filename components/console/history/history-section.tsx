"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { bucketWidth, chartSummary } from "#components/console/history/chart-labels.ts";
import { historyQuery } from "#components/console/history/history-query.ts";
import { HistoryTable } from "#components/console/history/history-table.tsx";
import { MarkerList } from "#components/console/history/marker-list.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { type HistoryRange, historyRanges } from "#server/contracts/monitoring/history.ts";

/** The placeholder has the height of the charts, so that nothing moves when they load. */
const HistoryCharts = dynamic(
  () => import("#components/console/history/history-charts.tsx").then((part) => part.HistoryCharts),
  {
    ssr: false,
    loading: () => <div className="h-[858px] desk:h-[434px]" />,
  },
);

type Zoom = { from: string; to: string };

/** Charts of the range in the URL, with their numbers as a table. */
export function HistorySection({ range }: { range: HistoryRange }) {
  const { data: history } = useHydratedQuery(historyQuery(range, null));
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const inZoom = zoom ? history.points.filter(({ at }) => at >= zoom.from && at <= zoom.to) : [];
  // The zoomed part may have left the range.
  const points = inZoom.length > 1 ? inZoom : history.points;
  return (
    <Section
      title={`Last ${historyRanges[range].words}`}
      note={`${bucketWidth(history.bucketSeconds)} buckets`}
      aside={
        <div className="flex items-center gap-3">
          {points !== history.points && (
            <button
              type="button"
              onClick={() => setZoom(null)}
              className="link cursor-pointer text-xs text-fg-2 max-desk:min-h-11"
            >
              Reset zoom
            </button>
          )}
          <RangeTabs range={range} />
        </div>
      }
    >
      {!history.kept && (
        <p className="max-w-[72ch] pt-1 text-pretty text-fg-2">
          No worker has recorded a history yet. Depths are unknown, and throughput covers the latest buckets only.
        </p>
      )}
      <p className="sr-only">{chartSummary({ ...history, points })}</p>
      <HistoryCharts
        history={history}
        points={points}
        onZoom={(from, to) => {
          const [first, last] = [points[from], points[to]];
          if (first && last && to - from > 0) setZoom({ from: first.at, to: last.at });
        }}
      />
      <MarkerList markers={history.markers} points={points} bucketSeconds={history.bucketSeconds} />
      <HistoryTable markers={history.markers} points={points} bucketSeconds={history.bucketSeconds} />
    </Section>
  );
}

/** Links, so that the range is in the URL. */
function RangeTabs({ range }: { range: HistoryRange }) {
  return (
    <nav aria-label="Range" className="flex overflow-hidden rounded-control border border-line-input">
      {(Object.keys(historyRanges) as HistoryRange[]).map((one) => (
        <Link
          key={one}
          href={one === "1h" ? "/ops" : `/ops?range=${one}`}
          scroll={false}
          aria-current={one === range ? "true" : undefined}
          className="grid min-h-8 place-items-center px-3 text-xs text-fg-2 not-first:border-s not-first:border-line-input hover:bg-hover aria-[current]:bg-fg aria-[current]:text-bg max-desk:min-h-11 max-desk:px-4"
        >
          {one}
        </Link>
      ))}
    </nav>
  );
}
