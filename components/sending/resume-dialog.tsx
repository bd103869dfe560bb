"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { Refusal } from "#components/access/refusal.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { useSay } from "#components/ui/toast.tsx";
import { resumeSendingBody, sendingResumedDto } from "#server/contracts/sending.ts";

/** Lets everything that waits go out. Needs a reason: it cannot be taken back, and somebody will ask what was compared. */
export function ResumeDialog({ waits }: { waits: string }) {
  const id = useId();
  const client = useQueryClient();
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const resume = useMutation({
    mutationFn: (body: { reason: string }) =>
      requestJson(sendingResumedDto, "/api/v1/sending/resume", { method: "POST", body }),
    onSuccess: () => say("Sending goes on", "Workers notice within two seconds."),
    // Won or lost, what is shown is old now: a colleague may have been faster.
    onSettled: () => client.invalidateQueries({ queryKey: ["pipeline"] }),
  });
  const { may } = usePermission("sending.resume");
  if (!may) return <ActionButton action="sending.resume">Resume sending…</ActionButton>;

  function submit() {
    const parsed = resumeSendingBody.safeParse({ reason });
    if (!parsed.success) {
      setError(`The reason ${parsed.error.issues[0]?.message ?? "is missing"}`);
      return;
    }
    setError(undefined);
    resume.mutate(parsed.data);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger="Resume sending…"
      variant="primary"
      title="Resume sending?"
      description={`${waits} and will go out now. What was sent after the backup goes out once more. This cannot be undone.`}
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
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
            placeholder="What you compared, and with what"
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
        <Refusal error={resume.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Not yet</DialogClose>
          <Button variant="primary" type="submit" inert={resume.isPending}>
            Resume sending
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
