"use client";
import { useId, useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { discardBody } from "#server/contracts/dead-letter.ts";

type DiscardDialogProps = {
  name: string;
  holding: number;
  busy: boolean;
  onDiscard: (reason: string) => Promise<unknown>;
};

/** Putting a message away needs a reason, because whoever asks for it later needs one. */
export function DiscardDialog({ name, holding, busy, onDiscard }: DiscardDialogProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const { may } = usePermission("dead-letters.discard");
  if (!may) return <ActionButton action="dead-letters.discard">Discard…</ActionButton>;

  async function submit() {
    const parsed = discardBody.safeParse({ reason });
    if (!parsed.success) {
      setError(`The reason ${parsed.error.issues[0]?.message ?? "is missing"}`);
      return;
    }
    // A refusal is told by the page, beside what it was refused for.
    await onDiscard(parsed.data.reason).catch(() => undefined);
    setOpen(false);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger="Discard…"
      title={`Discard the ${name}?`}
      description={
        holding > 0
          ? `It will not be sent. ${holding === 1 ? "The later message of this order that waits behind it goes" : `The ${holding} later messages of this order that wait behind it go`} on. It can be restored.`
          : "It will not be sent. It is kept with its payload and can be restored."
      }
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="grid gap-1">
          <label htmlFor={id} className="font-medium">
            Reason
          </label>
          <textarea
            id={id}
            rows={3}
            value={reason}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => setReason(event.target.value)}
            className="rounded-control border border-line-input bg-surface px-3 py-2 text-store desk:text-base"
          />
          {error && (
            <p id={`${id}-error`} role="alert" className="text-dead">
              {error}
            </p>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Keep it</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            Discard this message
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
