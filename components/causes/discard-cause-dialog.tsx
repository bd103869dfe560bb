"use client";
import { useId, useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { holdingWords } from "#components/causes/cause-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import type { CauseDto } from "#server/contracts/cause.ts";

/** From here on the number is typed: nobody puts so many away by one slip. */
const typedFrom = 50;
const mostAtOnce = 500;

type DiscardCauseDialogProps = {
  cause: CauseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onDiscard: (reason: string) => void;
};

/** Puts away what whoever decides has seen: the button names how many. */
export function DiscardCauseDialog({ cause, open, onOpenChange, busy, onDiscard }: DiscardCauseDialogProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const { may } = usePermission("dead-letters.discard");
  const count = Math.min(cause.dead, mostAtOnce);
  const many = count > typedFrom;
  const words = count === 1 ? "1 message" : `${count} messages`;
  if (!may) return <ActionButton action="dead-letters.discard">Discard…</ActionButton>;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        count === 1 ? "Discard it…" : `Discard ${cause.dead > mostAtOnce ? `the oldest ${count}` : `all ${count}`}…`
      }
      title={`Discard ${words}?`}
      description={`They will not be sent. They are kept with their payloads and can be restored.${
        cause.holding.count > 0 ? ` The cause ${holdingWords(cause)}: what waits behind a discarded one goes on.` : ""
      }`}
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") setError("The reason must say why");
          else if (many && typed.trim() !== String(count)) setError(`Type ${count} to confirm`);
          else onDiscard(reason.trim());
        }}
      >
        <TextField
          id={`${id}-reason`}
          label="Reason"
          value={reason}
          maxLength={500}
          error={error?.startsWith("The reason") ? error : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
        {many && (
          <TextField
            id={`${id}-count`}
            label={`Type ${count} to confirm`}
            inputMode="numeric"
            value={typed}
            error={error?.startsWith("Type") ? error : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Keep them</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            {`Discard ${words}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
