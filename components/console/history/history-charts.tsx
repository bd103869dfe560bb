"use client";
import type { ReactNode } from "react";
import {
  Area,
  Bar,
  Brush,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { bucketLabel, markersWithin } from "#components/console/history/chart-labels.ts";
import { labelledMarkers, Marks } from "#components/console/history/chart-marks.tsx";
import { formatMilliseconds } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import type { HistoryDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

type ChartsProps = {
  history: HistoryDto;
  points: readonly HistoryPointDto[];
  onZoom: (from: number, to: number) => void;
};

const tick = { fontSize: 11, fill: "var(--fg-3)" };
const margin = { top: 6, right: 8, bottom: 0, left: 0 };
const yWidth = 48;

const axis = { width: yWidth, tick, tickLine: false, axisLine: false, tickCount: 3 } as const;
const counted = { allowDecimals: false, tickFormatter: formatCount } as const;
const grid = { vertical: false, stroke: "var(--border)" } as const;
/** Keeps the axis visible without data. */
const fromNothing: [number, (most: number) => number] = [0, (most) => Math.max(1, most)];
const countOf = (value: unknown, name: unknown): [string, string] => [formatCount(Number(value)), String(name)];

const tooltip = {
  contentStyle: {
    background: "var(--surface)",
    border: "1px solid var(--border)",
    borderRadius: 6,
    padding: "6px 10px",
  },
  labelStyle: { color: "var(--fg)", fontWeight: 550, fontSize: 12 },
  itemStyle: { color: "var(--fg-2)", fontSize: 12, padding: 0 },
  cursor: { stroke: "var(--border-strong)", fill: "var(--hover)" },
  isAnimationActive: false,
} as const;

/** Charts of throughput, failed attempts, latency and depths. */
export function HistoryCharts({ history, points, onZoom }: ChartsProps) {
  const { bucketSeconds, markers } = history;
  const data = points.map((point) => ({ ...point, open: sumOf(point.waiting, point.inFlight) }));
  const timeLabel = (at: string) => bucketLabel(at, bucketSeconds);
  const time = {
    dataKey: "at",
    tickFormatter: timeLabel,
    tick,
    tickLine: false,
    minTickGap: 48,
    stroke: "var(--border-strong)",
  };
  const marked = markersWithin(markers, points);
  const marks = <Marks marked={marked} />;
  const common = { data, margin, syncId: "history", accessibilityLayer: false };
  const label = (at: unknown) => timeLabel(String(at));
  return (
    <>
      <Figure
        title="Throughput"
        mute={false}
        legend={[
          ["delivered", "delivered", "var(--delivered-mark)"],
          ["dead-lettered (below)", "died", "var(--dead-mark)"],
        ]}
      >
        <ResponsiveContainer width="100%" height={132}>
          <ComposedChart {...common}>
            <CartesianGrid {...grid} />
            <XAxis {...time} tick={false} height={1} />
            <YAxis {...axis} {...counted} />
            <Tooltip {...tooltip} labelFormatter={label} formatter={countOf} />
            <Marks marked={marked} labels={labelledMarkers(marked, points)} />
            <Area
              type="stepAfter"
              dataKey="delivered"
              name="delivered"
              stroke="var(--delivered-mark)"
              strokeWidth={1.5}
              fill="var(--delivered-bg)"
              fillOpacity={1}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
        <ResponsiveContainer width="100%" height={96}>
          <ComposedChart {...common} margin={{ ...margin, top: 0 }}>
            {marks}
            <XAxis {...time} />
            <YAxis {...axis} reversed tickCount={2} {...counted} domain={fromNothing} />
            <Tooltip {...tooltip} labelFormatter={label} formatter={countOf} />
            <Bar dataKey="died" name="dead-lettered" fill="var(--dead-mark)" isAnimationActive={false} />
            <Brush
              dataKey="at"
              height={22}
              travellerWidth={10}
              stroke="var(--border-input)"
              fill="var(--sunken)"
              tickFormatter={() => ""}
              ariaLabel="Zoom range"
              onDragEnd={({ startIndex, endIndex }) => onZoom(startIndex ?? 0, endIndex ?? data.length - 1)}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </Figure>
      <div className="grid desk:grid-cols-3 desk:gap-6">
        <Figure title="Failed attempts" legend={[["failed", "failed", "var(--retrying-mark)"]]}>
          <ResponsiveContainer width="100%" height={120}>
            <ComposedChart {...common}>
              <CartesianGrid {...grid} />
              {marks}
              <XAxis {...time} />
              <YAxis {...axis} {...counted} domain={fromNothing} />
              <Tooltip {...tooltip} labelFormatter={label} formatter={countOf} />
              <Bar dataKey="failed" name="failed" fill="var(--retrying-mark)" isAnimationActive={false} />
            </ComposedChart>
          </ResponsiveContainer>
        </Figure>
        <Figure
          title="Commit to delivery"
          legend={[
            ["p95", "p95", "var(--active-mark)"],
            ["p50", "p50", "var(--waiting-mark)"],
          ]}
        >
          <ResponsiveContainer width="100%" height={120}>
            <ComposedChart {...common}>
              <CartesianGrid {...grid} />
              {marks}
              <XAxis {...time} />
              <YAxis {...axis} tickFormatter={(value) => formatMilliseconds(Number(value))} />
              <Tooltip
                {...tooltip}
                labelFormatter={label}
                formatter={(value, name) => [formatMilliseconds(value === null ? null : Number(value)), name]}
              />
              <Line
                dataKey="p50Ms"
                name="p50"
                stroke="var(--waiting-mark)"
                strokeDasharray="3 2"
                dot={isolatedDot}
                connectNulls={false}
                isAnimationActive={false}
              />
              <Line
                dataKey="p95Ms"
                name="p95"
                stroke="var(--active-mark)"
                strokeWidth={1.5}
                dot={isolatedDot}
                connectNulls={false}
                isAnimationActive={false}
              />
            </ComposedChart>
          </ResponsiveContainer>
        </Figure>
        <Figure
          title="Depths"
          legend={[
            ["open", "open", "var(--active-mark)"],
            ["dead letters", "dead", "var(--dead-mark)"],
          ]}
        >
          <ResponsiveContainer width="100%" height={120}>
            <ComposedChart {...common}>
              <CartesianGrid {...grid} />
              {marks}
              <XAxis {...time} />
              <YAxis {...axis} {...counted} domain={fromNothing} />
              <Tooltip {...tooltip} labelFormatter={label} formatter={countOf} />
              <Line
                type="stepAfter"
                dataKey="open"
                name="open"
                stroke="var(--active-mark)"
                strokeWidth={1.5}
                dot={false}
                isAnimationActive={false}
              />
              <Line
                type="stepAfter"
                dataKey="dead"
                name="dead letters"
                stroke="var(--dead-mark)"
                strokeWidth={1.5}
                strokeDasharray="5 3"
                dot={false}
                isAnimationActive={false}
              />
            </ComposedChart>
          </ResponsiveContainer>
        </Figure>
      </div>
    </>
  );
}

/** Dot for a bucket without neighbours, where a line would have no length. */
const isolatedDot = { r: 1.5, strokeWidth: 0, fill: "var(--fg-3)" };

const sumOf = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);

type FigureProps = {
  title: string;
  legend: readonly (readonly [string, string, string])[];
  /** Hidden from screen readers: the table has the same data. */
  mute?: boolean;
  children: ReactNode;
};

function Figure({ title, legend, mute = true, children }: FigureProps) {
  return (
    <figure className="min-w-0 pt-3">
      <figcaption className="flex flex-wrap items-baseline gap-x-4 pb-1 text-xs text-fg-2">
        <b className="text-sm font-semibold text-fg">{title}</b>
        {legend.map(([label, key, colour]) => (
          <span key={key} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: colour }} />
            {label}
          </span>
        ))}
      </figcaption>
      <div aria-hidden={mute}>{children}</div>
    </figure>
  );
}
