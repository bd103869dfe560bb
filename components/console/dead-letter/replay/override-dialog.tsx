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

/** What stands against this replay, in the server's words, and the one way past it: a reason that goes on record. */
export function OverrideDialog({ open, objections, busy, onCancel, onReplay }: OverrideDialogProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const action = objections.loop ? "dead-letters.replay-again" : "dead-letters.replay";
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onCancel()}
      title="Replay it all the same?"
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
            Why it is replayed all the same
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
              The reason must say why
            </p>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Leave it dead</DialogClose>
          <ActionButton action={action} variant="primary" type="submit" inert={busy}>
            Replay, on record
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );
}
