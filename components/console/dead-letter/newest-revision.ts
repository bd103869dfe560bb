import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";

/** Newest revision that was not withdrawn. */
export function newestRevision(letter: DeadLetterDto): RevisionDto {
  const newest = letter.lineage.find((revision) => revision.id === letter.newestId) ?? letter.lineage.at(-1);
  if (!newest) throw new Error(`dead letter ${letter.id} has no revision`);
  return newest;
}

/** Whether it is or was a dead letter. */
export const wasDeadLettered = ({ state, cause, lineage }: DeadLetterDto): boolean =>
  cause !== null || lineage.some((revision) => revision.state === "replayed") || ["dead", "discarded"].includes(state);

/** End of the undo window of its replay or resent copy, or null. */
export function undoableUntil(letter: DeadLetterDto, now: number): number | null {
  const newest = newestRevision(letter);
  const until = Date.parse(newest.releaseAt);
  const closed = letter.state === "replayed" || letter.state === "delivered";
  return closed && newest.state === "waiting" && newest.revision > 1 && until > now ? until : null;
}
