import Link from "next/link";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** From one letter to all that died of the same. Nothing in the moment before a death was given its cause. */
export function CauseLink({ letter, children }: { letter: Pick<DeadLetterItemDto, "cause">; children: string }) {
  if (letter.cause === null) return null;
  return (
    <Link href={`/ops/causes/${letter.cause}`} className="link inline-flex items-center max-desk:min-h-11">
      {children}
    </Link>
  );
}
