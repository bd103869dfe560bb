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

/** What the next one who looks here should know, and where it is worked on. Stays when its letters are replayed. */
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
    } catch (refused) {
      setError(refused);
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      trigger={cause.note || cause.link ? "Change the note" : "Write a note"}
      title="Note on this cause"
      description="It stays when letters are replayed, and when the cause is muted or resolved. Do not write about a customer."
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
          hint="An https address, such as the incident or the change that repairs it."
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
          <DialogClose>Leave it as it is</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            Save the note
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
