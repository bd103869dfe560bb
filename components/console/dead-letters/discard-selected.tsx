"use client";
import { type ReactNode, useRef, useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { keyLabel } from "#components/browser/shortcuts.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { discardText, restoredText } from "#components/console/dead-letters/discard-text.ts";
import { type RejectedMessage, RejectedMessages } from "#components/console/dead-letters/rejected-messages.tsx";
import { rowOf, SelectionBar } from "#components/console/dead-letters/selection-bar.tsx";
import { useBulkActions } from "#components/console/dead-letters/use-bulk-actions.ts";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { Key } from "#components/ui/key.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { SelectedDeadLetter } from "#server/contracts/triage/selected-dead-letters.ts";

type DiscardSelectedProps = {
  selection: Selection;
  /** Other bulk actions of the selection. */
  children?: ReactNode;
};

/** Discards the selected messages with one reason, and offers an undo. */
export function DiscardSelected({ selection, children }: DiscardSelectedProps) {
  const { discard, restore } = useBulkActions();
  const { may } = usePermission("dead-letters.discard");
  const toast = useToast();
  const [open, setOpen] = useState(false);
  /** Selection and focused element when the dialog opened. */
  const [toDiscard, setToDiscard] = useState<readonly DeadLetterItemDto[]>([]);
  const opener = useRef<Element | null>(null);
  const [refused, setRefused] = useState<readonly RejectedMessage[]>([]);
  const { letters } = selection;
  const openDialog = () => {
    discard.reset();
    setRefused([]);
    opener.current = document.activeElement;
    setToDiscard(letters);
    setOpen(true);
  };
  useShortcut("discard", openDialog, may && letters.length > 0);

  const undoDiscard = (discarded: readonly SelectedDeadLetter[]) =>
    restore.mutateAsync(discarded).then(
      ({ done, refused: [left] }) => toast(`${done.length} restored`, left?.detail ?? restoredText(done.length)),
      (error) => toast("Not restored", problemOf(error).detail),
    );
  const discardAll = (reason: string) => {
    discard.mutate(
      { letters: toDiscard, reason },
      {
        onSuccess: (decided) => {
          const letterOf = (id: string) => toDiscard.find((letter) => letter.id === id);
          setOpen(false);
          setRefused(decided.refused.map((one) => ({ ...one, letter: letterOf(one.id) })));
          selection.set(decided.refused.map(({ id }) => id));
          if (decided.done.length === 0) return;
          // A discard increments the version by one. Another version means that someone else changed the message.
          const discarded = decided.done.map((id) => ({ id, version: (letterOf(id)?.version ?? 0) + 1 }));
          toast(
            `${discarded.length} discarded`,
            `${discarded.length === 1 ? "It" : "They"} can be restored.`,
            () => void undoDiscard(discarded),
          );
        },
      },
    );
  };
  const messages = formatCounted(toDiscard.length, "message");
  const holding = toDiscard.reduce((sum, letter) => sum + letter.holding, 0);
  return (
    <>
      <SelectionBar
        selection={selection}
        above={
          refused.length > 0 && <RejectedMessages refused={refused} verb="discarded" onClose={() => setRefused([])} />
        }
      >
        {children}
        <ActionButton action="dead-letters.discard" onClick={openDialog}>
          Discard…
          <Key>{keyLabel("discard")}</Key>
        </ActionButton>
      </SelectionBar>
      <ReasonDialog
        open={open}
        onOpenChange={setOpen}
        returnTo={() => (opener.current?.isConnected ? null : rowOf(toDiscard[0]?.id))}
        action="dead-letters.discard"
        title={`Discard ${messages}?`}
        description={`${discardText(toDiscard.length)}${
          holding > 0 ? ` ${formatCounted(holding, "blocked message")} will be sent.` : ""
        }`}
        confirm={`Discard ${messages}`}
        count={toDiscard.length}
        busy={discard.isPending}
        error={discard.error}
        onConfirm={discardAll}
      />
    </>
  );
}
