"use client";
import { useId, useState } from "react";
import { formatCounted } from "#components/format/format-count.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";

/** From this number on, the user must type it to confirm. */
const typedFrom = 50;

/** `1 message`, `12 messages`. */
export const formatMessages = (count: number): string => formatCounted(count, "message");

/** Result of a restore. */
export const restoredText = (count: number): string =>
  `${count === 1 ? "It is a dead letter" : "They are dead letters"} again. Nothing was sent.`;

type DiscardFormProps = { count: number; busy: boolean; error?: unknown; onDiscard: (reason: string) => void };

/** Reason for discarding, and the typed number from 50 messages on. */
export function DiscardForm({ count, busy, error: requestError, onDiscard }: DiscardFormProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<{ of: "reason" | "count"; text: string }>();
  const many = count >= typedFrom;

  function submit() {
    if (reason.trim() === "") setError({ of: "reason", text: "Enter a reason" });
    else if (many && typed.trim() !== String(count)) setError({ of: "count", text: `Type ${count} to confirm` });
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
        error={error?.of === "reason" ? error.text : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {many && (
        <TextField
          id={`${id}-count`}
          label={`Type ${count} to confirm`}
          inputMode="numeric"
          value={typed}
          error={error?.of === "count" ? error.text : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <FormError error={requestError} />
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose>Cancel</DialogClose>
        <Button variant="primary" type="submit" inert={busy}>
          {`Discard ${formatMessages(count)}`}
        </Button>
      </div>
    </form>
  );
}
