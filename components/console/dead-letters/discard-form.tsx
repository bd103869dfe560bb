"use client";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";

/** From here on the number is typed: nobody puts so many away by one slip. */
const typedFrom = 50;

/** `1 message`, `12 messages`. */
export const formatMessages = (count: number): string => (count === 1 ? "1 message" : `${count} messages`);

/** What a restore has done. */
export const restoredText = (count: number): string =>
  `${count === 1 ? "It is" : "They are"} dead again, nothing was sent.`;

type DiscardFormProps = { count: number; busy: boolean; error?: unknown; onDiscard: (reason: string) => void };

/** Why so many are put away, and the number once more where it is large. */
export function DiscardForm({ count, busy, error: refusal, onDiscard }: DiscardFormProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<{ of: "reason" | "count"; words: string }>();
  const many = count >= typedFrom;

  function submit() {
    if (reason.trim() === "") setError({ of: "reason", words: "The reason must say why" });
    else if (many && typed.trim() !== String(count)) setError({ of: "count", words: `Type ${count} to confirm` });
    else {
      setError(undefined);
      if (!busy) onDiscard(reason.trim());
    }
  }

  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        id={`${id}-reason`}
        label="Reason"
        value={reason}
        maxLength={500}
        error={error?.of === "reason" ? error.words : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {many && (
        <TextField
          id={`${id}-count`}
          label={`Type ${count} to confirm`}
          inputMode="numeric"
          value={typed}
          error={error?.of === "count" ? error.words : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <FormError error={refusal} />
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose>{count === 1 ? "Keep it" : "Keep them"}</DialogClose>
        <Button variant="primary" type="submit" inert={busy}>
          {`Discard ${formatMessages(count)}`}
        </Button>
      </div>
    </form>
  );
}
