import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { findDeadLetters } from "#server/triage/dead-letter-lists/find-dead-letters.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { decodeCursor, encodeCursor } from "#server/triage/keyset/cursor.ts";
import { maskItem } from "#server/triage/privacy/mask-dead-letter.ts";

type ListInput = { filter?: DeadLetterFilter; cursor?: string | null; limit: number; lookup?: Lookup };

/**
 * A page of the dead letters that match a filter, latest failure first, masked. Its cursor stays valid while rows come and go.
 * Filters that no index answers are checked within a scan limit: `scope` says how many rows were scanned.
 */
export async function listDeadLetters(input: ListInput): Promise<DeadLetterListDto> {
  const { filter = {}, cursor, limit, lookup = "shown" } = input;
  const before = cursor ? decodeCursor(cursor) : null;
  const { rows, next, scope } = await findDeadLetters({ filter, before, limit, lookup });
  const items = rows.map((row) => maskItem(toDeadLetterItem(row), row.data));
  return { items, nextCursor: next && encodeCursor(next), scope };
}
