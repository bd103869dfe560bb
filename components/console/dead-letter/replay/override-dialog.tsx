"use client";
import type { ReplayObjections } from "#components/console/dead-letter/replay/replay-objections.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";

type OverrideDialogProps = {
  open: boolean;
  objections: ReplayObjections;
  busy: boolean;
  onCancel: () => void;
  onReplay: (reason: string) => void;
};

/** Warnings against a replay, with a reason that overrides them and is audited. */
export const OverrideDialog = ({ open, objections, busy, onCancel, onReplay }: OverrideDialogProps) => (
  <ReasonDialog
    open={open}
    onOpenChange={(next) => next || onCancel()}
    action={objections.loop ? "dead-letters.replay-again" : "dead-letters.replay"}
    title="Replay despite warnings?"
    description={objections.sentences.map((sentence) => (
      <p key={sentence} className="pt-1">
        {sentence}
      </p>
    ))}
    confirm="Replay (audited)"
    busy={busy}
    onConfirm={onReplay}
  />
);
