import Link from "next/link";
import { subjectNoun } from "#components/format/subject-labels.ts";
import { Time } from "#components/ui/time.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

/** Later messages that were already sent, and a message that revoked this one. */
export function ReplayWarnings({ letter: { guard, subject } }: { letter: Pick<DeadLetterDto, "guard" | "subject"> }) {
  const { overtakenBy, revokedBy } = guard;
  const noun = subjectNoun(subject);
  if (overtakenBy.length === 0 && revokedBy === null) return null;
  return (
    <>
      {revokedBy && (
        <p>
          <b className="font-semibold text-fg">{revokedBy.messageType}</b> revoked this message on{" "}
          <Time at={revokedBy.at} format="day" />. A replay requires a reason.
        </p>
      )}
      {overtakenBy.length > 0 && (
        <div>
          <p>
            {overtakenBy.length === 1
              ? `A later message of this ${noun} was already sent. A replay arrives after it:`
              : `${overtakenBy.length} later messages of this ${noun} were already sent. A replay arrives after them:`}
          </p>
          <ul aria-label="Later messages that were sent">
            {overtakenBy.map(({ id, messageType, at }) => (
              <li key={id}>
                <Link href={`/ops/dead-letters/${id}`} className="link inline-flex items-center max-desk:min-h-11">
                  {messageType}
                </Link>{" "}
                <Time at={at} format="day" />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
