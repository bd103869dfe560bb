"use client";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { holdingWords } from "#components/causes/cause-words.ts";
import { DiscardForm, messageWords } from "#components/dead-letters/discard-form.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const maxPerRequest = 500;

type DiscardCauseDialogProps = {
  cause: CauseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onDiscard: (reason: string) => void;
};

/** Puts away what whoever decides has seen: the button names how many. */
export function DiscardCauseDialog({ cause, open, onOpenChange, busy, onDiscard }: DiscardCauseDialogProps) {
  const { may } = usePermission("dead-letters.discard");
  const count = Math.min(cause.dead, maxPerRequest);
  if (!may) return <ActionButton action="dead-letters.discard">Discard…</ActionButton>;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        count === 1 ? "Discard it…" : `Discard ${cause.dead > maxPerRequest ? `the oldest ${count}` : `all ${count}`}…`
      }
      title={`Discard ${messageWords(count)}?`}
      description={`They will not be sent. They are kept with their payloads and can be restored.${
        cause.holding.count > 0 ? ` The cause ${holdingWords(cause)}: what waits behind a discarded one goes on.` : ""
      }`}
    >
      <DiscardForm count={count} busy={busy} onDiscard={onDiscard} />
    </Dialog>
  );
}
