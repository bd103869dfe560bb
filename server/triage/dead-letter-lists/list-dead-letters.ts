import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { decodeCursor, encodeCursor } from "#server/triage/dead-letter-lists/cursor.ts";
import { findDeadLetters } from "#server/triage/dead-letter-lists/find-dead-letters.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { maskItem } from "#server/triage/privacy/mask-letter.ts";

type ListInput = { filter?: DeadLetterFilter; cursor?: string | null; limit: number; lookup?: Lookup };

/**
 * A page of what is dead now and fits the filter, latest death first, masked for everybody. A cursor stays good while rows
 * come and go. What no index answers is looked for within a bound, and `scope` says how far that came.
 */
export async function listDeadLetters(input: ListInput): Promise<DeadLetterListDto> {
  const { filter = {}, cursor, limit, lookup = "shown" } = input;
  const before = cursor ? decodeCursor(cursor) : null;
  const { rows, next, scope } = await findDeadLetters({ filter, before, limit, lookup });
  const items = rows.map((row) => maskItem(toDeadLetterItem(row), row.data));
  return { items, nextCursor: next && encodeCursor(next), scope };
}
