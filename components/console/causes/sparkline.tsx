const width = 96;
const height = 24;
const step = width / 24;

/** Deaths of the last 24 hours as bars, the present hour last; an hour without one is a thin line. */
export function Sparkline({ hours, className = "h-6 w-24" }: { hours: readonly number[]; className?: string }) {
  const most = Math.max(...hours);
  const total = hours.reduce((sum, deaths) => sum + deaths, 0);
  const words = `${total.toLocaleString("en-GB")} died in the last 24 hours, ${most.toLocaleString("en-GB")} at most in one`;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
      className={`block overflow-visible ${className}`}
    >
      {hours.map((deaths, hour) => {
        const tall = deaths === 0 ? 1 : Math.max(2.5, (deaths / most) * (height - 2));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place.
            key={hour}
            x={hour * step}
            y={height - tall}
            width={step - 1}
            height={tall}
            className={deaths === 0 ? "fill-line-strong" : "fill-dead-mark"}
          />
        );
      })}
    </svg>
  );
}
