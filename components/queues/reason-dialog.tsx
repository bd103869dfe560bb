"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type * as z from "zod";
import { ActionButton } from "#components/access/action-button.tsx";
import { usePermission } from "#components/access/me.tsx";
import { Refusal } from "#components/access/refusal.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { useSay } from "#components/ui/toast.tsx";
import { handlerPauseBody } from "#server/contracts/queue.ts";

type ReasonDialogProps<Answer extends z.ZodType> = {
  /** Of the handler that it is about. */
  path: `/${string}`;
  answer: Answer;
  trigger: string;
  variant?: "primary" | undefined;
  title: string;
  description: string;
  verb: string;
  /** What is so now: said when it is done. */
  said: { title: string; text: string };
};

/** Changes a brake of a handler, with a reason, because a colleague will ask. */
export function ReasonDialog<Answer extends z.ZodType>(props: ReasonDialogProps<Answer>) {
  const { path, answer, trigger, variant, title, description, verb, said } = props;
  const id = useId();
  const client = useQueryClient();
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const change = useMutation({
    mutationFn: (body: { reason: string }) => requestJson(answer, path, { method: "POST", body }),
    onSuccess: () => {
      setOpen(false);
      setReason("");
      say(said.title, said.text);
    },
    // Won or lost, what is shown is old now.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["queues"] }),
        client.invalidateQueries({ queryKey: ["pipeline"] }),
      ]),
  });
  const { may } = usePermission("handlers.pause");
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
      variant={variant}
      title={title}
      description={description}
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
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
