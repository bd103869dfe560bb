import type { DeadLetterListDto } from "#server/contracts/dead-letter.ts";
import { db } from "#server/db.ts";
import { maskItem } from "#server/privacy/mask-letter.ts";
import { decodeCursor, encodeCursor } from "#server/triage/cursor.ts";
import { readDeadLetters } from "#server/triage/sql/read-dead-letters.ts";
import { toDeadLetterItem } from "#server/triage/to-dead-letter-item.ts";

/** A page of what is dead now, latest death first, masked for everybody. A cursor stays good while rows come and go. */
export async function listDeadLetters(input: { cursor?: string | null; limit: number }): Promise<DeadLetterListDto> {
  const before = input.cursor ? decodeCursor(input.cursor) : null;
  const rows = await readDeadLetters(db(), { limit: input.limit + 1, before });
  const page = rows.slice(0, input.limit);
  const last = rows.length > input.limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => maskItem(toDeadLetterItem(row), row.data)),
    nextCursor: last ? encodeCursor({ at: last.diedAtExact, id: last.id }) : null,
  };
}
