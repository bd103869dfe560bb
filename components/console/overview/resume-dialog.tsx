"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { sendingResumedDto } from "#server/contracts/delivery/sending.ts";

/** Lets everything that waits go out. Needs a reason: it cannot be taken back, and somebody will ask what was compared. */
export function ResumeDialog({ waits }: { waits: string }) {
  const client = useQueryClient();
  const toast = useToast();
  const resume = useMutation({
    mutationFn: (reason: string) =>
      requestJson(sendingResumedDto, "/api/v1/sending/resume", { method: "POST", body: { reason } }),
    onSuccess: () => toast("Sending goes on", "Workers notice within two seconds."),
    // Won or lost, what is shown is old now: a colleague may have been faster.
    onSettled: () => client.invalidateQueries({ queryKey: ["pipeline"] }),
  });
  return (
    <ReasonDialog
      action="sending.resume"
      trigger="Resume sending…"
      variant="primary"
      title="Resume sending?"
      description={`${waits} and will go out now. What was sent after the backup goes out once more. This cannot be undone.`}
      placeholder="What you compared, and with what"
      leave="Not yet"
      confirm="Resume sending"
      busy={resume.isPending}
      error={resume.error}
      onConfirm={resume.mutateAsync}
    />
  );
}
