import type { DeadLetterListDto } from "#server/contracts/triage/dead-letter.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { db } from "#server/platform/database/db.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { readDiscarded } from "#server/triage/dead-letter-lists/sql/read-discarded.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import { decodeCursor, encodeCursor } from "#server/triage/keyset/cursor.ts";
import { maskItem } from "#server/triage/privacy/mask-dead-letter.ts";

type ListInput = { filter?: DeadLetterFilter; cursor?: string | null; limit: number };

/**
 * A page of discarded deliveries, latest discard first, masked. It takes only the filter `cause`, because the others have no
 * index among discarded ones. Throws 422 for them.
 */
export async function listDiscarded({ filter = {}, cursor, limit }: ListInput): Promise<DeadLetterListDto> {
  const { cause, ...others } = filter;
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    const detail = "cannot be combined with state=discarded, which only supports the filter cause";
    throw new InvalidInputError(unknown.map((name) => ({ pointer: `/${name}`, detail })));
  }
  const before = cursor ? decodeCursor(cursor) : null;
  const rows = await readDiscarded(db(), { cause, before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => maskItem(toDeadLetterItem(row), row.data)),
    nextCursor: last ? encodeCursor({ at: last.at, id: last.id }) : null,
    scope: null,
  };
}
