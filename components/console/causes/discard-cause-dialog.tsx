"use client";
import { blockingText } from "#components/console/causes/cause-labels.ts";
import { discardText } from "#components/console/dead-letters/discard-text.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const mostAtOnce = 500;

type DiscardCauseDialogProps = {
  cause: CauseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onDiscard: (reason: string) => void;
};

/** Discards all dead letters of a cause, 500 at most. */
export function DiscardCauseDialog({ cause, onDiscard, ...dialog }: DiscardCauseDialogProps) {
  const count = Math.min(cause.dead, mostAtOnce);
  const all = cause.dead > mostAtOnce ? `the oldest ${count}` : `all ${count}`;
  const messages = formatCounted(count, "message");
  return (
    <ReasonDialog
      {...dialog}
      action="dead-letters.discard"
      trigger={count === 1 ? "Discard message…" : `Discard ${all}…`}
      title={`Discard ${messages}?`}
      description={`${discardText(count)}${
        cause.holding.count > 0 ? ` This cause ${blockingText(cause)}, which will be sent.` : ""
      }`}
      confirm={`Discard ${messages}`}
      count={count}
      onConfirm={onDiscard}
    />
  );
}
