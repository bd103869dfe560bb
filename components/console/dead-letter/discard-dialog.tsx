import { discardText } from "#components/console/dead-letters/discard-text.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";

type DiscardDialogProps = {
  name: string;
  holding: number;
  busy: boolean;
  onDiscard: (reason: string) => Promise<unknown>;
};

/** Discards one dead letter, with a reason. */
export const DiscardDialog = ({ name, holding, busy, onDiscard }: DiscardDialogProps) => (
  <ReasonDialog
    action="dead-letters.discard"
    trigger="Discard…"
    title={`Discard the ${name}?`}
    description={
      holding > 0 ? `It will not be sent. ${releasedText(holding)} sent. It can be restored.` : discardText(1)
    }
    confirm="Discard message"
    busy={busy}
    // The page shows the error, and the dialog closes.
    onConfirm={(reason) => onDiscard(reason).catch(() => undefined)}
  />
);

/** `3 later messages of this order are`. */
export const releasedText = (holding: number): string =>
  holding === 1 ? "1 later message of this order is" : `${holding} later messages of this order are`;
