import { PermissionNote } from "#components/session/permission-note.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SendingPauseDto } from "#server/contracts/delivery/sending.ts";

const checks = [
  {
    title: "Does anything still send for the original?",
    words: "Stop its workers first: each of these messages would leave twice.",
  },
  {
    title: "What was mailed after the backup?",
    words:
      "It looks unsent here and leaves once more, with the same Message-ID. Your mail server’s log, from the moment of the backup on, says what and to whom.",
  },
  {
    title: "What was ordered after the backup?",
    words: "It is not in this database. A customer may hold a mail whose order nobody finds here.",
  },
];

/** What only a person can find out, before what waits goes out. */
export function BeforeResuming({ pause }: { pause: SendingPauseDto }) {
  return (
    <section aria-labelledby="before-resuming" className="border-t border-line bg-surface px-4 py-4 desk:px-6">
      <h2 id="before-resuming" className="pb-2 font-semibold">
        Before you resume
      </h2>
      <PermissionNote action="sending.resume" />
      <ol className="grid gap-x-8 gap-y-3 desk:grid-cols-3">
        {checks.map(({ title, words }) => (
          <li key={title} className="max-w-[60ch]">
            <h3 className="font-medium">{title}</h3>
            <p className="text-pretty text-fg-2">{words}</p>
          </li>
        ))}
      </ol>
      <p className="pt-3 text-xs text-fg-2">
        {pause.since === null ? (
          "No worker has noticed yet: none has asked this database for work."
        ) : (
          <>
            Noticed by a worker on <Time at={pause.since} format="day" />. Nothing has left since.
          </>
        )}{" "}
        A database that went over to a standby without loss, or to a new major version, can be resumed at once.
      </p>
    </section>
  );
}
