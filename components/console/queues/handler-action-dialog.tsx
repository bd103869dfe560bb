"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";

type HandlerActionDialogProps<Answer extends z.ZodType> = {
  /** API path of the action. */
  path: `/${string}`;
  answer: Answer;
  trigger: string;
  variant?: "primary" | undefined;
  title: string;
  description: string;
  verb: string;
  /** Toast after success. */
  done: { title: string; text: string };
};

/** Dialog for an action on a handler, with a reason. */
export function HandlerActionDialog<Answer extends z.ZodType>(props: HandlerActionDialogProps<Answer>) {
  const { path, answer, verb, done, ...question } = props;
  const client = useQueryClient();
  const toast = useToast();
  const change = useMutation({
    mutationFn: (reason: string) => requestJson(answer, path, { method: "POST", body: { reason } }),
    onSuccess: () => toast(done.title, done.text),
    // Refetch also after a conflict.
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
      confirm={verb}
      busy={change.isPending}
      error={change.error}
      onConfirm={change.mutateAsync}
    />
  );
}
