"use client";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { sendingResumedDto } from "#server/contracts/delivery/sending.ts";

/** Resumes sending. Requires a reason, because it cannot be undone. */
export function ResumeDialog({ waits }: { waits: string }) {
  const toast = useToast();
  const resume = useChange(
    (reason: string) => requestJson(sendingResumedDto, "/api/v1/sending/resume", { method: "POST", body: { reason } }),
    ["pipeline"],
    { onSuccess: () => toast("Sending resumed", "Workers start within two seconds.") },
  );
  return (
    <ReasonDialog
      action="sending.resume"
      trigger="Resume sending…"
      variant="primary"
      title="Resume sending?"
      description={`${waits} and will be sent now. Messages sent after the backup are sent again. This cannot be undone.`}
      placeholder="Compared data and source"
      confirm="Resume sending"
      busy={resume.isPending}
      error={resume.error}
      onConfirm={resume.mutateAsync}
    />
  );
}
