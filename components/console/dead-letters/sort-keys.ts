import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** Sort key of dead letters, descending. */
export const deadLetterSortKey = ({ diedAt, id }: DeadLetterItemDto): string => `${diedAt} ${id}`;

/** Sort key of discarded messages, descending. */
export const discardedSortKey = ({ discarded, diedAt, id }: DeadLetterItemDto): string =>
  `${discarded?.at ?? diedAt} ${id}`;
