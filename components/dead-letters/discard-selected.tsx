"use client";
import { useRef, useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { problemOf } from "#components/api/request-json.ts";
import { DiscardForm, deadAgainWords, messageWords } from "#components/dead-letters/discard-form.tsx";
import { type RefusedLetter, RefusedLetters } from "#components/dead-letters/refused-letters.tsx";
import { rowOf, SelectionBar } from "#components/dead-letters/selection-bar.tsx";
import { useLettersDecision } from "#components/dead-letters/use-letters-decision.ts";
import type { Selection } from "#components/dead-letters/use-selection.ts";
import { keyWords } from "#components/live/shortcuts.ts";
import { useShortcut } from "#components/live/use-shortcut.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Key } from "#components/ui/key.tsx";
import { useSay } from "#components/ui/toast.tsx";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { SelectedDeadLetter } from "#server/contracts/triage/selected-dead-letters.ts";

/** Puts the selected letters away, with one reason, and offers to take it back. */
export function DiscardSelected({ selection }: { selection: Selection }) {
  const { discard, restore } = useLettersDecision();
  const { may } = usePermission("dead-letters.discard");
  const say = useSay();
  const [open, setOpen] = useState(false);
  /** What is asked about: the selection as it was when the dialog opened, and what had the focus then. */
  const [asked, setAsked] = useState<readonly DeadLetterItemDto[]>([]);
  const opener = useRef<Element | null>(null);
  const [refused, setRefused] = useState<readonly RefusedLetter[]>([]);
  const { letters } = selection;
  const ask = () => {
    discard.reset();
    setRefused([]);
    opener.current = document.activeElement;
    setAsked(letters);
    setOpen(true);
  };
  useShortcut("discard", ask, may && letters.length > 0);

  const takeBack = (away: readonly SelectedDeadLetter[]) =>
    restore.mutateAsync(away).then(
      ({ done, refused: [left] }) => say(`${done.length} restored`, left?.detail ?? deadAgainWords(done.length)),
      (error) => say("Not restored", problemOf(error).detail),
    );
  const putAway = (reason: string) => {
    discard.mutate(
      { letters: asked, reason },
      {
        onSuccess: (decided) => {
          const letterOf = (id: string) => asked.find((letter) => letter.id === id);
          setOpen(false);
          setRefused(decided.refused.map((one) => ({ ...one, letter: letterOf(one.id) })));
          selection.set(decided.refused.map(({ id }) => id));
          if (decided.done.length === 0) return;
          // A discard raises the version by one: what has another by then is somebody else's decision.
          const away = decided.done.map((id) => ({ id, version: (letterOf(id)?.version ?? 0) + 1 }));
          say(
            `${away.length} discarded`,
            `${away.length === 1 ? "It" : "They"} can be restored.`,
            () => void takeBack(away),
          );
        },
      },
    );
  };
  const holding = asked.reduce((sum, letter) => sum + letter.holding, 0);
  return (
    <>
      <SelectionBar
        selection={selection}
        above={
          refused.length > 0 && <RefusedLetters refused={refused} verb="discarded" onClose={() => setRefused([])} />
        }
      >
        <ActionButton action="dead-letters.discard" onClick={ask}>
          Discard…
          <Key>{keyWords("discard")}</Key>
        </ActionButton>
      </SelectionBar>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Discard ${messageWords(asked.length)}?`}
        description={`${asked.length === 1 ? "It will not be sent. It is kept with its payload and can be restored." : "They will not be sent. They are kept with their payloads and can be restored."}${
          holding > 0
            ? ` ${holding === 1 ? "1 later message that waits goes" : `${holding} later messages that wait go`} on.`
            : ""
        }`}
        returnTo={() => (opener.current?.isConnected ? null : rowOf(asked[0]?.id))}
      >
        <DiscardForm count={asked.length} busy={discard.isPending} error={discard.error} onDiscard={putAway} />
      </Dialog>
    </>
  );
}
