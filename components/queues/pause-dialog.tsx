"use client";
import { BrakeDialog } from "#components/queues/brake-dialog.tsx";
import { handlerPausedDto, type QueueDto } from "#server/contracts/monitoring/queue.ts";

/** Pauses a handler, or resumes it. */
export function PauseDialog({ queue }: { queue: QueueDto }) {
  const resumes = queue.paused !== null;
  const verb = resumes ? "resume" : "pause";
  return (
    <BrakeDialog
      // What it asks next is another question: the one that was answered is gone with its words.
      key={verb}
      path={`/api/v1/queues/${encodeURIComponent(queue.handler)}/${verb}`}
      answer={handlerPausedDto}
      trigger={resumes ? "Resume…" : "Pause…"}
      variant={resumes ? "primary" : undefined}
      title={resumes ? `Resume ${queue.label}?` : `Pause ${queue.label}?`}
      description={
        resumes
          ? `${openWords(queue)} and will go out now.`
          : "Nothing of it is begun any more, no try is counted and nothing dies meanwhile. What is under way ends as it would."
      }
      verb={resumes ? "Resume it" : "Pause it"}
      said={
        resumes
          ? { title: `${queue.label} goes on`, text: "Workers notice within two seconds." }
          : { title: `${queue.label} is paused`, text: "What is under way ends; the rest waits with its whole budget." }
      }
    />
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
