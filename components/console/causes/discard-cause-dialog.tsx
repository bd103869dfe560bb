"use client";
import { blockingText } from "#components/console/causes/cause-labels.ts";
import { DiscardForm, formatMessages } from "#components/console/dead-letters/discard-form.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
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
export function DiscardCauseDialog({ cause, open, onOpenChange, busy, onDiscard }: DiscardCauseDialogProps) {
  const { may } = usePermission("dead-letters.discard");
  const count = Math.min(cause.dead, mostAtOnce);
  if (!may) return <ActionButton action="dead-letters.discard">Discard…</ActionButton>;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        count === 1
          ? "Discard message…"
          : `Discard ${cause.dead > mostAtOnce ? `the oldest ${count}` : `all ${count}`}…`
      }
      title={`Discard ${formatMessages(count)}?`}
      description={`They will not be sent. Their payloads are kept and they can be restored.${
        cause.holding.count > 0 ? ` This cause ${blockingText(cause)}, which will be sent.` : ""
      }`}
    >
      <DiscardForm count={count} busy={busy} onDiscard={onDiscard} />
    </Dialog>
  );
}
