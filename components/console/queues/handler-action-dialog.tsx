"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";

type HandlerActionDialogProps<Answer extends z.ZodType> = {
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
export function HandlerActionDialog<Answer extends z.ZodType>(props: HandlerActionDialogProps<Answer>) {
  const { path, answer, verb, said, ...question } = props;
  const client = useQueryClient();
  const toast = useToast();
  const change = useMutation({
    mutationFn: (reason: string) => requestJson(answer, path, { method: "POST", body: { reason } }),
    onSuccess: () => toast(said.title, said.text),
    // Won or lost, what is shown is old now.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["queues"] }),
        client.invalidateQueries({ queryKey: ["pipeline"] }),
      ]),
  });
  return (
    <ReasonDialog
      {...question}
      action="handlers.pause"
      leave="Leave it"
      confirm={verb}
      busy={change.isPending}
      error={change.error}
      onConfirm={change.mutateAsync}
    />
  );
}
