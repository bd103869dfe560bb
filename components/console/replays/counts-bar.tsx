import { outcomeLabels, outcomeOrder } from "#components/console/replays/replay-labels.ts";
import { formatCount } from "#components/format/format-count.ts";
import type { ReplayCounts } from "#server/contracts/triage/replay-batch.ts";
import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";

/** Fill of each outcome. Left-out items are hatched by a border, so that the bar can be read without colour. */
export const outcomeFills: Record<ItemOutcome, string> = {
  delivered: "bg-delivered-mark",
  failedAgain: "bg-dead-mark shadow-[inset_0_0_0_1.5px_var(--fg)]",
  inFlight: "bg-replaying-mark",
  pending: "bg-transparent",
  alreadySent: "bg-waiting-mark",
  conflict: "bg-waiting-mark",
  invalid: "bg-waiting-mark",
  blocked: "bg-waiting-mark",
  aborted: "bg-line-strong",
};

type CountsBarProps = {
  counts: ReplayCounts;
  total: number;
  /** Text alternative. Default: the outcomes. */
  label?: string;
  className?: string;
};

/** All items by outcome in one bar, whose parts add up to the total. */
export function CountsBar({ counts, total, label, className = "h-2.5" }: CountsBarProps) {
  const parts = outcomeOrder.filter((outcome) => counts[outcome] > 0);
  const text = parts.map((outcome) => `${formatCount(counts[outcome])} ${outcomeLabels[outcome].word.toLowerCase()}`);
  return (
    <div
      role="img"
      aria-label={label ?? `${text.join(", ")}, of ${formatCount(total)}`}
      className={`counts-bar flex gap-px overflow-hidden rounded-badge border border-line-input bg-surface ${className}`}
    >
      {parts.map((outcome) => (
        <span
          key={outcome}
          className={`min-w-[3px] ${outcomeFills[outcome]}`}
          style={{ flexGrow: counts[outcome], flexBasis: 0 }}
        />
      ))}
    </div>
  );
}
