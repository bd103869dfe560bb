import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";

const size = 13;
const step = 16;
const rows = 10;
/** From this size on a wave is a bar, because its squares would be wider than the page. */
export const mostSquares = 250;

export type WaveShape = Pick<Record<ItemOutcome, number>, "delivered" | "failedAgain" | "inFlight" | "pending"> & {
  /** Skipped items: conflict, already sent, blocked or aborted. */
  other: number;
};

const order = ["delivered", "failedAgain", "other", "inFlight", "pending"] as const;

/** One square per message, column by column. Each outcome has its own shape, so that it reads without colour. */
export function WaveSquares({ shape, label }: { shape: WaveShape; label: string }) {
  const squares = order.flatMap((outcome) => Array.from({ length: shape[outcome] }, () => outcome));
  const columns = Math.max(1, Math.ceil(squares.length / rows));
  const [width, height] = [(columns - 1) * step + size, (Math.min(squares.length, rows) - 1) * step + size];
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="overflow-visible"
    >
      {squares.map((outcome, index) => (
        <Square
          // biome-ignore lint/suspicious/noArrayIndexKey: squares have no identity, and keep their order.
          key={index}
          outcome={outcome}
          x={Math.floor(index / rows) * step}
          y={(index % rows) * step}
        />
      ))}
    </svg>
  );
}

function Square({ outcome, x, y }: { outcome: (typeof order)[number]; x: number; y: number }) {
  const box = { width: size, height: size, rx: 2 };
  if (outcome === "delivered") return <rect {...box} x={x} y={y} fill="var(--delivered-mark)" />;
  if (outcome === "failedAgain") {
    return (
      <g transform={`translate(${x} ${y})`}>
        <rect
          x="-1"
          y="-1"
          width={size + 2}
          height={size + 2}
          rx="3"
          fill="none"
          stroke="var(--fg)"
          strokeWidth="1.5"
        />
        <rect {...box} fill="var(--dead-mark)" />
        <path d="M3.5 3.5l6 6m0-6l-6 6" stroke="var(--mark-cut)" strokeWidth="2" />
      </g>
    );
  }
  const edge = outcome === "inFlight" ? "var(--replaying-mark)" : "var(--border-input)";
  return (
    <g transform={`translate(${x} ${y})`} fill="none" stroke={edge} strokeWidth={outcome === "inFlight" ? 1.5 : 1}>
      <rect x="0.5" y="0.5" width={size - 1} height={size - 1} rx="2" />
      {outcome === "inFlight" && <circle cx={size / 2} cy={size / 2} r="2" fill={edge} stroke="none" />}
      {outcome === "other" && <path d="m3.5 9.5 6-6" stroke="var(--fg-2)" />}
    </g>
  );
}
