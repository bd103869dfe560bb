import type { DeadLetterItemDto } from "#server/contracts/dead-letter.ts";

/** What the list of dead letters is sorted by, descending. */
export const deathOf = ({ diedAt, id }: DeadLetterItemDto): string => `${diedAt} ${id}`;
