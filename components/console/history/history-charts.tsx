"use client";
import type { ComponentProps, ReactNode } from "react";
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

type Series = {
  /** A `step` holds its value until the next bucket. */
  kind: "area" | "bar" | "line" | "step";
  key: string;
  name: string;
  colour: string;
  /** The line's dashes. */
  dash?: string;
  /** In the legend, if it differs from the name. */
  legend?: string;
};

const delivered: Series = { kind: "area", key: "delivered", name: "delivered", colour: "var(--delivered-mark)" };
const dead: Series = {
  ...{ kind: "bar", key: "died", name: "dead-lettered", colour: "var(--dead-mark)" },
  legend: "dead-lettered (below)",
};
const failed: Series = { kind: "bar", key: "failed", name: "failed", colour: "var(--retrying-mark)" };
const latencies: Series[] = [
  { kind: "line", key: "p95Ms", name: "p95", colour: "var(--active-mark)" },
  { kind: "line", key: "p50Ms", name: "p50", colour: "var(--waiting-mark)", dash: "3 2" },
];
const depths: Series[] = [
  { kind: "step", key: "open", name: "open", colour: "var(--active-mark)" },
  { kind: "step", key: "dead", name: "dead letters", colour: "var(--dead-mark)", dash: "5 3" },
];

const tick = { fontSize: 11, fill: "var(--fg-3)" };
const axis = { width: 48, tick, tickLine: false, axisLine: false, tickCount: 3 } as const;
const counted = { allowDecimals: false, tickFormatter: formatCount } as const;
/** Keeps the axis visible without data. */
const fromNothing: [number, (most: number) => number] = [0, (most) => Math.max(1, most)];
const timed = { tickFormatter: (value: unknown) => formatMilliseconds(Number(value)) };
const countOf = (value: unknown, name: unknown): [string, string] => [formatCount(Number(value)), String(name)];
const timeOf = (value: unknown, name: unknown): [string, string] => [
  formatMilliseconds(value === null ? null : Number(value)),
  String(name),
];

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
  const marked = markersWithin(markers, points);
  const shared = {
    ...{ data, marks: <Marks marked={marked} /> },
    timeLabel: (at: unknown) => bucketLabel(String(at), bucketSeconds),
  };
  return (
    <>
      <Figure title="Throughput" mute={false} series={[delivered, dead]}>
        <Chart
          {...shared}
          height={132}
          series={[delivered]}
          marks={<Marks marked={marked} labels={labelledMarkers(marked, points)} />}
          x={{ tick: false, height: 1 }}
          y={counted}
        />
        <Chart
          {...shared}
          height={96}
          series={[dead]}
          hasGrid={false}
          y={{ ...counted, reversed: true, tickCount: 2, domain: fromNothing }}
        >
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
        </Chart>
      </Figure>
      <div className="grid desk:grid-cols-3 desk:gap-6">
        <Figure title="Failed attempts" series={[failed]}>
          <Chart {...shared} series={[failed]} y={{ ...counted, domain: fromNothing }} />
        </Figure>
        <Figure title="Commit to delivery" series={latencies}>
          <Chart {...shared} series={latencies} y={timed} format={timeOf} />
        </Figure>
        <Figure title="Depths" series={depths}>
          <Chart {...shared} series={depths} y={{ ...counted, domain: fromNothing }} />
        </Figure>
      </div>
    </>
  );
}

const sumOf = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);

type ChartProps = {
  data: readonly object[];
  series: readonly Series[];
  marks: ReactNode;
  timeLabel: (at: unknown) => string;
  x?: ComponentProps<typeof XAxis>;
  y: ComponentProps<typeof YAxis>;
  format?: typeof countOf;
  height?: number;
  /** A chart without a grid joins the one above it. */
  hasGrid?: boolean;
  children?: ReactNode;
};

function Chart({
  data,
  series,
  marks,
  timeLabel,
  x,
  y,
  format = countOf,
  height = 120,
  hasGrid = true,
  children,
}: ChartProps) {
  const margin = { top: hasGrid ? 6 : 0, right: 8, bottom: 0, left: 0 };
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart data={[...data]} margin={margin} syncId="history" accessibilityLayer={false}>
        {hasGrid && <CartesianGrid vertical={false} stroke="var(--border)" />}
        {marks}
        <XAxis
          dataKey="at"
          tickFormatter={timeLabel}
          tick={tick}
          tickLine={false}
          minTickGap={48}
          stroke="var(--border-strong)"
          {...x}
        />
        <YAxis {...axis} {...y} />
        <Tooltip {...tooltip} labelFormatter={timeLabel} formatter={format} />
        {series.map(drawn)}
        {children}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Dot for a bucket without neighbours, where a line would have no length. */
const isolatedDot = { r: 1.5, strokeWidth: 0, fill: "var(--fg-3)" };

function drawn({ kind, key, name, colour, dash }: Series) {
  const look = { name, dataKey: key, isAnimationActive: false };
  if (kind === "bar") return <Bar key={key} {...look} fill={colour} />;
  const line = { ...look, stroke: colour, strokeWidth: 1.5, ...(dash && { strokeDasharray: dash }) };
  if (kind === "area") return <Area key={key} {...line} type="stepAfter" fill="var(--delivered-bg)" fillOpacity={1} />;
  if (kind === "step") return <Line key={key} {...line} type="stepAfter" dot={false} />;
  return <Line key={key} {...line} dot={isolatedDot} connectNulls={false} />;
}

type FigureProps = {
  title: string;
  series: readonly Series[];
  /** Hidden from screen readers: the table has the same data. */
  mute?: boolean;
  children: ReactNode;
};

function Figure({ title, series, mute = true, children }: FigureProps) {
  return (
    <figure className="min-w-0 pt-3">
      <figcaption className="flex flex-wrap items-baseline gap-x-4 pb-1 text-xs text-fg-2">
        <b className="text-sm font-semibold text-fg">{title}</b>
        {series.map(({ key, name, legend = name, colour }) => (
          <span key={key} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: colour }} />
            {legend}
          </span>
        ))}
      </figcaption>
      <div aria-hidden={mute}>{children}</div>
    </figure>
  );
}
