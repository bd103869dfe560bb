"use client";
import { usePlotArea, useXAxisScale } from "recharts";
import { markerLabel, type markersWithin } from "#components/console/history/chart-labels.ts";
import type { HistoryMarkerDto, HistoryPointDto } from "#server/contracts/monitoring/history.ts";

export type Marked = ReturnType<typeof markersWithin>[number];

type Look = "replay" | "deploy" | "critical" | "warning";
const lookOf = (marker: HistoryMarkerDto): Look => (marker.kind === "alert" ? marker.severity : marker.kind);
const strokes: Record<Look, { stroke: string; strokeDasharray?: string; label: string }> = {
  replay: { stroke: "var(--replaying-mark)", label: "var(--replaying)" },
  deploy: { stroke: "var(--border-input)", strokeDasharray: "2 2", label: "var(--fg-2)" },
  critical: { stroke: "var(--danger)", label: "var(--danger)" },
  warning: { stroke: "var(--retrying-mark)", label: "var(--retrying)" },
};

/**
 * Lines of events; alerts are bands from firing to resolved. One layer for all: fifty ReferenceLine components of Recharts
 * in five charts blocked the page for 15 s.
 */
export function Marks({ marked, labels }: { marked: readonly Marked[]; labels?: ReadonlySet<Marked> }) {
  const scale = useXAxisScale();
  const area = usePlotArea();
  if (!scale || !area) return null;
  const { y, height } = area;
  return (
    <g>
      {marked.map((one) => {
        const { marker, from, to } = one;
        const { label, ...line } = strokes[lookOf(marker)];
        const [start, end] = [from, to].map((at) => scale(at, { position: "middle" }));
        if (start === undefined || end === undefined) return null;
        return (
          <g key={`${marker.kind} ${from}`}>
            {marker.kind === "alert" && (
              <rect
                x={start}
                y={y}
                width={Math.max(0, end - start)}
                height={height}
                fill={line.stroke}
                opacity={0.08}
              />
            )}
            <line x1={start} x2={start} y1={y} y2={y + height} {...line} />
            {labels?.has(one) && (
              <text x={start + 5} y={y + 14} fontSize={11} fill={label}>
                {markerLabel(marker)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Markers with a label in the chart: at least a fifth of the width apart, and not at the right edge. */
export function labelledMarkers(marked: readonly Marked[], points: readonly HistoryPointDto[]): Set<Marked> {
  const room = points.length / 5;
  const place = new Map(points.map(({ at }, index) => [at, index]));
  const labels = new Set<Marked>();
  let last = Number.NEGATIVE_INFINITY;
  for (const one of marked) {
    const index = place.get(one.from) ?? points.length;
    if (index - last < room || index > points.length - room) continue;
    labels.add(one);
    last = index;
  }
  return labels;
}
