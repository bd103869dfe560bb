import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** What the list of dead letters is sorted by, descending. */
export const deadLetterSortKey = ({ diedAt, id }: DeadLetterItemDto): string => `${diedAt} ${id}`;

/** What the list of the discarded is sorted by, descending. */
export const discardedSortKey = ({ discarded, diedAt, id }: DeadLetterItemDto): string =>
  `${discarded?.at ?? diedAt} ${id}`;
