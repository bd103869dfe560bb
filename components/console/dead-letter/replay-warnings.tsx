import Link from "next/link";
import { Time } from "#components/ui/time.tsx";
import type { ReplayGuardDto } from "#server/contracts/triage/dead-letter.ts";

/** Later messages that were already sent, and a message that revoked this one. */
export function ReplayWarnings({ guard: { overtakenBy, revokedBy } }: { guard: ReplayGuardDto }) {
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
              ? "A later message of this order was already sent. A replay arrives after it:"
              : `${overtakenBy.length} later messages of this order were already sent. A replay arrives after them:`}
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
