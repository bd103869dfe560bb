import Link from "next/link";
import { Time } from "#components/ui/time.tsx";
import type { ReplayGuardDto } from "#server/contracts/triage/dead-letter.ts";

/** What has gone out before it though it belongs after it, and what took it back: whoever replays should know. */
export function ReplayWarnings({ guard: { overtakenBy, revokedBy } }: { guard: ReplayGuardDto }) {
  if (overtakenBy.length === 0 && revokedBy === null) return null;
  return (
    <>
      {revokedBy && (
        <p>
          <b className="font-semibold text-fg">{revokedBy.messageType}</b> took back on{" "}
          <Time at={revokedBy.at} format="day" /> what it says: a replay asks for a reason.
        </p>
      )}
      {overtakenBy.length > 0 && (
        <div>
          <p>
            {overtakenBy.length === 1
              ? "A later message of this order has gone out already; a replay comes after it:"
              : `${overtakenBy.length} later messages of this order have gone out already; a replay comes after them:`}
          </p>
          <ul aria-label="Later messages that have gone out">
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
