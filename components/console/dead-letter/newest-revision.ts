import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";

/** The revision that decides: the newest that was not withdrawn. A letter always holds itself. */
export function newestOf(letter: DeadLetterDto): RevisionDto {
  const newest = letter.lineage.find((revision) => revision.id === letter.newestId) ?? letter.lineage.at(-1);
  if (!newest) throw new Error(`dead letter ${letter.id} has no revision`);
  return newest;
}

/** Whether it is or was a dead letter: what never died is at home among all messages. */
export const wasDeadLettered = ({ state, cause, lineage }: DeadLetterDto): boolean =>
  cause !== null || lineage.some((revision) => revision.state === "replayed") || ["dead", "discarded"].includes(state);

/** Until when a replay, or a second copy, of it waits in its undo window. */
export function undoableUntil(letter: DeadLetterDto, now: number): number | null {
  const newest = newestOf(letter);
  const until = Date.parse(newest.releaseAt);
  const closed = letter.state === "replayed" || letter.state === "delivered";
  return closed && newest.state === "waiting" && newest.revision > 1 && until > now ? until : null;
}
