"use client";
import { SampleDiffs } from "#components/console/replays/sample-diffs.tsx";
import { ChangeResult } from "#components/console/replays/sheet/change-result.tsx";
import { PreviewSample } from "#components/console/replays/sheet/preview-sample.tsx";
import { SheetBody, SheetFoot } from "#components/console/replays/sheet/sheet-frame.tsx";
import { SkippedItems } from "#components/console/replays/sheet/skipped-items.tsx";
import type { ReplayDraft } from "#components/console/replays/sheet/use-replay-draft.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

type PreviewStepProps = { batch: ReplayBatchDto; draft: ReplayDraft; onBack: () => void; onNext: () => void };

/** Step 2: the frozen set, the result of the change on each row, and a sample through the real handler. */
export function PreviewStep({ batch, draft, onBack, onNext }: PreviewStepProps) {
  const { isPrepared, preview, query } = draft;
  const ready = batch.counts.pending;
  return (
    <>
      <SheetBody label="Preview">
        <div>
          <p className="flex gap-2 font-medium">
            <StateMark name="paused" className="mt-0.5" />
            <span>
              {`${formatCounted(batch.total, "dead letter")} frozen at `}
              <Time at={batch.createdAt} />.
            </span>
          </p>
          <p className="ps-6 text-fg-2">
            {batch.arrivedSince > 0
              ? `+${formatCount(batch.arrivedSince)} since, not included.`
              : "Later dead letters are not included."}
          </p>
        </div>
        <FormError error={query.error} />
        {isPrepared ? (
          <>
            <ChangeResult batch={batch} />
            <PreviewSample preview={preview} ready={ready} />
            <SampleDiffs samples={batch.samples} total={batch.changed} />
            {batch.skipped > 0 && <SkippedItems batch={batch} override={draft.override} />}
          </>
        ) : (
          <p className="text-fg-2">
            <span role="status">Preparing the preview</span>
            {`: ${formatCount(batch.prepared)} of ${formatCount(batch.total)} checked…`}
          </p>
        )}
      </SheetBody>
      <SheetFoot>
        <Button variant="quiet" onClick={onBack}>
          Back
        </Button>
        <Button variant="primary" size="l" inert={!isPrepared || ready === 0} onClick={onNext} data-first-focus>
          {ready === 0 && isPrepared ? "Nothing to replay" : `Continue with ${formatCount(ready)}`}
        </Button>
      </SheetFoot>
    </>
  );
}
