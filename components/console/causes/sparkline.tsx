import { formatCount, formatCounted } from "#components/format/format-count.ts";

const width = 96;
const height = 24;
const step = width / 24;

/** Dead letters of the last 24 hours as bars, the current hour last. */
export function Sparkline({ hours, className = "h-6 w-24" }: { hours: readonly number[]; className?: string }) {
  const most = Math.max(...hours);
  const total = hours.reduce((sum, count) => sum + count, 0);
  const label = `${formatCounted(total, "dead letter")} in the last 24 hours, at most ${formatCount(most)} in one hour`;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={`block overflow-visible ${className}`}
    >
      {hours.map((count, hour) => {
        const tall = count === 0 ? 1 : Math.max(2.5, (count / most) * (height - 2));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the hour.
            key={hour}
            x={hour * step}
            y={height - tall}
            width={step - 1}
            height={tall}
            className={count === 0 ? "fill-line-strong" : "fill-dead-mark"}
          />
        );
      })}
    </svg>
  );
}
