"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { Refusal } from "#components/access/refusal.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { useSay } from "#components/ui/toast.tsx";
import { handlerPauseBody, handlerPausedDto, type QueueDto } from "#server/contracts/queue.ts";

/** Pauses a handler, or resumes it: either way with a reason, because a colleague will ask. */
export function PauseDialog({ queue }: { queue: QueueDto }) {
  const id = useId();
  const client = useQueryClient();
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const resumes = queue.paused !== null;
  const verb = resumes ? "resume" : "pause";
  const change = useMutation({
    mutationFn: (body: { reason: string }) =>
      requestJson(handlerPausedDto, `/api/v1/queues/${encodeURIComponent(queue.handler)}/${verb}`, {
        method: "POST",
        body,
      }),
    onSuccess: ({ paused }) => {
      setOpen(false);
      setReason("");
      if (paused) say(`${queue.label} is paused`, "What is under way ends; the rest waits with its whole budget.");
      else say(`${queue.label} goes on`, "Workers notice within two seconds.");
    },
    // Won or lost, what is shown is old now.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["queues"] }),
        client.invalidateQueries({ queryKey: ["pipeline"] }),
      ]),
  });
  const { may } = usePermission("handlers.pause");
  const trigger = resumes ? "Resume…" : "Pause…";
  if (!may)
    return (
      <ActionButton action="handlers.pause" size="s">
        {trigger}
      </ActionButton>
    );

  function submit() {
    const parsed = handlerPauseBody.safeParse({ reason });
    setError(parsed.success ? undefined : `The reason ${parsed.error.issues[0]?.message ?? "is missing"}`);
    if (parsed.success) change.mutate(parsed.data);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      variant={resumes ? "primary" : undefined}
      title={resumes ? `Resume ${queue.label}?` : `Pause ${queue.label}?`}
      description={
        resumes
          ? `${openWords(queue)} and will go out now.`
          : "Nothing of it is begun any more, no try is counted and nothing dies meanwhile. What is under way ends as it would."
      }
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          id={id}
          label="Reason"
          value={reason}
          maxLength={500}
          error={error}
          onChange={(event) => setReason(event.target.value)}
        />
        <Refusal error={change.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Leave it</DialogClose>
          <Button variant="primary" type="submit" inert={change.isPending}>
            {resumes ? "Resume it" : "Pause it"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function openWords({ waiting, ready, retrying }: QueueDto): string {
  const open = waiting + ready + retrying;
  return open === 0
    ? "Nothing waits"
    : open === 1
      ? "1 delivery waits"
      : `${open.toLocaleString("en-GB")} deliveries wait`;
}
