"use client";
import type * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
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
  const toast = useToast();
  const change = useChange(
    (reason: string) => requestJson(answer, path, { method: "POST", body: { reason } }),
    ["queues", "pipeline"],
    { onSuccess: () => toast(done.title, done.text) },
  );
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
