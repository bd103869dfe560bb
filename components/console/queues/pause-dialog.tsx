"use client";
import { HandlerActionDialog } from "#components/console/queues/handler-action-dialog.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { handlerPausedDto, type QueueDto } from "#server/contracts/monitoring/queue.ts";

/** Pauses or resumes a handler. */
export function PauseDialog({ queue }: { queue: QueueDto }) {
  const resumes = queue.paused !== null;
  const verb = resumes ? "resume" : "pause";
  return (
    <HandlerActionDialog
      // Remounts between pause and resume, so that the reason is cleared.
      key={verb}
      path={`/api/v1/queues/${encodeURIComponent(queue.handler)}/${verb}`}
      answer={handlerPausedDto}
      trigger={resumes ? "Resume…" : "Pause…"}
      variant={resumes ? "primary" : undefined}
      title={resumes ? `Resume ${queue.label}?` : `Pause ${queue.label}?`}
      description={
        resumes
          ? `${openText(queue)} and will be sent now.`
          : "No new attempts start, and waiting uses no attempts. Deliveries in flight finish."
      }
      verb={resumes ? "Resume handler" : "Pause handler"}
      done={
        resumes
          ? { title: `${queue.label} resumed`, text: "Workers start within two seconds." }
          : { title: `${queue.label} paused`, text: "Deliveries in flight finish; the others wait." }
      }
    />
  );
}

function openText({ waiting, ready, retrying }: QueueDto): string {
  const open = waiting + ready + retrying;
  return open === 0
    ? "No deliveries are waiting"
    : open === 1
      ? "1 delivery is waiting"
      : `${formatCount(open)} deliveries are waiting`;
}
