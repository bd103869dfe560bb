const widths = ["w-[72%]", "w-[58%]", "w-[64%]", "w-[49%]", "w-[68%]", "w-[55%]"];

/** Loading placeholder, shown after 150 ms. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div aria-busy="true" className="skeleton">
      <p className="sr-only">{label}</p>
      <div aria-hidden="true">
        <div className="h-12 border-b border-line" />
        <div className="grid gap-3 px-4 pt-6 pb-5 desk:px-6">
          <div className="h-7 w-[46%] rounded-badge bg-hover" />
          <div className="h-4 w-[30%] rounded-badge bg-hover" />
        </div>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else, and never move.
          <div key={row} className="flex h-12 items-center gap-3 border-t border-line px-4 desk:px-6">
            <div className="size-4 rounded-full bg-hover" />
            <div className={`h-3 rounded-badge bg-hover ${widths[row % widths.length]}`} />
          </div>
        ))}
      </div>
    </div>
  );
}
