import { Section } from "#components/console/shell/section.tsx";
import { PermissionNote } from "#components/session/permission-note.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SendingPauseDto } from "#server/contracts/delivery/sending.ts";

const checks = [
  {
    title: "Is the original still sending?",
    text: "Stop its workers first. Otherwise each of these messages is sent twice.",
  },
  {
    title: "E-mails sent after the backup",
    text: "They look unsent here and are sent again with the same Message-ID. Check your mail server’s log from the time of the backup.",
  },
  {
    title: "Changes after the backup",
    text: "They are missing from this database, although recipients may have a confirmation.",
  },
];

/** Checks that an operator must do before sending resumes. */
export function ResumeChecklist({ pause }: { pause: SendingPauseDto }) {
  return (
    <Section title="Before you resume" className="border-t border-line bg-surface px-4 py-4 desk:px-6">
      <PermissionNote action="sending.resume" />
      <ol className="grid gap-x-8 gap-y-3 desk:grid-cols-3">
        {checks.map(({ title, text }) => (
          <li key={title} className="max-w-[60ch]">
            <h3 className="font-medium">{title}</h3>
            <p className="text-pretty text-fg-2">{text}</p>
          </li>
        ))}
      </ol>
      <p className="pt-3 text-xs text-fg-2">
        {pause.since === null ? (
          "No worker has detected the pause yet."
        ) : (
          <>
            Detected by a worker on <Time at={pause.since} format="day" />. Nothing was sent since.
          </>
        )}{" "}
        After a failover without data loss, or a major version upgrade, you can resume immediately.
      </p>
    </Section>
  );
}
