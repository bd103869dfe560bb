import { ReasonDialog } from "#components/session/reason-dialog.tsx";

type DiscardDialogProps = {
  name: string;
  holding: number;
  busy: boolean;
  onDiscard: (reason: string) => Promise<unknown>;
};

/** Putting a message away needs a reason, because whoever asks for it later needs one. */
export const DiscardDialog = ({ name, holding, busy, onDiscard }: DiscardDialogProps) => (
  <ReasonDialog
    action="dead-letters.discard"
    trigger="Discard…"
    title={`Discard the ${name}?`}
    description={
      holding > 0
        ? `It will not be sent. ${releasedText(holding)} on. It can be restored.`
        : "It will not be sent. It is kept with its payload and can be restored."
    }
    leave="Keep it"
    confirm="Discard this message"
    busy={busy}
    // A refusal is told by the page, beside what it was refused for.
    onConfirm={(reason) => onDiscard(reason).catch(() => undefined)}
  />
);

/** `The 3 later messages of this order that wait behind it go`. */
export const releasedText = (holding: number): string =>
  holding === 1
    ? "The later message of this order that waits behind it goes"
    : `The ${holding} later messages of this order that wait behind it go`;
