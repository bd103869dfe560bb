"use client";
import { useState } from "react";
import { keyLabel } from "#components/browser/shortcuts.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { restoredText } from "#components/console/dead-letters/discard-text.ts";
import { type RejectedMessage, RejectedMessages } from "#components/console/dead-letters/rejected-messages.tsx";
import { SelectionBar } from "#components/console/dead-letters/selection-bar.tsx";
import { useBulkActions } from "#components/console/dead-letters/use-bulk-actions.ts";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Key } from "#components/ui/key.tsx";
import { useToast } from "#components/ui/toast.tsx";

/** Restores the selected messages. Sends nothing, so there is no confirmation. */
export function RestoreSelected({ selection }: { selection: Selection }) {
  const { restore } = useBulkActions();
  const { may } = usePermission("dead-letters.discard");
  const toast = useToast();
  const [refused, setRefused] = useState<readonly RejectedMessage[]>([]);
  const { letters } = selection;
  const restoreAll = () => {
    if (restore.isPending) return;
    setRefused([]);
    restore.mutate(letters, {
      onSuccess: (decided) => {
        const letterOf = (id: string) => letters.find((letter) => letter.id === id);
        setRefused(decided.refused.map((one) => ({ ...one, letter: letterOf(one.id) })));
        selection.set(decided.refused.map(({ id }) => id));
        if (decided.done.length > 0) toast(`${decided.done.length} restored`, restoredText(decided.done.length));
      },
    });
  };
  useShortcut("restore", restoreAll, may && letters.length > 0);
  return (
    <SelectionBar
      selection={selection}
      above={
        refused.length > 0 ? (
          <RejectedMessages refused={refused} verb="restored" onClose={() => setRefused([])} />
        ) : (
          restore.isError && <FormError error={restore.error} />
        )
      }
    >
      <ActionButton action="dead-letters.discard" inert={restore.isPending} onClick={restoreAll}>
        Restore
        <Key>{keyLabel("restore")}</Key>
      </ActionButton>
    </SelectionBar>
  );
}
