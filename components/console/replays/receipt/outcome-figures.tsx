import { leadingOutcomes, outcomeLabels, outcomeOrder } from "#components/console/replays/replay-labels.ts";
import { formatCount } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** Number of items per outcome. They add up to the total, so outcomes of 0 are left out except the first two. */
export function OutcomeFigures({ batch }: { batch: ReplayBatchDto }) {
  const shown = outcomeOrder.filter((outcome) => batch.counts[outcome] > 0 || leadingOutcomes.includes(outcome));
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3 max-desk:gap-x-6">
      {shown.map((outcome) => (
        <div key={outcome}>
          <dt className="flex items-center gap-1.5 text-xs text-fg-2">
            <StateMark name={outcomeLabels[outcome].mark} size={14} />
            {outcomeLabels[outcome].word}
          </dt>
          <dd>
            <b
              className={`text-[1.75rem]/8 font-semibold tracking-[-0.02em] ${outcome === "failedAgain" && batch.counts.failedAgain > 0 ? "text-dead" : ""}`}
            >
              {formatCount(batch.counts[outcome])}
            </b>
            {outcome === "failedAgain" && batch.counts.failedAgain > 0 && (
              <span className="ps-1 text-xs text-fg-2">{causeText(batch)}</span>
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt className="text-xs text-fg-2">Total</dt>
        <dd className="text-[1.75rem]/8 font-semibold tracking-[-0.02em]">{formatCount(batch.total)}</dd>
      </div>
    </dl>
  );
}

function causeText({ failureCauses }: ReplayBatchDto): string {
  const isNew = failureCauses.some((cause) => cause.isNew);
  const isOld = failureCauses.some((cause) => !cause.isNew);
  if (isNew) return isOld ? "same and new causes" : "new cause";
  return "same cause";
}
