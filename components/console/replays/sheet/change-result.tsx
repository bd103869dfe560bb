import Link from "next/link";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Figure } from "#components/ui/figure.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** Rows that the change changed, left unchanged and made invalid, with sample diffs. Invalid rows stay behind. */
export function ChangeResult({ batch }: { batch: ReplayBatchDto }) {
  const { change, changed, unchanged, invalid, skipped, counts, invalidReasons } = batch;
  return (
    <section aria-labelledby="change-result" className="grid gap-2">
      <h3 id="change-result" className="font-semibold">
        {change?.words ?? "As they are"}
      </h3>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Figure name="Ready to replay">{formatCount(counts.pending)}</Figure>
        {change && <Figure name="Changed">{formatCount(changed)}</Figure>}
        {change && <Figure name="Unchanged">{formatCount(unchanged)}</Figure>}
        {invalid > 0 && <Figure name="Invalid, left behind">{formatCount(invalid)}</Figure>}
        {skipped > 0 && <Figure name="Already sent, skipped">{formatCount(skipped)}</Figure>}
      </dl>
      {change && unchanged > 0 && (
        <p className="text-xs text-fg-2">{`${formatCounted(unchanged, "message")} ${unchanged === 1 ? "is" : "are"} replayed as ${unchanged === 1 ? "it is" : "they are"}.`}</p>
      )}
      {invalidReasons.length > 0 && (
        <div>
          <p className="flex gap-2 pt-1">
            <StateMark name="skipped" className="mt-0.5" />
            {`${formatCounted(invalid, "leftover")}: not replayed, still ${invalid === 1 ? "a dead letter" : "dead letters"}.`}
          </p>
          <ul aria-label="Reasons" className="grid gap-1 ps-6 pt-1">
            {invalidReasons.map(({ reason, count, sampleId }) => (
              <li key={reason} className="wrap-anywhere text-fg-2">
                <b className="font-semibold text-fg">{formatCount(count)}</b>
                {` ${reason} `}
                <Link href={`/ops/dead-letters/${sampleId}`} className="link">
                  Example
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
