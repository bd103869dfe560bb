"use client";
import { useEffect } from "react";
import { problemOf } from "#components/api/request-json.ts";
import type { Edits } from "#components/console/dead-letter/edits/use-edits.ts";
import type { Draft } from "#components/console/dead-letter/replay/use-draft.ts";
import { PayloadDiff } from "#components/console/payload/payload-diff.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";

type EditedReplayProps = {
  letter: DeadLetterDto;
  draft: Draft;
  edits: Edits;
  busy: boolean;
  onSend: (body: ReplayBody) => void;
  onPreview: (body: ReplayBody) => void;
  onSave: () => void;
};

/** The edited payload as a diff, with preview, replay and save. */
export function EditedReplay({ letter, draft, edits, busy, onSend, onPreview, onSave }: EditedReplayProps) {
  const faulty = draft.lint.faults.length > 0;
  const { save, stale, begin } = edits;
  const known = edits.list !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once at the start of the draft; later polls must not change it.
  useEffect(begin, [known]);
  return (
    <div className="grid gap-3 pb-2">
      {draft.lint.parsed && <PayloadDiff before={letter.payload} after={draft.lint.value} />}
      <div className="flex flex-wrap items-center gap-2">
        <ActionButton
          action="dead-letters.replay"
          variant="primary"
          size="l"
          inert={faulty || busy}
          className="max-desk:w-full"
          onClick={() => onSend(draft.body())}
        >
          {busy ? "Replaying…" : "Replay with edit"}
        </ActionButton>
        <ActionButton
          action="dead-letters.replay"
          size="l"
          inert={!draft.lint.parsed}
          onClick={() => onPreview(draft.body())}
        >
          Preview
        </ActionButton>
        <ActionButton action="dead-letters.replay" size="l" inert={faulty || save.isPending} onClick={onSave}>
          Save edit
        </ActionButton>
        <Button
          size="l"
          variant="quiet"
          onClick={() => {
            edits.drop();
            draft.reset();
          }}
        >
          Discard edit
        </Button>
      </div>
      {save.isError && !stale && <ProblemNote problem={problemOf(save.error)} />}
      <p className="text-xs text-fg-2">
        {faulty
          ? "This payload is invalid. Correct the marked lines."
          : "Sent after 5 s; you can undo until then. The original is kept."}
      </p>
    </div>
  );
}
