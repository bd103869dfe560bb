import { discardText } from "#components/console/dead-letters/discard-text.ts";
import { subjectNoun } from "#components/format/subject-labels.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

type DiscardDialogProps = {
  name: string;
  holding: number;
  subject: string;
  busy: boolean;
  onDiscard: (reason: string) => Promise<unknown>;
};

/** Discards one dead letter, with a reason. */
export const DiscardDialog = ({ name, holding, subject, busy, onDiscard }: DiscardDialogProps) => (
  <ReasonDialog
    action="dead-letters.discard"
    trigger="Discard…"
    title={`Discard the ${name}?`}
    description={
      holding > 0
        ? `It will not be sent. ${releasedText({ holding, subject })} sent. It can be restored.`
        : discardText(1)
    }
    confirm="Discard message"
    busy={busy}
    // The page shows the error, and the dialog closes.
    onConfirm={(reason) => onDiscard(reason).catch(() => undefined)}
  />
);

/** `3 later messages of this subject are`, with the noun of the subject. */
export function releasedText({ holding, subject }: Pick<DeadLetterDto, "holding" | "subject">): string {
  const noun = subjectNoun(subject);
  return holding === 1 ? `1 later message of this ${noun} is` : `${holding} later messages of this ${noun} are`;
}
