import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** What the list of dead letters is sorted by, descending. */
export const deathOf = ({ diedAt, id }: DeadLetterItemDto): string => `${diedAt} ${id}`;

/** What the list of the discarded is sorted by, descending. */
export const putAwayOf = ({ discarded, diedAt, id }: DeadLetterItemDto): string => `${discarded?.at ?? diedAt} ${id}`;
