"use client";
import { useId, useState } from "react";
import type { ReplayObjections } from "#components/console/dead-letter/replay/replay-objections.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";

type OverrideDialogProps = {
  open: boolean;
  objections: ReplayObjections;
  busy: boolean;
  onCancel: () => void;
  onReplay: (reason: string) => void;
};

/** Warnings against a replay, with a reason that overrides them and is audited. */
export function OverrideDialog({ open, objections, busy, onCancel, onReplay }: OverrideDialogProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const action = objections.loop ? "dead-letters.replay-again" : "dead-letters.replay";
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onCancel()}
      title="Replay despite warnings?"
      description={objections.sentences.map((sentence) => (
        <p key={sentence} className="pt-1">
          {sentence}
        </p>
      ))}
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(reason.trim() === "");
          if (reason.trim() !== "") onReplay(reason.trim());
        }}
      >
        <div className="grid gap-1">
          <label htmlFor={id} className="font-medium">
            Reason
          </label>
          <textarea
            id={id}
            rows={3}
            maxLength={500}
            value={reason}
            aria-invalid={missing ? true : undefined}
            aria-describedby={missing ? `${id}-error` : undefined}
            onChange={(event) => setReason(event.target.value)}
            className="rounded-control border border-line-input bg-surface px-3 py-2 text-store desk:text-base"
          />
          {missing && (
            <p id={`${id}-error`} role="alert" className="text-dead">
              Enter a reason
            </p>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Cancel</DialogClose>
          <ActionButton action={action} variant="primary" type="submit" inert={busy}>
            Replay (audited)
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );
}
