import Link from "next/link";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** Link from a dead letter to its failure cause. Renders nothing until a cause is assigned. */
export function CauseLink({ letter, children }: { letter: Pick<DeadLetterItemDto, "cause">; children: string }) {
  if (letter.cause === null) return null;
  return (
    <Link href={`/ops/causes/${letter.cause}`} className="link inline-flex items-center max-desk:min-h-11">
      {children}
    </Link>
  );
}
