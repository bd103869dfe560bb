"use client";
import { useId, useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { fieldError } from "#components/ui/form-error.tsx";
import type { CauseDto, NoteBody } from "#server/contracts/triage/cause.ts";

type NoteDialogProps = {
  cause: CauseDto;
  busy: boolean;
  onSave: (body: NoteBody) => Promise<unknown>;
};

/** Edits the note and link of a cause. */
export function NoteDialog({ cause, busy, onSave }: NoteDialogProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const [link, setLink] = useState("");
  const [error, setError] = useState<unknown>(null);
  function show(next: boolean) {
    if (next) {
      setNote(cause.note ?? "");
      setLink(cause.link ?? "");
      setError(null);
    }
    setOpen(next);
  }
  async function submit() {
    try {
      await onSave({ note: note.trim() || null, link: link.trim() || null });
      setOpen(false);
    } catch (failure) {
      setError(failure);
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      trigger={cause.note || cause.link ? "Edit note" : "Add note"}
      title="Note"
      description="Kept when dead letters are replayed and when the cause is muted or resolved. Do not include personal data."
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          id={`${id}-note`}
          label="Note"
          value={note}
          maxLength={500}
          error={fieldError(error, "/note")}
          onChange={(event) => setNote(event.target.value)}
        />
        <TextField
          id={`${id}-link`}
          label="Link"
          type="url"
          hint="HTTPS URL of the incident or the fix."
          value={link}
          maxLength={500}
          error={fieldError(error, "/link")}
          onChange={(event) => setLink(event.target.value)}
        />
        {error !== null && (problemOf(error).errors ?? []).length === 0 && (
          <p role="alert" className="text-dead">
            {problemOf(error).detail}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Cancel</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            Save note
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
