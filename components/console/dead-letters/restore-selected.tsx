"use client";
import { useState } from "react";
import { keyWords } from "#components/browser/shortcuts.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { deadAgainWords } from "#components/console/dead-letters/discard-form.tsx";
import { type RefusedLetter, RefusedLetters } from "#components/console/dead-letters/rejected-letters.tsx";
import { SelectionBar } from "#components/console/dead-letters/selection-bar.tsx";
import { useLettersDecision } from "#components/console/dead-letters/use-bulk-actions.ts";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Refusal } from "#components/ui/form-error.tsx";
import { Key } from "#components/ui/key.tsx";
import { useSay } from "#components/ui/toast.tsx";

/** Brings the selected letters back: nothing is sent by it, so nothing is asked. */
export function RestoreSelected({ selection }: { selection: Selection }) {
  const { restore } = useLettersDecision();
  const { may } = usePermission("dead-letters.discard");
  const say = useSay();
  const [refused, setRefused] = useState<readonly RefusedLetter[]>([]);
  const { letters } = selection;
  const bringBack = () => {
    if (restore.isPending) return;
    setRefused([]);
    restore.mutate(letters, {
      onSuccess: (decided) => {
        const letterOf = (id: string) => letters.find((letter) => letter.id === id);
        setRefused(decided.refused.map((one) => ({ ...one, letter: letterOf(one.id) })));
        selection.set(decided.refused.map(({ id }) => id));
        if (decided.done.length > 0) say(`${decided.done.length} restored`, deadAgainWords(decided.done.length));
      },
    });
  };
  useShortcut("restore", bringBack, may && letters.length > 0);
  return (
    <SelectionBar
      selection={selection}
      above={
        refused.length > 0 ? (
          <RefusedLetters refused={refused} verb="restored" onClose={() => setRefused([])} />
        ) : (
          restore.isError && <Refusal error={restore.error} />
        )
      }
    >
      <ActionButton action="dead-letters.discard" inert={restore.isPending} onClick={bringBack}>
        Restore
        <Key>{keyWords("restore")}</Key>
      </ActionButton>
    </SelectionBar>
  );
}
